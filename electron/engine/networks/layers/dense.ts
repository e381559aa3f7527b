import { biasAdd, relu } from '../../runtime/operations.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';

export interface DenseOptions {
  inputs: number;
  outputs: number;
  activation?: 'none' | 'relu';
  trainable?: boolean;
}

/**
 * A dense layer that begins with Glorot's uniform, as Keras, and can be differentiated twice. Makes
 * `NAME/kernel` (inputs, outputs) and `NAME/bias`.
 * @returns a function from (batch, inputs) to (batch, outputs).
 */
export function dense(store: VariableStore, name: string, options: DenseOptions): (x: Tensor) => Tensor2D {
  const { inputs, outputs, activation = 'none', trainable = true } = options;
  const limit = Math.sqrt(6 / (inputs + outputs));
  const kernel = store.create(`${name}/kernel`, [inputs, outputs], { kind: 'uniform', limit }, trainable);
  const bias = store.create(`${name}/bias`, [outputs], { kind: 'constant', value: 0 }, trainable);
  return (x) => {
    const batch = x.shape[0] as number;
    const products = tf.matMul(x as Tensor2D, kernel as unknown as Tensor2D);
    const pixels = tf.reshape(products, [batch, 1, 1, outputs]) as Tensor4D;
    const sums = biasAdd(pixels, bias as unknown as Tensor1D);
    return tf.reshape(activation === 'relu' ? relu(sums) : sums, [batch, outputs]);
  };
}
