import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

const radius = 5;
const windowSize = 2 * radius + 1;
const kernel = gaussianWeights(1.5);

/**
 * Structural similarity after Wang et al. 2004 (IEEE TIP 13:600): Gaussian window of 11x11, sigma 1.5,
 * population covariance, K1 = 0.01, K2 = 0.03, the mean over the pixels whose window lies inside the image
 * and then over the channels. Equal to skimage.metrics.structural_similarity with gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False.
 *
 * Identical images give 1, constant ones included; a NaN pixel in either image gives NaN. An image narrower
 * or lower than the window has no window inside it: SSIM is not defined there and the answer is NaN.
 * Throws RangeError where the shapes differ.
 *
 * Own code because no maintained package computes it on 16-bit and floating-point images.
 */
export function ssim(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  if (context.width < windowSize || context.height < windowSize) return NaN;
  let sum = 0;
  for (let channel = 0; channel < context.channels; channel += 1) {
    sum += ssimOfChannel(prediction, target, channel, context);
  }
  return sum / context.channels;
}

export const ssimMetric: Metric = {
  id: 'ssim',
  label: 'SSIM',
  unit: '',
  better: 'higher',
  reference: 'Wang, Bovik, Sheikh and Simoncelli, IEEE Trans. Image Processing 13 (2004) 600-612',
  compute: ssim,
};

/**
 * The four local moments (means of x, y, x^2 + y^2 and x y) are filtered along the rows as they are read and
 * kept for as many rows as the window is high; each output row then sums that ring. Memory stays at a few
 * rows however large the image is.
 */
function ssimOfChannel(x: Pixels, y: Pixels, channel: number, context: MetricContext): number {
  const { width, height, dataRange } = context;
  const out = width - 2 * radius;
  const ring = Array.from({ length: windowSize }, () => new Float64Array(4 * out));
  const line = new Float64Array(4 * width);
  const moments = new Float64Array(4 * out);
  const c1 = (0.01 * dataRange) ** 2;
  const c2 = (0.03 * dataRange) ** 2;
  let sum = 0;
  for (let row = 0; row < height; row += 1) {
    readMoments(x, y, row, channel, context, line);
    filterRow(line, width, ring[row % windowSize] as Float64Array);
    if (row < windowSize - 1) continue;
    sumRing(ring, row + 1, moments);
    sum += similarityOfRow(moments, out, c1, c2);
  }
  return sum / (out * (height - 2 * radius));
}

/** x, y, x^2 + y^2 and x y of one row, one after the other. */
function readMoments(
  x: Pixels,
  y: Pixels,
  row: number,
  channel: number,
  { width, channels }: MetricContext,
  line: Float64Array,
): void {
  let index = row * width * channels + channel;
  for (let column = 0; column < width; column += 1) {
    const a = x[index] as number;
    const b = y[index] as number;
    line[column] = a;
    line[column + width] = b;
    line[column + 2 * width] = a * a + b * b;
    line[column + 3 * width] = a * b;
    index += channels;
  }
}

function filterRow(line: Float64Array, width: number, filtered: Float64Array): void {
  const out = width - 2 * radius;
  const centre = kernel[radius] as number;
  for (let moment = 0; moment < 4; moment += 1) {
    for (let column = 0; column < out; column += 1) {
      const at = moment * width + column + radius;
      let sum = centre * (line[at] as number);
      for (let k = 1; k <= radius; k += 1) {
        sum += (kernel[radius + k] as number) * ((line[at - k] as number) + (line[at + k] as number));
      }
      filtered[moment * out + column] = sum;
    }
  }
}

/** The vertical pass; `oldest` is the ring's oldest row, and the kernel is symmetric. */
function sumRing(ring: Float64Array[], oldest: number, moments: Float64Array): void {
  moments.fill(0);
  for (let k = 0; k < windowSize; k += 1) {
    const row = ring[(oldest + k) % windowSize] as Float64Array;
    const weight = kernel[k] as number;
    for (let i = 0; i < moments.length; i += 1) {
      moments[i] = (moments[i] as number) + weight * (row[i] as number);
    }
  }
}

function similarityOfRow(moments: Float64Array, out: number, c1: number, c2: number): number {
  let sum = 0;
  for (let i = 0; i < out; i += 1) {
    const meanX = moments[i] as number;
    const meanY = moments[i + out] as number;
    const product = meanX * meanY;
    const squares = meanX * meanX + meanY * meanY;
    const covariance = (moments[i + 3 * out] as number) - product;
    const variances = (moments[i + 2 * out] as number) - squares;
    sum += ((2 * product + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
  }
  return sum;
}

function gaussianWeights(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: windowSize }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
