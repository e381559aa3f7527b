import type { MetricContext, Pixels } from './metric.ts';

/** Half the side of SSIM's window, and its side. */
const radius = 5;
export const windowSize = 2 * radius + 1;
const [k0, k1, k2, k3, k4, k5] = gaussianHalf(1.5);

/** Which terms of Wang's product are averaged: all of SSIM, or contrast and structure without luminance. */
export type SimilarityTerms = 'all' | 'contrast-structure';

/**
 * Mean local similarity of one channel (Wang et al. 2004): Gaussian window of 11x11, sigma 1.5, population
 * covariance, K1 = 0.01, K2 = 0.03, over the pixels whose window lies inside the image. The image is at least
 * as wide and high as the window; `channel` of `channels` interleaved ones.
 *
 * The four local moments (means of x, y, x^2 + y^2 and x y) of a row are kept for as many rows as the window is
 * high, summed down the columns, and then along the row. Memory stays at a few rows however large the image is.
 */
export function meanSimilarity(
  x: Pixels,
  y: Pixels,
  channel: number,
  { width, height, channels, dataRange }: MetricContext,
  terms: SimilarityTerms = 'all',
): number {
  const ring = Array.from({ length: windowSize }, () => new Float64Array(4 * width));
  const column = new Float64Array(4 * width);
  const moments = new Float64Array(4 * (width - 2 * radius));
  const luminance = terms === 'all';
  const c1 = (0.01 * dataRange) ** 2;
  const c2 = (0.03 * dataRange) ** 2;
  let sum = 0;
  for (let row = 0; row < height; row += 1) {
    readMoments(x, y, row * width * channels + channel, channels, ring[row % windowSize] as Float64Array);
    if (row < windowSize - 1) continue;
    sumColumns(ring, row + 1, column);
    sumAlong(column, moments);
    sum += luminance ? similarity(moments, c1, c2) : contrastStructure(moments, c2);
  }
  return sum / ((width - 2 * radius) * (height - 2 * radius));
}

/** x, y, x^2 + y^2 and x y of each pixel of a row, one pixel after the other. */
function readMoments(x: Pixels, y: Pixels, start: number, step: number, line: Float64Array): void {
  for (let i = 0, index = start; i < line.length; i += 4, index += step) {
    const a = x[index] as number;
    const b = y[index] as number;
    line[i] = a;
    line[i + 1] = b;
    line[i + 2] = a * a + b * b;
    line[i + 3] = a * b;
  }
}

/** The pass down the columns; `oldest` is the number of the ring's oldest row, and the kernel is symmetric. */
function sumColumns(ring: readonly Float64Array[], oldest: number, out: Float64Array): void {
  const row = (k: number): Float64Array => ring[(oldest + k) % windowSize] as Float64Array;
  const [a5, a4, a3, a2, a1, m, b1, b2, b3, b4, b5] = [
    ...[row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7), row(8), row(9), row(10)],
  ] as [F, F, F, F, F, F, F, F, F, F, F];
  for (let i = 0; i < out.length; i += 1) {
    out[i] =
      k0 * at(m, i) +
      k1 * (at(a1, i) + at(b1, i)) +
      k2 * (at(a2, i) + at(b2, i)) +
      k3 * (at(a3, i) + at(b3, i)) +
      k4 * (at(a4, i) + at(b4, i)) +
      k5 * (at(a5, i) + at(b5, i));
  }
}

/** The pass along a row: each pixel has four moments. */
function sumAlong(line: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i += 1) {
    out[i] =
      k0 * at(line, i + 20) +
      k1 * (at(line, i + 16) + at(line, i + 24)) +
      k2 * (at(line, i + 12) + at(line, i + 28)) +
      k3 * (at(line, i + 8) + at(line, i + 32)) +
      k4 * (at(line, i + 4) + at(line, i + 36)) +
      k5 * (at(line, i) + at(line, i + 40));
  }
}

type F = Float64Array;
const at = (line: Float64Array, i: number): number => line[i] as number;

function similarity(moments: Float64Array, c1: number, c2: number): number {
  let sum = 0;
  for (let i = 0; i < moments.length; i += 4) {
    const meanX = at(moments, i);
    const meanY = at(moments, i + 1);
    const product = meanX * meanY;
    const squares = meanX * meanX + meanY * meanY;
    const covariance = at(moments, i + 3) - product;
    const variances = at(moments, i + 2) - squares;
    sum += ((2 * product + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
  }
  return sum;
}

function contrastStructure(moments: Float64Array, c2: number): number {
  let sum = 0;
  for (let i = 0; i < moments.length; i += 4) {
    const meanX = at(moments, i);
    const meanY = at(moments, i + 1);
    const covariance = at(moments, i + 3) - meanX * meanY;
    const variances = at(moments, i + 2) - meanX * meanX - meanY * meanY;
    sum += (2 * covariance + c2) / (variances + c2);
  }
  return sum;
}

/** The middle of the window's weights and those to one side of it. */
function gaussianHalf(sigma: number): [number, number, number, number, number, number] {
  const half = Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = half.reduce((sum, weight, i) => sum + (i === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / total) as [number, number, number, number, number, number];
}
