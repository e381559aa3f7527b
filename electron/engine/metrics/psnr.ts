import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

/**
 * Peak signal-to-noise ratio in decibels: 10 log10(dataRange^2 / MSE), the mean over all pixels and
 * channels. Identical images give Infinity; a NaN pixel in either image gives NaN.
 * Throws RangeError where the shapes differ.
 */
export function psnr(prediction: Pixels, target: Pixels, context: MetricContext): number {
  requireSameShape(prediction, target, context);
  let sum = 0;
  for (let i = 0; i < target.length; i += 1) {
    const difference = (prediction[i] as number) - (target[i] as number);
    sum += difference * difference;
  }
  return 10 * Math.log10((context.dataRange * context.dataRange * target.length) / sum);
}

export const psnrMetric: Metric = {
  id: 'psnr',
  label: 'PSNR',
  unit: 'dB',
  better: 'higher',
  usesDataRange: true,
  smallestSide: 1,
  reference: 'ITU-T J.340; equal to skimage.metrics.peak_signal_noise_ratio',
  compute: psnr,
};
