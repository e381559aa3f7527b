import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/**
 * Mean absolute error over all pixels and channels, in the images' own units. Identical images give 0; a NaN
 * pixel in either image gives NaN. Throws RangeError where the shapes differ.
 */
export function mae(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  let sum = 0;
  for (let i = 0; i < target.length; i += 1) {
    sum += Math.abs((prediction[i] as number) - (target[i] as number));
  }
  return sum / target.length;
}

export const maeMetric: Metric = {
  id: 'mae',
  label: 'Mean absolute error',
  unit: '',
  better: 'lower',
  usesDataRange: false,
  smallestSide: 1,
  reference: 'sklearn.metrics.mean_absolute_error',
  compute: mae,
};
