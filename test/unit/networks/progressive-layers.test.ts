import { beforeAll, describe, expect, it } from 'vitest';
import { averageDown, repeatUp } from '../../../electron/engine/networks/layers/average-down.ts';
import {
  equalisedConvolution,
  equalisedDense,
} from '../../../electron/engine/networks/layers/equalised-convolution.ts';
import { groupSizeOf, minibatchStd } from '../../../electron/engine/networks/layers/minibatch-std.ts';
import { pixelNorm } from '../../../electron/engine/networks/layers/pixel-norm.ts';
import type { Scalar, Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { difference } from './padded.ts';

const noise = (shape: number[], seed = 1): Tensor4D =>
  tf.randomNormal(shape as Tensor4D['shape'], 0, 1, 'float32', seed);

beforeAll(async () => {
  await loadTensorFlow();
});

/** The derivative of a scalar function along a direction, by its gradient and by central differences. */
function alongDirection(f: (x: Tensor) => Scalar, x: Tensor): { gradient: number; numeric: number } {
  const direction = noise(x.shape, 11);
  const step = 4e-3;
  const at = (sign: number): number => f(tf.add(x, tf.mul(direction, sign * step))).arraySync();
  return {
    gradient: tf.sum(tf.mul(tf.grad(f)(x), direction)).arraySync() as number,
    numeric: (at(1) - at(-1)) / (2 * step),
  };
}

describe('halving and doubling', () => {
  it('are the mean of 2x2 pixels and each pixel four times', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 9], [1, 2, 4, 1]);
      expect([...averageDown(x).dataSync()]).toEqual([(1 + 2 + 5 + 6) / 4, (3 + 4 + 7 + 9) / 4]);
      expect([...repeatUp(tf.tensor4d([1, 2], [1, 1, 2, 1])).dataSync()]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
      expect(() => averageDown(noise([1, 3, 4, 1]))).toThrow(/3 x 4 cannot be halved/);
    });
  });

  it.each([
    ['averageDown', averageDown],
    ['repeatUp', repeatUp],
  ])('%s has a first and a second gradient', (_name, resize) => {
    tf.tidy(() => {
      const x = noise([2, 4, 4, 3]);
      const cubed = (input: Tensor): Scalar => tf.sum(tf.pow(resize(input as Tensor4D), 3));
      const first = alongDirection(cubed, x);
      expect(first.gradient / first.numeric).toBeCloseTo(1, 2);
      const second = alongDirection((input) => tf.sum(tf.square(tf.grad(cubed)(input))), x);
      expect(second.gradient / second.numeric).toBeCloseTo(1, 2);
    });
  });
});

describe('pixel normalisation', () => {
  it('brings the mean square over channels to 1 at every pixel and keeps directions', () => {
    tf.tidy(() => {
      const x = noise([2, 3, 3, 5]);
      const y = pixelNorm(x);
      expect(difference(tf.mean(tf.square(y), 3), tf.ones([2, 3, 3]))).toBeLessThan(1e-5);
      const length = tf.sqrt(tf.mean(tf.square(x), 3, true));
      expect(difference(tf.mul(y, length), x)).toBeLessThan(1e-5);
    });
  });
});

describe('minibatch standard deviation', () => {
  it('adds one channel: the standard deviation over a group, averaged over places and channels', () => {
    const x = noise([6, 2, 2, 3]).arraySync();
    const expected = [0, 1, 2, 3, 4, 5].map((image) => {
      const group = image < 3 ? [0, 1, 2] : [3, 4, 5];
      let sum = 0;
      for (let place = 0; place < 12; place += 1) {
        const [row, column, channel] = [Math.floor(place / 6), Math.floor(place / 3) % 2, place % 3];
        const values = group.map((i) => x[i]?.[row]?.[column]?.[channel] as number);
        const mean = values.reduce((total, value) => total + value) / 3;
        sum += Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / 3);
      }
      return sum / 12;
    });
    tf.tidy(() => {
      const y = minibatchStd(tf.tensor4d(x), 3);
      expect(y.shape).toEqual([6, 2, 2, 4]);
      expect(difference(tf.slice(y, [0, 0, 0, 0], [6, 2, 2, 3]), tf.tensor4d(x))).toBe(0);
      const added = tf.slice(y, [0, 0, 0, 3], [6, 2, 2, 1]).arraySync() as number[][][][];
      added.forEach((image, i) =>
        image.flat(2).forEach((value) => expect(value).toBeCloseTo(expected[i] as number, 5)),
      );
    });
  });

  it('takes the largest group up to four that divides the batch, and refuses one that does not', () => {
    expect([1, 2, 3, 4, 5, 6, 8, 9, 16].map(groupSizeOf)).toEqual([1, 2, 3, 4, 1, 3, 4, 3, 4]);
    expect(() => minibatchStd(noise([6, 2, 2, 1]), 4)).toThrow(/batch of 6 has no groups of 4/);
  });

  it('has a first and a second gradient', () => {
    tf.tidy(() => {
      const x = noise([4, 2, 2, 3]);
      const weights = noise([4, 2, 2, 4], 5);
      const score = (input: Tensor): Scalar =>
        tf.sum(tf.pow(tf.mul(minibatchStd(input as Tensor4D), weights), 2));
      const first = alongDirection(score, x);
      expect(first.gradient / first.numeric).toBeCloseTo(1, 2);
      const second = alongDirection((input) => tf.sum(tf.square(tf.grad(score)(input))), x);
      expect(second.gradient / second.numeric).toBeCloseTo(1, 2);
    });
  });
});

