import type { Scalar, Tensor } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { AdversarialLossDefinition } from './loss.ts';

/**
 * Binary cross-entropy of logits x against one target t, the mean over images and places:
 * -t log s(x) - (1 - t) log(1 - s(x)) = softplus(x) - t x, which stays finite for any logit.
 * @param logits (batch, height, width, 1) or any other shape.
 * @param target in [0, 1].
 */
export function binaryCrossEntropy(logits: Tensor, target: number): Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, target)));
}

/**
 * The first GAN (Goodfellow et al. 2014) over maps of logits, as pix2pix and Roy et al. train it: the
 * discriminator minimises BCE(D(truth), 1) + BCE(D(fake), 0), the generator BCE(D(fake), 1), whose gradient
 * does not vanish where the discriminator is sure. Truth and fake go through it one after the other, because
 * statistics of a batch must not mix them. There is no penalty: its weight is not used and it is zero.
 * `distance` is mean s(D(fake)) - mean s(D(truth)), from -1 (told apart) to 0 (not).
 * @param options.realTarget what the truth is compared with; 0.9 is the usual one-sided label smoothing
 *   (Salimans et al. 2016).
 * @throws RangeError where the target is not above 0.5 and at most 1.
 */
export function createBceGan({ realTarget = 1 } = {}): AdversarialLossDefinition {
  if (!(realTarget > 0.5 && realTarget <= 1)) {
    throw new RangeError(`The target for real images must be above 0.5 and at most 1, not ${realTarget}.`);
  }
  return {
    id: 'bce-gan',
    title: 'Cross-entropy',
    reference: 'Goodfellow et al., Generative adversarial networks (2014)',
    critic(critic, { truth, fake, mask }) {
      const onTruth = critic(truth, mask);
      const onFake = critic(fake, mask);
      const total = tf.add(binaryCrossEntropy(onTruth, realTarget), binaryCrossEntropy(onFake, 0)) as Scalar;
      const distance = tf.sub(tf.mean(tf.sigmoid(onFake)), tf.mean(tf.sigmoid(onTruth))) as Scalar;
      return { total, distance, penalty: tf.scalar(0) };
    },
    generator: (critic, fake, mask) => binaryCrossEntropy(critic(fake, mask), 1),
  };
}

/** Cross-entropy with targets 0 and 1. */
export const bceGan = createBceGan();
