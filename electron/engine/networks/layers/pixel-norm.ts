import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

/**
 * Pixelwise feature vector normalisation (Karras et al. 2018, section 4.2): each pixel's channels to a root
 * mean square of 1, x / sqrt(mean over channels of x^2 + epsilon). No parameters.
 */
export function pixelNorm(x: Tensor4D, epsilon = 1e-8): Tensor4D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 3, true), epsilon)));
}
