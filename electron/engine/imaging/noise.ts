import { withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv.ts';
import { histogram } from './otsu.ts';

/** Differences are counted in steps of 1/8 grey level. */
const stepsPerLevel = 8;

/**
 * The standard deviation, in grey levels, of the pixel noise of an 8-bit plane: the median difference between
 * each pixel and its Gaussian neighbourhood (sigma 1 px), scaled to what independent Gaussian noise gives.
 * The median keeps edges and texture out of it (Donoho and Johnstone 1994, Biometrika 81:425).
 */
export function noiseLevel(cv: OpenCv, plane: Mat): number {
  return withMats(cv, (keep) => {
    const pixels = keep(new cv.Mat());
    const smooth = keep(new cv.Mat());
    plane.convertTo(pixels, cv.CV_32F);
    cv.GaussianBlur(pixels, smooth, new cv.Size(0, 0), 1);
    cv.absdiff(pixels, smooth, pixels);
    pixels.convertTo(pixels, cv.CV_8U, stepsPerLevel);
    const median = medianLevel(histogram(pixels.data as Uint8Array)) / stepsPerLevel;
    // The median of |x| of a normal distribution is 0.6745 standard deviations. The variance of the difference
    // is that of the pixel (1) and of the smoothed one (1 / 4 pi) less twice their covariance (1 / 2 pi).
    return median / 0.6745 / Math.sqrt(1 - 3 / (4 * Math.PI));
  });
}

/** What independent noise keeps of its standard deviation under a Gaussian of `sigma` px: 1 / (2 sqrt(pi) sigma). */
export function noiseAfterSmoothing(noise: number, sigma: number): number {
  return noise * Math.min(1, 1 / (2 * Math.sqrt(Math.PI) * sigma));
}

/** The median within its level, as if the level's pixels were spread evenly over it. */
function medianLevel(counts: Float64Array): number {
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let seen = 0;
  for (let level = 0; level < counts.length; level += 1) {
    const count = counts[level] as number;
    if (seen + count >= half) return Math.max(0, level - 0.5 + (half - seen) / count);
    seen += count;
  }
  return 0;
}
