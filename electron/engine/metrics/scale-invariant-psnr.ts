import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/**
 * Scale-invariant PSNR of CARE (Weigert et al. 2018, Nature Methods 15:1090): the PSNR after the linear change
 * of intensity a * prediction + b that brings the prediction nearest to the target, over the target's own
 * range: 10 log10((max - min)^2 / min over a and b of MSE(a * prediction + b, target)), in decibels. It does
 * not depend on `context.dataRange`. All channels share a and b.
 *
 * A prediction that is the target but for a linear change gives Infinity (a remainder within rounding error is
 * none), a constant prediction leaves the target's variance; a constant target has no range, and a NaN pixel
 * in either image no answer: NaN. Throws RangeError where the shapes differ.
 */
export function scaleInvariantPsnr(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  const n = target.length;
  let [sumX, sumY, min, max] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < n; i += 1) {
    const y = target[i] as number;
    sumX += prediction[i] as number;
    sumY += y;
    if (y < min) min = y;
    if (y > max) max = y;
  }
  const [meanX, meanY] = [sumX / n, sumY / n];
  if (!(max > min) || !Number.isFinite(meanX + meanY)) return NaN;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const x = (prediction[i] as number) - meanX;
    const y = (target[i] as number) - meanY;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const scale = xx > 0 ? xy / xx : 0;
  let rest = 0;
  for (let i = 0; i < n; i += 1) {
    const error = (target[i] as number) - meanY - scale * ((prediction[i] as number) - meanX);
    rest += error * error;
  }
  if (rest <= roundingError * yy) return Infinity;
  return 10 * Math.log10(((max - min) ** 2 * n) / rest);
}

/** Of the target's variance: a trillionth in amplitude, which the rounding of a large offset may leave. */
const roundingError = 1e-24;

export const scaleInvariantPsnrMetric: Metric = {
  id: 'scaleInvariantPsnr',
  label: 'Scale-invariant PSNR',
  unit: 'dB',
  better: 'higher',
  usesDataRange: false,
  smallestSide: 1,
  reference: 'Weigert et al., Nature Methods 15 (2018) 1090-1097',
  compute: scaleInvariantPsnr,
};
