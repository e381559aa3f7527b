import { biasAdd, leakyRelu } from '../../runtime/operations.ts';
import type { Tensor1D, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { Initialiser, VariableStore } from '../../runtime/variables.ts';
import type { Norm } from './normalisation.ts';
import { normalisation } from './normalisation.ts';

/** Isola et al. 2018: weights begin as normal noise of standard deviation 0.02. */
export const pix2pixStart: Initialiser = { kind: 'normal', standardDeviation: 0.02 };

export interface NormedConvolutionOptions {
  inputs: number;
  outputs: number;
  /** Side of the kernel (px). */
  size: 1 | 3 | 4;
  stride?: 1 | 2 | 4;
  norm?: Norm;
  activation?: 'none' | 'leaky-relu';
  /** Zeros before and after each side; without it TensorFlow's 'same': a side of n becomes ceil(n / stride). */
  padding?: readonly [number, number];
  /** Of the kernel; pix2pix's without it. */
  start?: Initialiser;
  trainable?: boolean;
}

/**
 * The layer of pix2pix and its kin: convolution, normalisation, leaky ReLU 0.2. Makes `NAME/kernel` (size,
 * size, inputs, outputs) and what the normalisation needs, or `NAME/bias` where there is none: a
 * normalisation would take a bias off again.
 */
export function normedConvolution(
  store: VariableStore,
  name: string,
  options: NormedConvolutionOptions,
): (x: Tensor4D) => Tensor4D {
  const { inputs, outputs, size, stride = 1, norm = 'none', activation = 'leaky-relu' } = options;
  const { padding, start = pix2pixStart, trainable = true } = options;
  const shape = [size, size, inputs, outputs];
  const kernel = store.create(`${name}/kernel`, shape, start, trainable) as unknown as Tensor4D;
  const finish = biasOrNorm(store, name, { norm, channels: outputs, trainable });
  return (x) => {
    const padded = padding ? (tf.pad(x, [[0, 0], [...padding], [...padding], [0, 0]]) as Tensor4D) : x;
    const y = finish(tf.conv2d(padded, kernel, stride, padding ? 'valid' : 'same'));
    return activation === 'none' ? y : (leakyRelu(y, 0.2) as Tensor4D);
  };
}

/** A bias from zero, or a normalisation in its place. */
export function biasOrNorm(
  store: VariableStore,
  name: string,
  options: { norm: Norm; channels: number; trainable: boolean },
): (x: Tensor4D) => Tensor4D {
  const { norm, channels, trainable } = options;
  if (norm !== 'none') return normalisation(store, name, options);
  const start: Initialiser = { kind: 'constant', value: 0 };
  const bias = store.create(`${name}/bias`, [channels], start, trainable) as unknown as Tensor1D;
  return (x) => biasAdd(x, bias);
}
