import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

/** Sets padding to zero, so that the next convolution sees beyond the image what 'same' padding would show. */
export function masked(x: Tensor4D, mask: Tensor4D | undefined): Tensor4D {
  return mask ? tf.mul(x, mask) : x;
}

/**
 * The mask of a layer of stride 2.
 * @param mask (batch, height, width, 1), ones at the top left.
 * @param rounding of an odd side's half: up for padded convolutions, down for 'valid' pooling.
 * @returns (batch, height / 2, width / 2, 1), rounded likewise.
 */
export function halveMask(mask: Tensor4D | undefined, rounding: 'up' | 'down' = 'up'): Tensor4D | undefined {
  if (!mask) return undefined;
  const first = rounding === 'up' ? 0 : 1;
  return tf.stridedSlice(mask, [0, first, first, 0], mask.shape, [1, 2, 2, 1]) as Tensor4D;
}

/** The masks of levels 0 to `levels`, each half the size of the one before. */
export function maskPyramid(mask: Tensor4D | undefined, levels: number): (Tensor4D | undefined)[] {
  const pyramid = [mask];
  for (let level = 1; level <= levels; level += 1) pyramid.push(halveMask(pyramid[level - 1]));
  return pyramid;
}

/**
 * Global average pooling over the image alone.
 * @param x (batch, height, width, channels), zero outside the mask.
 * @returns (batch, channels).
 */
export function globalAverage(x: Tensor4D, mask: Tensor4D | undefined): Tensor {
  if (!mask) return tf.mean(x, [1, 2]);
  return tf.div(tf.sum(x, [1, 2]), tf.sum(mask, [1, 2]));
}
