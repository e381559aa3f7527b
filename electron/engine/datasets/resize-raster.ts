import { fromMat, loadOpenCv, toMat, withMats } from '../imaging/opencv.ts';
import type { Raster } from '../imaging/raster.ts';

/**
 * A raster of another size, dtype and channels as before. `image`: the mean of what falls into each new pixel
 * where both sides shrink (no aliasing), cubic otherwise; `linear`: between the four nearest, for small changes of size; `nearest`: values as they are, for class maps.
 */
export async function resizeRaster(
  raster: Raster,
  { width, height }: { width: number; height: number },
  how: 'image' | 'linear' | 'nearest',
): Promise<Raster> {
  if (raster.width === width && raster.height === height) return raster;
  const { cv } = await loadOpenCv();
  const shrinks = width <= raster.width && height <= raster.height;
  const image = shrinks ? cv.INTER_AREA : cv.INTER_CUBIC;
  const interpolation = how === 'image' ? image : how === 'linear' ? cv.INTER_LINEAR : cv.INTER_NEAREST;
  return withMats(cv, (keep) => {
    const resized = keep(new cv.Mat());
    cv.resize(toMat(cv, raster, keep), resized, new cv.Size(width, height), 0, 0, interpolation);
    return { ...fromMat(resized, raster.dtype), notes: raster.notes };
  });
}
