import { tf } from '../runtime/tensorflow.ts';
import type { ContentLossDefinition } from './loss.ts';
import { maskedMean } from './masked-mean.ts';

/** Mean squared difference. */
export const l2: ContentLossDefinition = {
  id: 'l2',
  title: 'Squared difference',
  reference: 'Mean of (prediction - truth)^2',
  needsFeatures: false,
  create: () => (prediction, truth, mask) => maskedMean(tf.squaredDifference(prediction, truth), mask),
};
