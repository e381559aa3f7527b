import { fromMat, loadOpenCv, toMat, withMats } from './opencv.ts';
import type { Raster } from './raster.ts';

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
  return withMats(cv, (keep) => {
    const source = toMat(cv, raster, keep);
    const blurred = keep(new cv.Mat());
    const used = sigma > 0 ? sigma : sigmaOfKernel(kernelSize);
    cv.GaussianBlur(source, blurred, new cv.Size(kernelSize, kernelSize), used, used, cv.BORDER_REFLECT_101);
    return { ...fromMat(blurred, raster.dtype), notes: raster.notes };
  });
}
