import { toMat, withMats } from './opencv.ts';
import type { OpenCv } from './opencv.ts';
import type { Raster } from './raster.ts';

/** Sigma of the Gaussian before the Laplacian, px: without it the noise outweighs the detail. */
const scale = 1;

/** An 8-bit plane has at least the noise of its rounding, 1 / sqrt(12) levels. */
const roundingNoise = Math.sqrt(1 / 12);

/**
 * How sharp each part of a plane is: the variance of the Laplacian in it (Pech-Pacheco et al. 2000) of the plane
 * under a Gaussian of 1 px, over what the photo's noise alone gives, so that 1 is nothing but noise. Chosen on
 * blurred copies, see decision 0010.
 *
 * `plane` is (height, width) 8-bit, `labels` of the same shape with 1 to `count`, `noise` in grey levels. Returns
 * one number a label; index 0 is unused.
 */
export function cellFocus(
  cv: OpenCv,
  plane: Raster,
  labels: Int32Array,
  count: number,
  noise: number,
): Float64Array {
  const [area, sum, squares] = [0, 1, 2].map(() => new Float64Array(count + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const fromNoise = withMats(cv, (keep) => {
    const detail = keep(new cv.Mat());
    toMat(cv, plane, keep).convertTo(detail, cv.CV_32F);
    cv.GaussianBlur(detail, detail, new cv.Size(0, 0), scale);
    cv.Laplacian(detail, detail, cv.CV_32F);
    const values = detail.data32F as Float32Array;
    for (let i = 0; i < labels.length; i += 1) {
      const label = labels[i] as number;
      if (label === 0) continue;
      const value = values[i] as number;
      area[label] = (area[label] as number) + 1;
      sum[label] = (sum[label] as number) + value;
      squares[label] = (squares[label] as number) + value * value;
    }
    return shareOfNoise() * Math.max(noise, roundingNoise) ** 2;
  });
  return squares.map((square, i) => {
    const pixels = Math.max(1, area[i] as number);
    return (square / pixels - ((sum[i] as number) / pixels) ** 2) / fromNoise;
  });
}

/**
 * The variance that independent noise of variance 1 has after Gaussian and Laplacian: the sum of the squares of
 * their common kernel g''(x) g(y) + g(x) g''(y), with g'' the second difference of g.
 */
function shareOfNoise(): number {
  const reach = Math.ceil(4 * scale) + 1;
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * scale ** 2)),
  );
  const total = raw.reduce((sum, value) => sum + value, 0);
  const g = raw.map((value) => value / total);
  const second = g.map((value, i) => (g[i - 1] ?? 0) + (g[i + 1] ?? 0) - 2 * value);
  const dot = (a: number[], b: number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  return 2 * dot(second, second) * dot(g, g) + 2 * dot(second, g) ** 2;
}
