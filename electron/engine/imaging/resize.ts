import { fromMat, loadOpenCv, toMat, withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import type { Raster, Rectangle } from './raster.ts';

type Size = { width: number; height: number };

/**
 * An image at another size, dtype and channels as before: the mean of what falls into each new pixel along sides
 * that shrink (no aliasing), Lanczos (8 x 8) where neither does. Throws RangeError for a size that is no whole
 * number of pixels above 0.
 */
export function resizeImage(raster: Raster, size: Size): Promise<Raster> {
  const grows = size.width >= raster.width && size.height >= raster.height;
  return resize(raster, size, (cv) => (grows ? cv.INTER_LANCZOS4 : cv.INTER_AREA));
}

/**
 * A mask, label image or class map at another size: the value at the centre of each new pixel, so that no value
 * appears that was not there. Throws RangeError as `resizeImage`.
 */
export function resizeMask(raster: Raster, size: Size): Promise<Raster> {
  return resize(raster, size, (cv) => cv.INTER_NEAREST_EXACT);
}

/**
 * Squares of `side` px in an image: 'crop' is the one in the middle, 'tile' as few as cover it, evenly spaced and
 * so overlapping where the sides are no multiple. Throws RangeError where the image is smaller than the square.
 */
export function squaresOf({ width, height }: Size, side: number, how: 'crop' | 'tile'): Rectangle[] {
  if (!Number.isInteger(side) || side < 1 || side > Math.min(width, height)) {
    throw new RangeError(
      `No square of ${side} pixels fits into ${width} x ${height}: resize the image instead.`,
    );
  }
  const startsOf = (length: number): number[] => {
    if (how === 'crop') return [Math.floor((length - side) / 2)];
    const count = Math.ceil(length / side);
    return Array.from({ length: count }, (_, i) =>
      Math.round((i * (length - side)) / Math.max(1, count - 1)),
    );
  };
  return startsOf(height).flatMap((y) => startsOf(width).map((x) => ({ x, y, width: side, height: side })));
}

async function resize(
  raster: Raster,
  { width, height }: Size,
  interpolation: (cv: OpenCv) => number,
): Promise<Raster> {
  if (![width, height].every((side) => Number.isInteger(side) && side > 0)) {
    throw new RangeError(`An image cannot have ${width} x ${height} pixels.`);
  }
  if (raster.width === width && raster.height === height) return raster;
  const { cv } = await loadOpenCv();
  return withMats(cv, (keep) => {
    const resized = keep(new cv.Mat());
    cv.resize(toMat(cv, raster, keep), resized, new cv.Size(width, height), 0, 0, interpolation(cv));
    return { ...fromMat(resized, raster.dtype), notes: raster.notes };
  });
}
