import { fromMat, loadOpenCv, toMat, withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import { allocate, crop } from './raster.ts';
import type { Raster, RasterData } from './raster.ts';

/** Numbers that go to OpenCV at a time: WebAssembly memory, once taken, is never given back. */
const stripLength = 8_000_000;

/**
 * The standard deviation (px) that OpenCV gives a Gaussian of `kernelSize` pixels when none is stated
 * (documentation of cv::getGaussianKernel): 0.3 * ((k - 1) / 2 - 1) + 0.8, which is 2.6 for 15.
 */
export function sigmaOfKernel(kernelSize: number): number {
  return 0.3 * ((kernelSize - 1) / 2 - 1) + 0.8;
}

/**
 * The low-resolution partner of a photo as in the MicroGAN paper (section 3.1): a Gaussian filter with a
 * 15x15 kernel. `sigma` (px) is not in the paper; 0 takes OpenCV's rule, see decision 0011.
 * Same shape and dtype out; borders are reflected without repeating the edge pixel (reflect-101).
 * Throws RangeError for an even or non-positive kernel and for a negative sigma.
 */
export async function gaussianBlur(raster: Raster, kernelSize = 15, sigma = 0): Promise<Raster> {
  if (!Number.isInteger(kernelSize) || kernelSize < 1 || kernelSize % 2 === 0) {
    throw new RangeError(`The blur kernel must be an odd number of pixels, not ${kernelSize}.`);
  }
  if (!(sigma >= 0 && Number.isFinite(sigma))) {
    throw new RangeError(`The blur sigma must be 0 (automatic) or a positive number, not ${sigma}.`);
  }
  const { cv } = await loadOpenCv();
  const { width, height, channels, dtype } = raster;
  const data = allocate(dtype, raster.data.length);
  const halo = (kernelSize - 1) / 2;
  const rows = Math.max(1, Math.floor(stripLength / (width * channels)));
  for (let top = 0; top < height; top += rows) {
    const [from, to] = [Math.max(0, top - halo), Math.min(height, top + rows + halo)];
    const strip = crop(raster, { x: 0, y: from, width, height: to - from });
    const blurred = blurStrip(cv, strip, kernelSize, sigma > 0 ? sigma : sigmaOfKernel(kernelSize));
    const row = width * channels;
    data.set(blurred.subarray((top - from) * row, (Math.min(height, top + rows) - from) * row), top * row);
  }
  return { width, height, channels, dtype, data, notes: raster.notes };
}

/** A strip whose upper and lower rows are wrong by up to half a kernel unless the image ends there. */
function blurStrip(cv: OpenCv, strip: Raster, kernelSize: number, sigma: number): RasterData {
  return withMats(cv, (keep) => {
    const mat = toMat(cv, strip, keep);
    cv.GaussianBlur(mat, mat, new cv.Size(kernelSize, kernelSize), sigma, sigma, cv.BORDER_REFLECT_101);
    return fromMat(mat, strip.dtype).data;
  });
}
