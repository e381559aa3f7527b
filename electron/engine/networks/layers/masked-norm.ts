import { instanceNorm } from '../../runtime/operations.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { Layer } from './convolution.ts';
import { scaleAndOffset } from './normalisation.ts';

const epsilon = 1e-5;

/**
 * Instance normalisation (Ulyanov 2016) whose statistics are of the image alone, not of its padding. Makes
 * `NAME/scale` and `NAME/offset`, (channels) each.
 */
export function maskedInstanceNorm(
  store: VariableStore,
  name: string,
  { channels, trainable = true }: { channels: number; trainable?: boolean },
): Layer {
  const { scale, offset } = scaleAndOffset(store, name, channels, trainable);
  return (x, mask) => {
    if (!mask) return instanceNorm(x, scale, offset, epsilon);
    const pixels = tf.sum(mask, [1, 2], true);
    const mean = tf.div(tf.sum(tf.mul(x, mask), [1, 2], true), pixels);
    const centred = tf.mul(tf.sub(x, mean), mask);
    const variance = tf.div(tf.sum(tf.square(centred), [1, 2], true), pixels);
    const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale);
    return tf.add(tf.mul(centred, factor), tf.mul(mask, offset));
  };
}