describe('equalised layers', () => {
  const build = (resize: 'none' | 'double' | 'halve', activate: boolean) => {
    const store = new VariableStore(7);
    const layer = equalisedConvolution(store, 'l', { inputs: 6, outputs: 5, size: 3, resize, activate });
    store.get('l/bias').assign(tf.tensor1d([0.1, -0.2, 0.3, 0, 1]));
    return { store, layer };
  };

  it('keep weights of N(0, 1) and scale them by He’s constant, so that variance passes through', () => {
    tf.tidy(() => {
      const store = new VariableStore(2);
      const options = { inputs: 64, outputs: 64, size: 3 } as const;
      const before = equalisedConvolution(store, 'before', options);
      const image = equalisedConvolution(store, 'image', { ...options, activate: false });
      const dense = equalisedDense(store, 'dense', { inputs: 1024, outputs: 200, activate: false });
      const spread = (x: Tensor): number => tf.moments(x).variance.arraySync() as number;
      for (const name of ['before', 'image', 'dense']) {
        expect(spread(store.get(`${name}/kernel`)), name).toBeCloseTo(1, 1);
      }
      const x = noise([4, 24, 24, 64]);
      const inner = (y: Tensor4D) => tf.slice(y, [0, 1, 1, 0], [4, 22, 22, 64]);
      expect(spread(inner(image(x)))).toBeCloseTo(1, 1);
      // Leaky ReLU 0.2 of N(0, 2) has the mean square (1 + 0.04) / 2 of it.
      expect(tf.mean(tf.square(inner(before(x)))).arraySync()).toBeCloseTo(1.04, 1);
      expect(spread(dense(noise([20, 1024])))).toBeCloseTo(1, 1);
      store.dispose();
    });
  });

  it('that halve are the convolution, then the average, then bias and activation', () => {
    tf.tidy(() => {
      const { store, layer } = build('halve', true);
      const x = noise([2, 8, 6, 6], 3);
      const kernel = tf.mul(store.get('l/kernel'), Math.sqrt(2 / 54)) as Tensor4D;
      const sums = averageDown(tf.conv2d(x, kernel, 1, 'same'));
      const expected = tf.leakyRelu(tf.add(sums, store.get('l/bias')), 0.2);
      expect(difference(layer(x), expected)).toBeLessThan(1e-5);
      expect(() => layer(noise([2, 7, 6, 6]))).toThrow(/7 x 6 cannot be halved/);
      store.dispose();
    });
  });

  it.each(['none', 'halve'] as const)('have a second gradient for the weights (%s)', (resize) => {
    tf.tidy(() => {
      const { store, layer } = build(resize, false);
      const kernel = store.get('l/kernel');
      const x = noise([2, 4, 4, 6], 3);
      const cubed = (input: Tensor): Scalar => tf.sum(tf.pow(layer(input as Tensor4D), 3));
      const steepness = (): Scalar => tf.sum(tf.square(tf.grad(cubed)(x)));
      const gradient = tf.variableGrads(steepness, [kernel]).grads[kernel.name] as Tensor;
      const length = tf.norm(gradient).arraySync() as number;
      const start = tf.clone(kernel as Tensor);
      const at = (sign: number): number => {
        kernel.assign(tf.add(start, tf.mul(gradient, (sign * 1e-2) / length)));
        return steepness().arraySync();
      };
      expect((at(1) - at(-1)) / 2e-2 / length).toBeCloseTo(1, 2);
      store.dispose();
    });
  });

  it('that double are repeated pixels, then the convolution with the turned kernel', () => {
    tf.tidy(() => {
      const { store, layer } = build('double', false);
      const x = noise([2, 4, 3, 6], 3);
      // The kernel is kept as a transposed convolution's: (rows, columns, outputs, inputs).
      const turned = tf.transpose(tf.reverse(store.get('l/kernel'), [0, 1]), [0, 1, 3, 2]);
      const kernel = tf.mul(turned, Math.sqrt(1 / 54)) as Tensor4D;
      const expected = tf.add(tf.conv2d(repeatUp(x), kernel, 1, 'same'), store.get('l/bias'));
      expect(layer(x).shape).toEqual([2, 8, 6, 5]);
      expect(difference(layer(x), expected)).toBeLessThan(1e-5);
      store.dispose();
    });
  });

  it('may share one bias a channel among pixels', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const options = { inputs: 3, outputs: 8, biases: 2, activate: false, gain: Math.SQRT2 / 4 };
      const layer = equalisedDense(store, 'l', options);
      store.get('l/bias').assign(tf.tensor1d([10, 20]));
      const x = noise([5, 3]) as Tensor;
      const products = tf.matMul(x as never, tf.mul(store.get('l/kernel'), Math.SQRT2 / 4 / Math.sqrt(3)));
      const bias = tf.tensor1d([10, 20, 10, 20, 10, 20, 10, 20]);
      expect(difference(layer(x), tf.add(products, bias))).toBeLessThan(1e-6);
      store.dispose();
    });
  });
});
