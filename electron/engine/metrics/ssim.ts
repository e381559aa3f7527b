import { meanSimilarity, windowSize } from './local-similarity.ts';
import { requireSameShape } from './metric.ts';
import type { Metric, MetricContext, Pixels } from './metric.ts';

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
    sum += meanSimilarity(prediction, target, channel, context);
  }
  return sum / context.channels;
}

export const ssimMetric: Metric = {
  id: 'ssim',
  label: 'SSIM',
  unit: '',
  better: 'higher',
  usesDataRange: true,
  smallestSide: windowSize,
  reference: 'Wang, Bovik, Sheikh and Simoncelli, IEEE Trans. Image Processing 13 (2004) 600-612',
  compute: ssim,
};
