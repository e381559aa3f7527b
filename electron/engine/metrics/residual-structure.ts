import { pearson } from '../imaging/pearson.ts';
import { requireSameShape } from './metric.ts';
import type { Pixels } from './metric.ts';

export interface ResidualStructure {
  /** Correlation of the residual with itself 1, 2, … pixels away, mean of along x and along y; 0 is no structure. */
  autocorrelation: number[];
  /** The first of them: of neighbouring pixels. */
  neighbour: number;
  /** Standard error of `neighbour` where the residual is white noise. */
  standardError: number;
  /** Distance (px) at which the correlation has fallen to 1/e; null where it stays above for all distances. */
  length: number | null;
  /** Pearson's correlation of the residual with the truth: below 0 where bright is too dark and dark too bright. */
  withTruth: number;
}

interface Shape {
  width: number;
  height: number;
  channels: number;
}

/**
 * Whether what a result lacks of its truth is noise or has structure: autocorrelation of result - truth, each
 * channel about its own mean, normalised by the residual's variance (the biased estimator, which never exceeds 1).
 * White noise has 0 at every distance, blurred edges and invented texture do not.
 *
 * Null where the residual does not vary, identical images among these, where a pixel is not finite, and where a
 * side is no longer than one pixel. @throws RangeError where the shapes differ.
 */
export function residualStructure(
  result: Pixels,
  truth: Pixels,
  shape: Shape,
  lags = 16,
): ResidualStructure | null {
  requireSameShape(result, truth, { ...shape, dataRange: 1 });
  const { width, height, channels } = shape;
  const most = Math.min(lags, width - 1, height - 1);
  const residual = centred(result, truth, channels);
  const variance = sumOfSquares(residual) / residual.length;
  if (most < 1 || !Number.isFinite(variance) || variance <= 0) return null;
  const autocorrelation = Array.from({ length: most }, (_, i) => atLag(residual, shape, i + 1) / variance);
  const [neighbour = 0] = autocorrelation;
  const pairs = channels * ((width - 1) * height + width * (height - 1));
  return {
    autocorrelation,
    neighbour,
    standardError: 1 / Math.sqrt(pairs),
    length: fallenTo(autocorrelation, 1 / Math.E),
    withTruth: pearson(residual, truth),
  };
}

/** Result less truth, each channel about its mean. */
function centred(result: Pixels, truth: Pixels, channels: number): Float64Array {
  const residual = Float64Array.from(truth, (value, i) => (result[i] as number) - value);
  for (let c = 0; c < channels; c += 1) {
    let sum = 0;
    for (let i = c; i < residual.length; i += channels) sum += residual[i] as number;
    const mean = sum / (residual.length / channels);
    for (let i = c; i < residual.length; i += channels) residual[i] = (residual[i] as number) - mean;
  }
  return residual;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) ** 2;
  return sum;
}

/** Mean over both directions of the products' sum over the number of all pixels. */
function atLag(residual: Float64Array, { width, channels }: Shape, lag: number): number {
  const row = width * channels;
  const step = lag * channels;
  let [across, down] = [0, 0];
  for (let start = 0; start < residual.length; start += row) {
    for (let i = start; i < start + row - step; i += 1) {
      across += (residual[i] as number) * (residual[i + step] as number);
    }
  }
  for (let i = 0; i < residual.length - lag * row; i += 1) {
    down += (residual[i] as number) * (residual[i + lag * row] as number);
  }
  return (across + down) / 2 / residual.length;
}

/** Linearly between distances, from 1 at 0. */
function fallenTo(autocorrelation: readonly number[], level: number): number | null {
  const found = autocorrelation.findIndex((value) => value <= level);
  if (found < 0) return null;
  const [above, below] = [found === 0 ? 1 : (autocorrelation[found - 1] as number), autocorrelation[found]!];
  return found + (above - level) / (above - below);
}
