import { biasAdd, leakyRelu, relu } from '../../runtime/operations.ts';
import type { Tensor1D, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { Initialiser, VariableStore } from '../../runtime/variables.ts';
import { masked } from './mask.ts';

export type Activation = 'none' | 'relu' | 'leaky-relu';

export interface ConvolutionOptions {
  inputs: number;
  outputs: number;
  /** Side of the kernel (px). */
  size: 1 | 3 | 4 | 7;
  stride?: 1 | 2;
  activation?: Activation;
  trainable?: boolean;
  /** `zero` begins with a layer that gives nothing; else Glorot's uniform, as Keras. */
  start?: 'glorot' | 'zero';
  /** False before a normalisation, which would take a bias off again. */
  bias?: boolean;
}

/** @param mask at the size of the output, (batch, height', width', 1). */
export type Layer = (x: Tensor4D, mask?: Tensor4D) => Tensor4D;

/**
 * Convolution, bias, activation, mask. Makes `NAME/kernel` (size, size, inputs, outputs) and `NAME/bias`.
 * A side of n becomes ceil(n / stride), and output i looks at the same inputs whatever n is: 3x3 with stride 2
 * at 2i-1 to 2i+1, 4x4 at 2i-1 to 2i+2. TensorFlow's 'same' shifts the 3x3 windows by one between odd and even
 * sides, hence the explicit padding there.
 */
export function convolution(store: VariableStore, name: string, options: ConvolutionOptions): Layer {
  const {
    inputs,
    outputs,
    size,
    stride = 1,
    activation = 'none',
    trainable = true,
    start = 'glorot',
  } = options;
  const shape = [size, size, inputs, outputs];
  const kernel = store.create(`${name}/kernel`, shape, startOf(start, shape), trainable);
  const bias =
    options.bias === false
      ? undefined
      : store.create(`${name}/bias`, [outputs], { kind: 'constant', value: 0 }, trainable);
  const shifts = stride === 2 && size === 3;
  return (x, mask) => {
    const padded = shifts ? tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]) : x; // prettier-ignore
    const sums = tf.conv2d(
      padded as Tensor4D,
      kernel as unknown as Tensor4D,
      stride,
      shifts ? 'valid' : 'same',
    );
    const biased = bias ? biasAdd(sums, bias as unknown as Tensor1D) : sums;
    return masked(activate(biased, activation), mask);
  };
}

/** Glorot and Bengio 2010: uniform in ± sqrt(6 / (fan in + fan out)). */
function startOf(
  start: 'glorot' | 'zero',
  [height = 1, width = 1, inputs = 1, outputs = 1]: number[],
): Initialiser {
  if (start === 'zero') return { kind: 'constant', value: 0 };
  return { kind: 'uniform', limit: Math.sqrt(6 / (height * width * (inputs + outputs))) };
}

function activate(x: Tensor4D, activation: Activation): Tensor4D {
  if (activation === 'none') return x;
  return (activation === 'relu' ? relu(x) : leakyRelu(x, 0.2)) as Tensor4D;
}
