import { meanSimilarity, windowSize } from './local-similarity.ts';
import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/** Exponents of the five scales, the finest first (Wang, Simoncelli and Bovik 2003, section 3.2). */
const weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/** The window of 11 px still lies inside the image after four halvings. */
const smallestSide = windowSize * 2 ** (weights.length - 1);

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003): contrast and structure of SSIM at five
 * scales, each half the last, and its luminance at the coarsest, each raised to its published exponent and
 * multiplied; the mean over the channels. Halving averages 2x2 pixels; the last column or row of an odd size is
 * repeated. A negative term, for which a power is not defined, counts as 0.
 *
 * Identical images give 1, constant ones included; a NaN pixel in either image gives NaN. Below 176 px a side
 * the coarsest scale has no window: NaN. Throws RangeError where the shapes differ.
 */
export function msSsim(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  if (context.width < smallestSide || context.height < smallestSide) return NaN;
  let sum = 0;
  for (let channel = 0; channel < context.channels; channel += 1) {
    sum += msSsimOfChannel(prediction, target, channel, context);
  }
  return sum / context.channels;
}

export const msSsimMetric: Metric = {
  id: 'msSsim',
  label: 'MS-SSIM',
  unit: '',
  better: 'higher',
  usesDataRange: true,
  smallestSide,
  reference: 'Wang, Simoncelli and Bovik, Asilomar Conf. Signals, Systems and Computers (2003) 1398-1402',
  compute: msSsim,
};

function msSsimOfChannel(x: Pixels, y: Pixels, channel: number, context: MetricContext): number {
  let [a, b, at, size] = [x, y, channel, context];
  let product = 1;
  for (const [scale, weight] of weights.entries()) {
    const coarsest = scale === weights.length - 1;
    const similarity = meanSimilarity(a, b, at, size, coarsest ? 'all' : 'contrast-structure');
    // Math.max keeps NaN.
    product *= Math.max(0, similarity) ** weight;
    if (coarsest) break;
    [a, b] = [halve(a, at, size), halve(b, at, size)];
    [at, size] = [0, { ...size, channels: 1, width: half(size.width), height: half(size.height) }];
  }
  return product;
}

const half = (length: number): number => Math.ceil(length / 2);

/** One channel at half the size. */
function halve(pixels: Pixels, channel: number, { width, height, channels }: MetricContext): Float64Array {
  const [across, down] = [half(width), half(height)];
  const result = new Float64Array(across * down);
  for (let row = 0; row < down; row += 1) {
    const above = 2 * row * width;
    const below = Math.min(2 * row + 1, height - 1) * width;
    for (let column = 0; column < across; column += 1) {
      const left = 2 * column;
      const right = Math.min(left + 1, width - 1);
      const value = (at: number): number => pixels[at * channels + channel] as number;
      const sum = value(above + left) + value(above + right) + value(below + left) + value(below + right);
      result[row * across + column] = sum / 4;
    }
  }
  return result;
}
