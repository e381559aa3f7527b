import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import type { Norm } from './normalisation.ts';
import { biasOrNorm, pix2pixStart } from './normed-convolution.ts';

/**
 * Transposed 4x4 convolution of stride 2, which doubles both sides, then normalisation or bias: input i is
 * spread over outputs 2i-1 to 2i+2. Makes `NAME/kernel` (4, 4, outputs, inputs) and what normalisation or
 * bias need.
 */
export function transposedConvolution(
  store: VariableStore,
  name: string,
  options: { inputs: number; outputs: number; norm: Norm; trainable?: boolean },
): (x: Tensor4D) => Tensor4D {
  const { inputs, outputs, norm, trainable = true } = options;
  const shape = [4, 4, outputs, inputs];
  const kernel = store.create(`${name}/kernel`, shape, pix2pixStart, trainable) as unknown as Tensor4D;
  const finish = biasOrNorm(store, name, { norm, channels: outputs, trainable });
  return (x) => {
    const [batch, height, width] = x.shape;
    return finish(tf.conv2dTranspose(x, kernel, [batch, 2 * height, 2 * width, outputs], 2, 'same'));
  };
}
