import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

/** Most images of one group (Karras et al. 2018). */
const largestGroup = 4;

/** The largest group, up to four images, that divides a batch. */
export function groupSizeOf(batch: number): number {
  let size = Math.min(largestGroup, batch);
  while (batch % size) size -= 1;
  return size;
}

/**
 * Minibatch standard deviation (Karras et al. 2018, section 3): in each group of images the standard deviation
 * of every feature at every place, averaged to one number, which becomes a further channel of the group's
 * images. A group is images that follow each other, so that real and generated images which are judged in one
 * batch, one half each, share no group as long as `groupSize` divides the half.
 * @param x (batch, height, width, channels).
 * @returns (batch, height, width, channels + 1).
 * @throws RangeError where the group's size does not divide the batch.
 */
export function minibatchStd(x: Tensor4D, groupSize = groupSizeOf(x.shape[0])): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (batch % groupSize) throw new RangeError(`A batch of ${batch} has no groups of ${groupSize} images.`);
  const groups = batch / groupSize;
  const members = tf.reshape(x, [groups, groupSize, height * width * channels]);
  const centred = tf.sub(members, tf.mean(members, 1, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 1), 1e-8));
  const perGroup = tf.reshape(tf.mean(deviation, 1), [groups, 1, 1, 1]);
  // A product, because a broadcast's gradient is a tile, which has no second one.
  const spread = tf.mul(perGroup, tf.ones([groups, groupSize, height, width]));
  return tf.concat([x, tf.reshape(spread, [batch, height, width, 1]) as Tensor4D], 3);
}
