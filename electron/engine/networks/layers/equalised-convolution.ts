import { biasAdd, leakyRelu } from '../../runtime/operations.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';

/** Of the leaky ReLUs after the layers. */
export const slope = 0.2;

export interface EqualisedOptions {
  inputs: number;
  outputs: number;
  /** Side of the kernel (px). */
  size: 1 | 3;
  /**
   * `double` repeats pixels before the convolution, `halve` averages 2x2 blocks after it and before the bias.
   * Both run as one 4x4 convolution of stride 2, which takes less than half of the multiplications.
   */
  resize?: 'none' | 'double' | 'halve';
  /** False for the image layers. */
  activate?: boolean;
  trainable?: boolean;
}

export type EqualisedLayer = (x: Tensor4D) => Tensor4D;

/**
 * A convolution with an equalised learning rate (Karras et al. 2018, section 4.1): its kernel begins as N(0, 1)
 * and is multiplied at each use by He's constant gain / sqrt(fan in), so that Adam moves all layers at one
 * relative speed. The gain is sqrt(2) before a leaky ReLU, 1 without one. Makes `NAME/kernel`
 * (size, size, inputs, outputs), for `double` (size, size, outputs, inputs), and `NAME/bias`.
 */
export function equalisedConvolution(
  store: VariableStore,
  name: string,
  options: EqualisedOptions,
): EqualisedLayer {
  const { inputs, outputs, size, resize = 'none', activate = true, trainable = true } = options;
  const shape = resize === 'double' ? [size, size, outputs, inputs] : [size, size, inputs, outputs];
  const kernel = store.create(`${name}/kernel`, shape, normal, trainable);
  const bias = store.create(`${name}/bias`, [outputs], { kind: 'constant', value: 0 }, trainable);
  const scale = heScale(size * size * inputs, activate);
  return (x) => {
    const scaled = tf.mul(kernel, scale) as Tensor4D;
    const sums = biasAdd(convolve(x, scaled, resize, outputs), bias as unknown as Tensor1D);
    return activate ? (leakyRelu(sums, slope) as Tensor4D) : sums;
  };
}

export interface EqualisedDenseOptions {
  inputs: number;
  outputs: number;
  activate?: boolean;
  /** Instead of sqrt(2) before a leaky ReLU and 1 without one. */
  gain?: number;
  trainable?: boolean;
  /** For outputs that are pixels of so many channels: one bias a channel, not one an output. */
  biases?: number;
}

/**
 * A dense layer with an equalised learning rate. Makes `NAME/kernel` (inputs, outputs) and `NAME/bias`.
 * @returns a function from (batch, inputs) to (batch, outputs).
 */
export function equalisedDense(
  store: VariableStore,
  name: string,
  options: EqualisedDenseOptions,
): (x: Tensor) => Tensor2D {
  const { inputs, outputs, activate = true, trainable = true, biases = outputs } = options;
  const kernel = store.create(`${name}/kernel`, [inputs, outputs], normal, trainable);
  const bias = store.create(`${name}/bias`, [biases], { kind: 'constant', value: 0 }, trainable);
  const scale = options.gain === undefined ? heScale(inputs, activate) : options.gain / Math.sqrt(inputs);
  return (x) => {
    const batch = x.shape[0] as number;
    const products = tf.matMul(x as Tensor2D, tf.mul(kernel, scale) as Tensor2D);
    const pixels = tf.reshape(products, [batch, 1, outputs / biases, biases]) as Tensor4D;
    const sums = biasAdd(pixels, bias as unknown as Tensor1D);
    return tf.reshape(activate ? leakyRelu(sums, slope) : sums, [batch, outputs]);
  };
}

const normal = { kind: 'normal', standardDeviation: 1 } as const;

const heScale = (fanIn: number, activate: boolean): number => Math.sqrt((activate ? 2 : 1) / fanIn);

function convolve(
  x: Tensor4D,
  kernel: Tensor4D,
  resize: NonNullable<EqualisedOptions['resize']>,
  outputs: number,
): Tensor4D {
  if (resize === 'none') return tf.conv2d(x, kernel, 1, 'same');
  const [batch, height, width] = x.shape;
  if (resize === 'halve') {
    if (height % 2 || width % 2) throw new RangeError(`Features of ${height} x ${width} cannot be halved.`);
    return tf.conv2d(x, tf.mul(overlapped(kernel), 1 / 4), 2, 'same');
  }
  return tf.conv2dTranspose(x, overlapped(kernel), [batch, 2 * height, 2 * width, outputs], 2, 'same');
}

/** The sum of a kernel and its three copies shifted by a pixel right, down and both: one pixel larger. */
function overlapped(kernel: Tensor4D): Tensor4D {
  const still: [number, number] = [0, 0];
  const tall = tf.add(tf.pad(kernel, [[0, 1], still, still, still]), tf.pad(kernel, [[1, 0], still, still, still])); // prettier-ignore
  return tf.add(tf.pad(tall, [still, [0, 1], still, still]), tf.pad(tall, [still, [1, 0], still, still])); // prettier-ignore
}
