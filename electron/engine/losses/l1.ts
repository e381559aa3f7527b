import { tf } from '../runtime/tensorflow.ts';
import type { ContentLossDefinition } from './loss.ts';
import { maskedMean } from './masked-mean.ts';

/** Mean absolute difference. */
export const l1: ContentLossDefinition = {
  id: 'l1',
  title: 'Absolute difference',
  reference: 'Mean of |prediction - truth|',
  needsFeatures: false,
  create: () => (prediction, truth, mask) => maskedMean(tf.abs(tf.sub(prediction, truth)), mask),
};
