import type { Raster } from '../imaging/raster.ts';
import { resizeImage } from '../imaging/resize.ts';

/** One image or patch as numbers: shrunken pixels, or features of a network. */
export type Features = ArrayLike<number>;

/** Pixels that an image is shrunken to at most before its distribution is looked at: 64 x 64. */
export const mostPixels = 4096;

/**
 * The size that images are shrunken to: the sides' proportions kept, no more than `most` pixels in all, never
 * larger than the image.
 */
export function featureGrid(
  { width, height }: { width: number; height: number },
  most = mostPixels,
): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(most / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** An image's pixels (colours interleaved) at the grid's size, each the mean of what falls into it. */
export async function pixelFeatures(
  raster: Raster,
  grid: { width: number; height: number },
): Promise<Float32Array> {
  const exact: Raster = { ...raster, dtype: 'float32', data: Float32Array.from(raster.data) };
  return (await resizeImage(exact, grid)).data as Float32Array;
}

/** The number of features. @throws RangeError unless all rows have as many, all finite. */
export function requireRows(...sets: (readonly Features[])[]): number {
  const rows = sets.flat();
  const length = rows[0]?.length ?? 0;
  for (const [index, row] of rows.entries()) {
    if (row.length !== length) {
      throw new RangeError(`Row ${index} has ${row.length} features, the first has ${length}.`);
    }
    for (let i = 0; i < length; i += 1) {
      if (!Number.isFinite(row[i]))
        throw new RangeError(`Feature ${i} of row ${index} is not a finite number.`);
    }
  }
  return length;
}
