import { beforeAll, describe, expect, it } from 'vitest';
import { biasAdd, instanceNorm, leakyRelu, relu } from '../../../electron/engine/runtime/operations.ts';
import type { Tensor, Tensor1D, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { largestDifference, ramp } from './networks.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const x = (): Tensor4D => tf.tensor4d(ramp(2 * 4 * 5 * 3, 0.9), [2, 4, 5, 3]);

/** Value, gradient, and the gradient of the squared gradient of a function of one tensor. */
function derivatives(f: (x: Tensor) => Tensor, at: Tensor): Float32Array[] {
  const weighed = (t: Tensor): Tensor => tf.sum(tf.mul(tf.square(f(t)), 0.5));
  const first = tf.grad(weighed);
  const second = tf.grad((t: Tensor) => tf.sum(tf.square(first(t))));
  return [f(at), first(at), second(at)].map((t) => new Float32Array(t.dataSync()));
}

describe('activations have the gradients of first and second order that tfjs has', () => {
  it.each([
    ['leaky ReLU', (t: Tensor) => leakyRelu(t, 0.2), (t: Tensor) => tf.leakyRelu(t, 0.2)],
    ['ReLU', (t: Tensor) => relu(t), (t: Tensor) => tf.maximum(t, 0)],
  ])('%s', (_name, ours, theirs) => {
    const [a, b] = [derivatives(ours, x()), derivatives(theirs, x())];
    a.forEach((values, i) => expect(largestDifference(values, b[i]!)).toBeLessThan(1e-5));
    expect(Math.max(...a[2]!)).toBeGreaterThan(0);
  });
});

it('bias has the gradients of a plain addition, of first and second order', () => {
  const bias = tf.tensor1d([0.1, -0.4, 0.7]);
  const f = (add: (b: Tensor1D) => Tensor) => (b: Tensor) => tf.tanh(add(b as Tensor1D));
  const a = derivatives(
    f((b) => biasAdd(x(), b)),
    bias,
  );
  const b = derivatives(
    f((b) => tf.add(x(), b)),
    bias,
  );
  a.forEach((values, i) =>
    expect(largestDifference(values, b[i]!) / Math.max(...b[i]!.map(Math.abs))).toBeLessThan(1e-5),
  );
});

describe('instance normalisation', () => {
  it('gives each channel mean 0 and variance 1, fused or composed', () => {
    const image = x();
    const [scale, offset] = [tf.ones([3]) as Tensor1D, tf.zeros([3]) as Tensor1D];
    const both = instanceNorm(image, scale, offset);
    const one = instanceNorm(tf.slice(image, [1, 0, 0, 0], [1, 4, 5, 3]), scale, offset);
    expect(
      largestDifference(tf.slice(both, [1, 0, 0, 0], [1, 4, 5, 3]).dataSync(), one.dataSync()),
    ).toBeLessThan(1e-4);
    const moments = tf.moments(both, [1, 2]);
    expect(largestDifference(moments.mean.dataSync(), new Float32Array(6))).toBeLessThan(1e-5);
    expect(largestDifference(moments.variance.dataSync(), new Float32Array(6).fill(1))).toBeLessThan(1e-3);
  });

  it('has the same gradients fused as composed', () => {
    const image = tf.slice(x(), [0, 0, 0, 0], [1, 4, 5, 3]);
    const [scale, offset] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([0, 1, -1])];
    const loss = (i: Tensor, s: Tensor, o: Tensor): Tensor => {
      const y = instanceNorm(i as Tensor4D, s as Tensor1D, o as Tensor1D);
      return tf.sum(tf.mul(tf.square(y), tf.tensor(ramp(60, 0.3), [1, 4, 5, 3])));
    };
    // Two copies in a batch take the composed path; each contributes the same gradient.
    const doubled = (i: Tensor, s: Tensor, o: Tensor): Tensor => {
      const y = instanceNorm(tf.concat([i, i], 0) as Tensor4D, s as Tensor1D, o as Tensor1D);
      return tf.div(tf.sum(tf.mul(tf.square(y), tf.tensor(ramp(60, 0.3), [1, 4, 5, 3]))), 2);
    };
    const fused = tf.grads(loss)([image, scale, offset]);
    const composed = tf.grads(doubled)([image, scale, offset]);
    fused.forEach((gradient, i) => {
      expect(largestDifference(gradient.dataSync(), composed[i]!.dataSync())).toBeLessThan(2e-3);
    });
  });
});

it('a tensor keeps its values when the array it came from changes', async (context) => {
  if (tf.getBackend() !== 'tensorflow') context.skip('Only the binding of TensorFlow could share memory.');
  const values = new Float32Array(1024).fill(3);
  const tensor = tf.tensor1d(values);
  const before = tf.square(tensor).dataSync()[0];
  values.fill(5);
  expect([before, tf.square(tensor).dataSync()[0]]).toEqual([9, 9]);
});
