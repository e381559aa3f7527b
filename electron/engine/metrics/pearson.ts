import { pearson } from '../imaging/pearson.ts';
import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/**
 * Pearson's correlation over all pixels and channels, -1 to 1. NaN where either image is constant, identical or
 * not, and where a pixel of either is not a finite number: as the other metrics, it leaves none out.
 * Throws RangeError where the shapes differ.
 */
export function imageCorrelation(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  for (let i = 0; i < target.length; i += 1) {
    if (!Number.isFinite((prediction[i] as number) + (target[i] as number))) return NaN;
  }
  const r = pearson(prediction, target);
  // Rounding may leave the last digit beyond the ends.
  return Number.isNaN(r) ? NaN : Math.min(1, Math.max(-1, r));
}

export const pearsonMetric: Metric = {
  id: 'pearson',
  label: 'Pearson correlation',
  unit: '',
  better: 'higher',
  usesDataRange: false,
  smallestSide: 1,
  reference: 'scipy.stats.pearsonr',
  compute: imageCorrelation,
};
