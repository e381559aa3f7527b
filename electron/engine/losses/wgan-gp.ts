import type { Scalar, Tensor, Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { AdversarialLossDefinition, Critic } from './loss.ts';

/** Keeps the norm's gradient finite where the critic is flat. */
const tiny = 1e-12;

/**
 * Wasserstein GAN with gradient penalty (Gulrajani et al. 2017, algorithm 1): the critic minimises
 * mean D(fake) - mean D(truth) + weight * mean (|grad D(mixed)| - 1)^2, the generator - mean D(fake).
 * Each image's gradient norm is over its own pixels: padding has gradient zero and adds nothing.
 */
export const wganGp: AdversarialLossDefinition = {
  id: 'wgan-gp',
  title: 'Wasserstein with gradient penalty',
  reference: 'Gulrajani et al., Improved training of Wasserstein GANs (2017)',
  critic(critic, { truth, fake, mask }, penaltyWeight, random) {
    const batch = truth.shape[0];
    // One pass over both halves: the critic has no batch statistics that could mix them.
    const scores = critic(tf.concat([truth, fake], 0), mask && tf.concat([mask, mask], 0));
    const [onTruth, onFake] = tf.split(scores, 2) as [Tensor, Tensor];
    const distance = tf.sub(tf.mean(onFake), tf.mean(onTruth)) as Scalar;
    const share = random.uniform([batch, 1, 1, 1]);
    const mixed = tf.add(fake, tf.mul(share, tf.sub(truth, fake))) as Tensor4D;
    const penalty = gradientPenalty(critic, mixed, mask);
    return { total: tf.add(distance, tf.mul(penalty, penaltyWeight)), distance, penalty };
  },
  generator: (critic, fake, mask) => tf.neg(tf.mean(critic(fake, mask))),
};

/** Mean over images of (|gradient of the critic at the image| - 1)^2. */
export function gradientPenalty(critic: Critic, images: Tensor4D, mask: Tensor4D | undefined): Scalar {
  const gradient = tf.grad((x) => tf.sum(critic(x as Tensor4D, mask)))(images);
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), tiny));
  return tf.mean(tf.square(tf.sub(norm, 1)));
}
