import type { Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { tf } from '../../../electron/engine/runtime/tensorflow.ts';

/** Two images of one odd size, and the same at the top left of a larger shape whose padding is not zero. */
export interface PaddedPair {
  natural: Tensor4D;
  padded: Tensor4D;
  mask: Tensor4D;
  height: number;
  width: number;
}

export function makePadded(
  height: number,
  width: number,
  bucket: number,
  channels = 3,
  seed = 1,
): PaddedPair {
  const natural = tf.randomUniform([2, height, width, channels], -1, 1, 'float32', seed) as Tensor4D;
  const grow: [number, number][] = [[0, 0], [0, bucket - height], [0, bucket - width], [0, 0]]; // prettier-ignore
  const mask = tf.pad(tf.ones([2, height, width, 1]), grow) as Tensor4D;
  const noise = tf.randomUniform([2, bucket, bucket, channels], -1, 1, 'float32', seed + 1);
  const padded = tf.add(tf.pad(natural, grow), tf.mul(noise, tf.sub(1, mask))) as Tensor4D;
  return { natural, padded, mask, height, width };
}

/** The image's part of a padded one. */
export function cut(x: Tensor, { height, width }: Pick<PaddedPair, 'height' | 'width'>): Tensor {
  const [batch = 0, , , channels = 0] = x.shape;
  return tf.slice(x, [0, 0, 0, 0], [batch, height, width, channels]);
}

/** Largest absolute difference, in units of the larger of 1 and the largest absolute value of `b`. */
export function difference(a: Tensor, b: Tensor): number {
  const scale = Math.max(1, tf.max(tf.abs(b)).arraySync() as number);
  return (tf.max(tf.abs(tf.sub(a, b))).arraySync() as number) / scale;
}
