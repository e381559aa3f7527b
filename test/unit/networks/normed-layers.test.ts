import { beforeAll, describe, expect, it } from 'vitest';
import { normalisation } from '../../../electron/engine/networks/layers/normalisation.ts';
import { transposedConvolution } from '../../../electron/engine/networks/layers/transposed-convolution.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { largestDifference, ramp } from '../runtime/networks.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

it.each([
  ['instance', [1, 2]],
  ['batch', [0, 1, 2]],
] as const)('%s normalisation gives mean 0 and variance 1 over axes %j', (norm, axes) => {
  tf.tidy(() => {
    const store = new VariableStore(1);
    const normalise = normalisation(store, 'norm', { norm, channels: 3 });
    expect(store.countParameters('norm/')).toBe(6);
    const x = tf.mul(
      tf.tensor4d(ramp(3 * 4 * 5 * 3, 0.9), [3, 4, 5, 3]),
      tf.tensor4d([1, 2, 5], [3, 1, 1, 1]),
    );
    const { mean, variance } = tf.moments(normalise(x as Tensor4D), [...axes]);
    expect(largestDifference(mean.dataSync(), new Float32Array(mean.size))).toBeLessThan(1e-5);
    expect(largestDifference(variance.dataSync(), new Float32Array(mean.size).fill(1))).toBeLessThan(1e-3);
    // Bright images stay brighter than dark ones under batch statistics alone.
    const spread = tf.moments(normalise(x as Tensor4D), [1, 2]).variance;
    const least = tf.min(spread).arraySync();
    if (norm === 'batch') expect(least).toBeLessThan(0.5);
    else expect(least).toBeGreaterThan(0.99);
    store.dispose();
  });
});

describe('a transposed convolution', () => {
  it('spreads input i over outputs 2i-1 to 2i+2, weighed by its kernel', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const layer = transposedConvolution(store, 'up', { inputs: 2, outputs: 3, norm: 'none' });
      const kernel = store.get('up/kernel').arraySync() as number[][][][];
      const at = (n: number): number => (n % 2 ? 0.3 : -0.7) * (n + 1);
      const x = tf.tensor4d(Array.from({ length: 2 * 3 * 2 }, (_, n) => at(n)), [1, 2, 3, 2]); // prettier-ignore
      const expected = new Float32Array(4 * 6 * 3);
      for (let n = 0; n < 2 * 3 * 2 * 16 * 3; n += 1) {
        const [output, column, row] = [n % 3, Math.floor(n / 3) % 4, Math.floor(n / 12) % 4];
        const input = Math.floor(n / 48);
        const [channel, j, i] = [input % 2, Math.floor(input / 2) % 3, Math.floor(input / 6)];
        const [y, z] = [2 * i - 1 + row, 2 * j - 1 + column];
        if (y < 0 || y > 3 || z < 0 || z > 5) continue;
        const weight = kernel[row]?.[column]?.[output]?.[channel] ?? NaN;
        expected[(y * 6 + z) * 3 + output]! += at(input) * weight;
      }
      const result = layer(x);
      expect(result.shape).toEqual([1, 4, 6, 3]);
      expect(largestDifference(result.dataSync(), expected)).toBeLessThan(1e-6);
      expect(Math.max(...expected)).toBeGreaterThan(0.01);
      store.dispose();
    });
  });
});
