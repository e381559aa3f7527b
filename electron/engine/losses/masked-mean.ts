import type { Scalar, Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';

/** The mean of x (batch, height, width, channels) over the pixels in the mask and all channels. */
export function maskedMean(x: Tensor4D, mask: Tensor4D | undefined): Scalar {
  if (!mask) return tf.mean(x);
  // An image can be too small to have any pixel at a coarse scale: then there is nothing to count.
  const values = tf.mul(tf.maximum(tf.sum(mask), 1), x.shape[3]);
  return tf.div(tf.sum(tf.mul(x, mask)), values);
}
