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
export function laplacianOfGaussian(cv: OpenCv, image: FloatPlane, sigma: number): Float32Array {
  return blobFilters(cv, image, sigma).response;
}

interface FloatPlane {
  width: number;
  height: number;
  data: Float32Array;
}

/** What a plane answers to filters for blobs of one size; each (height, width). */
export interface BlobFilters {
  /** Minus the scale-normalised Laplacian of Gaussian: the sum of the curvatures downwards. */
  response: Float32Array;
  /**
   * Twice the weaker of the two principal curvatures downwards: the same as `response` for a round blob, and about 0
   * along a line or an edge, which falls off to its sides alone.
   */
  roundness: Float32Array;
  /** The plane blurred. */
  level: Float32Array;
}

/** The Laplacian of Gaussian with its two parts. Equal to `laplacianOfGaussian` in its response. */
export function blobFilters(cv: OpenCv, { width, height, data }: FloatPlane, sigma: number): BlobFilters {
  const { smooth, first, second } = kernels(sigma);
  return withMats(cv, (keep) => {
    const column = (values: Float32Array) => {
      const mat = keep(new cv.Mat(values.length, 1, cv.CV_32FC1));
      (mat.data32F as Float32Array).set(values);
      return mat;
    };
    const source = keep(new cv.Mat(height, width, cv.CV_32FC1));
    (source.data32F as Float32Array).set(data);
    const filtered = (across: Float32Array, down: Float32Array): Float32Array => {
      const target = keep(new cv.Mat());
      const centre = new cv.Point(-1, -1);
      cv.sepFilter2D(source, target, cv.CV_32F, column(across), column(down), centre, 0, cv.BORDER_REFLECT);
      return Float32Array.from(target.data32F as Float32Array);
    };
    const [xx, yy, xy] = [filtered(second, smooth), filtered(smooth, second), filtered(first, first)];
    const [response, roundness] = [new Float32Array(data.length), new Float32Array(data.length)];
    for (let i = 0; i < data.length; i += 1) {
      const [a, b] = [xx[i] as number, yy[i] as number];
      const sum = -sigma * sigma * (a + b);
      response[i] = sum;
      roundness[i] = sum - sigma * sigma * Math.hypot(a - b, 2 * (xy[i] as number));
    }
    return { response, roundness, level: filtered(smooth, smooth) };
  });
}

/** What independent pixel noise of standard deviation 1 has after the filter: 1 / (sigma sqrt(2 pi)). */
export function laplacianNoiseGain(sigma: number): number {
  return 1 / (sigma * Math.sqrt(2 * Math.PI));
}

/** A Gaussian of sum 1 and its derivatives -x / sigma^2 G and (x^2 / sigma^4 - 1 / sigma^2) G. */
function kernels(sigma: number): { smooth: Float32Array; first: Float32Array; second: Float32Array } {
  const radius = Math.floor(sigmasKept * sigma + 0.5);
  const positions = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = positions.map((x) => Math.exp((-x * x) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const smooth = Float32Array.from(weights, (weight) => weight / total);
  const first = Float32Array.from(positions, (x, i) => (-x / (sigma * sigma)) * (smooth[i] as number));
  const second = Float32Array.from(
    positions,
    (x, i) => ((smooth[i] as number) * ((x * x) / (sigma * sigma) - 1)) / (sigma * sigma),
  );
  return { smooth, first, second };
}
