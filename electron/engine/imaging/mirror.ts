import type { Raster } from './raster.ts';
import { allocate } from './raster.ts';

/**
 * A raster continued to the right and below by its own mirror image, the last row and column not repeated
 * (reflect-101, as OpenCV and SciPy call it); what is too small to be mirrored repeats its last pixel.
 * @param width and height of the result (px), at least those of the raster.
 * @throws RangeError where the result would be smaller than the raster.
 */
export function mirrorTo(raster: Raster, width: number, height: number): Raster {
  if (width < raster.width || height < raster.height) {
    throw new RangeError(
      `A ${raster.width} x ${raster.height} image cannot be continued to ${width} x ${height}.`,
    );
  }
  if (width === raster.width && height === raster.height) return raster;
  const { channels, dtype } = raster;
  const data = allocate(dtype, width * height * channels);
  for (let y = 0; y < height; y += 1) {
    const row = mirrored(y, raster.height) * raster.width;
    for (let x = 0; x < width; x += 1) {
      const from = (row + mirrored(x, raster.width)) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        data[(y * width + x) * channels + channel] = raster.data[from + channel] as number;
      }
    }
  }
  return { ...raster, width, height, data };
}

const mirrored = (at: number, size: number): number => (at < size ? at : Math.max(0, 2 * (size - 1) - at));
