import { withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import { toFloatMat } from './registration/resample.ts';
import type { Plane } from './registration/plane.ts';

/** Sigma of the Gaussian before the gradient, px: photon noise would outweigh the picture without it. */
const scale = 2;
/** Brenner's distance between the pixels compared. */
const distance = 2;

/**
 * How sharp a plane is, whatever its brightness: Brenner's gradient, the mean square of I(x + 2) - I(x) along
 * both axes (Brenner et al. 1976, J. Histochem. Cytochem. 24:100), of the plane under a Gaussian of 2 px, over
 * the plane's variance. What white noise adds to both is taken off, so that a dim frame of a scene scores as
 * a bright one; 0 for a plane with nothing but noise.
 */
export function focusScore(cv: OpenCv, plane: Plane): number {
  const noise = noiseVariance(cv, plane);
  return withMats(cv, (keep) => {
    const smooth = keep(new cv.Mat());
    toFloatMat(cv, plane, keep).convertTo(smooth, cv.CV_32F);
    cv.GaussianBlur(smooth, smooth, new cv.Size(0, 0), scale);
    const values = smooth.data32F as Float32Array;
    const kept = 1 / (4 * Math.PI * scale * scale);
    const fromNoise = 2 * noise * kept * (1 - Math.exp(-((distance / (2 * scale)) ** 2)));
    const variance = varianceOf(values) - noise * kept;
    const detail = brenner(values, plane.width, plane.height) - fromNoise;
    // Less than a hundredth of the noise is no picture.
    return variance > 0.01 * noise * kept && detail > 0 ? detail / variance : 0;
  });
}

/**
 * Variance of white noise in a plane, from its second differences along both axes, which straight edges and
 * slopes leave at 0 (Immerkaer 1996, Comput. Vis. Image Underst. 64:300).
 */
export function noiseVariance(cv: OpenCv, plane: Plane): number {
  return withMats(cv, (keep) => {
    const differences = keep(new cv.Mat());
    toFloatMat(cv, plane, keep).convertTo(differences, cv.CV_32F);
    const mask = keep(cv.matFromArray(3, 3, cv.CV_32FC1, [1, -2, 1, -2, 4, -2, 1, -2, 1]));
    cv.filter2D(differences, differences, cv.CV_32F, mask);
    let sum = 0;
    for (const value of differences.data32F as Float32Array) sum += value * value;
    return sum / 36 / Math.max(1, plane.width * plane.height);
  });
}

function brenner(values: Float32Array, width: number, height: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height - distance; y += 1) {
    for (let x = 0; x < width - distance; x += 1) {
      const i = y * width + x;
      const value = values[i] as number;
      sum += ((values[i + distance] as number) - value) ** 2;
      sum += ((values[i + distance * width] as number) - value) ** 2;
      count += 2;
    }
  }
  return count > 0 ? sum / count : 0;
}

function varianceOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / values.length;
}
