import { withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';

/** Kernels end here, as SciPy's do. */
const sigmasKept = 4;

/**
 * Minus the scale-normalised Laplacian of Gaussian of a plane, -sigma^2 (d2/dx2 + d2/dy2) (G_sigma * image): bright
 * blobs are maxima (Lindeberg 1998, Int. J. Computer Vision 30:79). A Gaussian spot of standard deviation `sigma`
 * answers with half its amplitude. Edges are mirrored, the last pixel repeated. Equal to
 * -sigma^2 scipy.ndimage.gaussian_laplace.
 *
 * @param image (height, width) finite numbers; subtract what is common to all first, for float32's sake.
 * @param sigma in pixels.
 * @returns (height, width)
 */
export function laplacianOfGaussian(
  cv: OpenCv,
  { width, height, data }: { width: number; height: number; data: Float32Array },
  sigma: number,
): Float32Array {
  const { smooth, second } = kernels(sigma);
  return withMats(cv, (keep) => {
    const column = (values: Float32Array) => {
      const mat = keep(new cv.Mat(values.length, 1, cv.CV_32FC1));
      (mat.data32F as Float32Array).set(values);
      return mat;
    };
    const [gaussian, derivative] = [column(smooth), column(second)];
    const source = keep(new cv.Mat(height, width, cv.CV_32FC1));
    (source.data32F as Float32Array).set(data);
    const [across, down] = [keep(new cv.Mat()), keep(new cv.Mat())];
    const centre = new cv.Point(-1, -1);
    cv.sepFilter2D(source, across, cv.CV_32F, derivative, gaussian, centre, 0, cv.BORDER_REFLECT);
    cv.sepFilter2D(source, down, cv.CV_32F, gaussian, derivative, centre, 0, cv.BORDER_REFLECT);
    const response = Float32Array.from(across.data32F as Float32Array);
    const other = down.data32F as Float32Array;
    for (let i = 0; i < response.length; i += 1) {
      response[i] = -sigma * sigma * ((response[i] as number) + (other[i] as number));
    }
    return response;
  });
}

/** What independent pixel noise of standard deviation 1 has after the filter: 1 / (sigma sqrt(2 pi)). */
export function laplacianNoiseGain(sigma: number): number {
  return 1 / (sigma * Math.sqrt(2 * Math.PI));
}

/** A Gaussian of sum 1 and its second derivative (x^2 / sigma^4 - 1 / sigma^2) G. */
function kernels(sigma: number): { smooth: Float32Array; second: Float32Array } {
  const radius = Math.floor(sigmasKept * sigma + 0.5);
  const positions = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = positions.map((x) => Math.exp((-x * x) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const smooth = Float32Array.from(weights, (weight) => weight / total);
  const second = Float32Array.from(
    positions,
    (x, i) => ((smooth[i] as number) * ((x * x) / (sigma * sigma) - 1)) / (sigma * sigma),
  );
  return { smooth, second };
}
