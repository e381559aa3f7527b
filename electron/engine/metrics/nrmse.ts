import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/**
 * Root of the mean squared error over the target's own range, max - min, equal to
 * skimage.metrics.normalized_root_mse with normalization='min-max'. It does not depend on `context.dataRange`.
 *
 * Of the definitions in use this one is chosen because a camera's offset does not change it, as it does the
 * Euclidean one, and because CSBDeep's, after the best linear change of intensity, says the same as the
 * scale-invariant PSNR beside it.
 *
 * Identical images give 0. A constant target has no range: NaN unless the images are identical; a NaN pixel in
 * either image gives NaN. Throws RangeError where the shapes differ.
 */
export function nrmse(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  let [squares, min, max] = [0, Infinity, -Infinity];
  for (let i = 0; i < target.length; i += 1) {
    const y = target[i] as number;
    const error = (prediction[i] as number) - y;
    squares += error * error;
    if (y < min) min = y;
    if (y > max) max = y;
  }
  if (squares === 0) return 0;
  return max > min ? Math.sqrt(squares / target.length) / (max - min) : NaN;
}

export const nrmseMetric: Metric = {
  id: 'nrmse',
  label: 'NRMSE',
  unit: '',
  better: 'lower',
  usesDataRange: false,
  smallestSide: 1,
  reference: 'skimage.metrics.normalized_root_mse(normalization="min-max")',
  compute: nrmse,
};
