import { instanceNorm } from '../../runtime/operations.ts';
import type { Tensor1D, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';

/**
 * instance: statistics of each channel of each image. batch: of each channel over the batch, in training and
 * afterwards alike, as pix2pix does, so that nothing is tracked (and one image at a time is instance).
 */
export const norms = ['instance', 'batch', 'none'] as const;
export type Norm = (typeof norms)[number];

/**
 * Normalisation to mean 0 and variance 1 with learned `NAME/scale` and `NAME/offset`, (channels) each. Makes
 * no variables for `none`. Padding would count in the statistics: there is no mask.
 */
export function normalisation(
  store: VariableStore,
  name: string,
  options: { norm: Norm; channels: number; trainable?: boolean },
): (x: Tensor4D) => Tensor4D {
  const { norm, channels, trainable = true } = options;
  if (norm === 'none') return (x) => x;
  const { scale, offset } = scaleAndOffset(store, name, channels, trainable);
  if (norm === 'instance') return (x) => instanceNorm(x, scale, offset);
  return (x) => {
    const [batch, height, width] = x.shape;
    // The images of a batch, one above the other, are one image with the statistics of all.
    const joined = tf.reshape(x, [1, batch * height, width, channels]) as Tensor4D;
    return tf.reshape(instanceNorm(joined, scale, offset), x.shape);
  };
}

/** Makes the learned `NAME/scale`, which begins as 1, and `NAME/offset`, as 0, (channels) each. */
export function scaleAndOffset(
  store: VariableStore,
  name: string,
  channels: number,
  trainable: boolean,
): { scale: Tensor1D; offset: Tensor1D } {
  const make = (part: string, value: number): Tensor1D =>
    store.create(
      `${name}/${part}`,
      [channels],
      { kind: 'constant', value },
      trainable,
    ) as unknown as Tensor1D;
  return { scale: make('scale', 1), offset: make('offset', 0) };
}
