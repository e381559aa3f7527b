import type { ContentLoss, FeatureExtractor } from '../../losses/loss.ts';
import { tf } from '../../runtime/tensorflow.ts';
import { createContentLoss } from '../content-loss.ts';
import type { PairedParameters } from './parameters.ts';

/** Keeps logarithms finite; half a grey level of 16 bits. */
const smallest = 2 ** -17;

/**
 * Binary cross-entropy of images as the first U-Nets of the live-cell paper were trained with: of p = (x + 1) / 2
 * against t, which is the truth brought to [0, 1] in the same way and clipped there. It is least at p = t, where
 * it is not zero but the entropy of t.
 */
const crossEntropy: ContentLoss = (prediction, truth) => {
  const unit = (x: typeof prediction) => tf.mul(tf.add(x, 1), 0.5);
  const p = tf.clipByValue(unit(prediction), smallest, 1 - smallest);
  const t = tf.clipByValue(unit(truth), 0, 1);
  const ofOne = tf.mul(t, tf.log(p));
  const ofZero = tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)));
  return tf.neg(tf.mean(tf.add(ofOne, ofZero)));
};

/** @throws RangeError for a name that is none; TypeError where it needs features and gets none. */
export function contentLossOf(
  id: PairedParameters['contentLoss'],
  features: FeatureExtractor | undefined,
): ContentLoss {
  return id === 'cross-entropy' ? crossEntropy : createContentLoss(id, features);
}
