import type { OpAttribute } from './binding.ts';
import { tensorTypes } from './binding.ts';
import type { Tensor, Tensor1D, Tensor4D } from './tensorflow.ts';
import { hasNativeBackend, nodeBackend, tf } from './tensorflow.ts';

/*
 * Operations of which TensorFlow has a kernel with a kernel for its gradient, where tfjs builds the gradient
 * from several small ones. Each falls back to tfjs's own where TensorFlow's library is not there.
 */

interface Differentiable {
  value: Tensor;
  /** Gradients of the inputs, in their order, from the gradient of the value and what was saved. */
  gradient(dy: Tensor, saved: Tensor[]): Tensor | Tensor[];
  save?: Tensor[];
}

/** tf.customGrad with its variadic call made plain. */
function withGradient(inputs: Tensor[], forward: (inputs: Tensor[]) => Differentiable): Tensor {
  const custom = tf.customGrad(((...given: unknown[]) => {
    const save = given.at(-1) as (tensors: Tensor[]) => void;
    const result = forward(given.slice(0, -1) as Tensor[]);
    if (result.save) save(result.save);
    return { value: result.value, gradFunc: result.gradient };
  }) as never) as (...tensors: Tensor[]) => Tensor;
  return custom(...inputs);
}

function floatAttributes(...more: OpAttribute[]): OpAttribute[] {
  return [{ name: 'T', type: nodeBackend().binding.TF_ATTR_TYPE, value: tensorTypes.float32 }, ...more];
}

function execute(name: string, inputs: Tensor[], ...attributes: OpAttribute[]): Tensor {
  return nodeBackend().executeSingleOutput(name, floatAttributes(...attributes), inputs);
}

/** max(x, alpha x), with a gradient that can be differentiated again. */
export function leakyRelu(x: Tensor, alpha: number): Tensor {
  if (!hasNativeBackend()) return tf.leakyRelu(x, alpha);
  const slope: OpAttribute = { name: 'alpha', type: nodeBackend().binding.TF_ATTR_FLOAT, value: alpha };
  return gated(
    x,
    (input) => execute('LeakyRelu', [input], slope),
    (dy, input) => execute('LeakyReluGrad', [dy, input], slope),
  );
}

/** max(x, 0), with a gradient that can be differentiated again. */
export function relu(x: Tensor): Tensor {
  if (!hasNativeBackend()) return tf.relu(x);
  return gated(
    x,
    (input) => execute('Relu', [input]),
    (dy, input) => execute('ReluGrad', [dy, input]),
  );
}

/**
 * A piecewise linear activation: its gradient is linear in dy and flat in x. The gradient looks at the output,
 * which has the input's sign, so that the input stays free to be fused into the convolution before it.
 */
function gated(
  x: Tensor,
  forward: (x: Tensor) => Tensor,
  backward: (dy: Tensor, y: Tensor) => Tensor,
): Tensor {
  const gradient = (dy: Tensor, y: Tensor): Tensor =>
    withGradient([dy, y], ([slope, at]) => ({
      value: backward(slope as Tensor, at as Tensor),
      save: [at as Tensor],
      gradient: (second, [saved]) => [gradient(second, saved as Tensor), tf.zerosLike(saved as Tensor)],
    }));
  return withGradient([x], ([input]) => {
    const value = forward(input as Tensor);
    return { value, save: [value], gradient: (dy, [y]) => gradient(dy, y as Tensor) };
  });
}

/**
 * x + bias along the last axis, with a gradient that can be differentiated again.
 * @param bias one value a channel.
 */
export function biasAdd(x: Tensor4D, bias: Tensor1D): Tensor4D {
  if (!hasNativeBackend()) return tf.add(x, bias);
  const format = (): OpAttribute => ({
    name: 'data_format',
    type: nodeBackend().binding.TF_ATTR_STRING,
    value: 'NHWC',
  });
  const sum = (dy: Tensor): Tensor =>
    withGradient([dy], ([given]) => ({
      value: execute('BiasAddGrad', [given as Tensor], format()),
      gradient: (second) => tf.broadcastTo(second, x.shape),
    }));
  return withGradient([x, bias], (inputs) => ({
    value: execute('BiasAdd', inputs, format()),
    gradient: (dy) => [dy, sum(dy)],
  })) as Tensor4D;
}

/**
 * Instance normalisation (Ulyanov 2016): each channel of each image to mean 0 and variance 1, then scale and
 * offset. One image at a time is TensorFlow's fused batch normalisation; several are composed of operations.
 * Not differentiable twice on the fused path.
 * @param x (1, height, width, channels) or (n, height, width, channels).
 */
export function instanceNorm(x: Tensor4D, scale: Tensor1D, offset: Tensor1D, epsilon = 1e-5): Tensor4D {
  if (x.shape[0] !== 1 || !hasNativeBackend()) return composedNorm(x, scale, offset, epsilon);
  return withGradient([x, scale, offset], (inputs) => {
    const [y, , , a, b, c] = fusedNorm(inputs, epsilon);
    return {
      value: y as Tensor,
      save: [inputs[0], inputs[1], a, b, c] as Tensor[],
      gradient: (dy, saved) =>
        nodeBackend()
          .executeMultipleOutputs('FusedBatchNormGradV3', normAttributes(epsilon), [dy, ...saved], 5)
          .slice(0, 3),
    };
  }) as Tensor4D;
}

function fusedNorm(inputs: Tensor[], epsilon: number): Tensor[] {
  const backend = nodeBackend();
  const average: OpAttribute = {
    name: 'exponential_avg_factor',
    type: backend.binding.TF_ATTR_FLOAT,
    value: 1,
  };
  const none = tf.tensor1d([], 'float32');
  const attributes = [...normAttributes(epsilon), average];
  return backend.executeMultipleOutputs('FusedBatchNormV3', attributes, [...inputs, none, none], 6);
}

function normAttributes(epsilon: number): OpAttribute[] {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL } = nodeBackend().binding;
  return floatAttributes(
    { name: 'U', type: TF_ATTR_TYPE, value: tensorTypes.float32 },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  );
}

function composedNorm(x: Tensor4D, scale: Tensor1D, offset: Tensor1D, epsilon: number): Tensor4D {
  const centred = tf.sub(x, tf.mean(x, [1, 2], true));
  const variance = tf.mean(tf.square(centred), [1, 2], true);
  return tf.add(tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale)), offset);
}
