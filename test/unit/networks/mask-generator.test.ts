import { beforeAll, describe, expect, it } from 'vitest';
import { maskGenerator } from '../../../electron/engine/networks/mask-generator.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

describe('the mask generator', () => {
  it("has the paper's layers: C256NA C256NA C128NA C64NA C32NA C3", () => {
    const store = new VariableStore(1);
    const { parameterCount } = maskGenerator.build(store, 'net', {});
    const filters = [8, 256, 256, 128, 64, 32];
    const hidden = filters.slice(1).map((outputs, i) => 16 * (filters[i] as number) * outputs + 2 * outputs);
    expect(parameterCount).toBe(hidden.reduce((sum, n) => sum + n, 0) + 16 * 32 * 3 + 3);
    expect(parameterCount).toBe(1_772_483);
    store.dispose();
  });

  it('makes class probabilities of 512 x 512 from noise of 8 x 8, and of 64 times other sides', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = maskGenerator.build(store, 'net', { baseChannels: 1 });
      const noise = tf.randomNormal([1, 8, 8, 8], 0, 1, 'float32', 3) as Tensor4D;
      const masks = network.apply(noise);
      expect(masks.shape).toEqual([1, 512, 512, 3]);
      expect(tf.max(tf.abs(tf.sub(tf.sum(masks, 3), 1))).arraySync()).toBeLessThan(1e-5);
      expect(tf.min(masks).arraySync()).toBeGreaterThanOrEqual(0);
      const wide = network.apply(tf.randomNormal([2, 1, 3, 8], 0, 1, 'float32', 3) as Tensor4D);
      expect(wide.shape).toEqual([2, 64, 192, 3]);
      store.dispose();
    });
  });

  it('gives each noise its own mask, whatever else is in the batch', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = maskGenerator.build(store, 'net', { baseChannels: 2 });
      const noise = tf.randomNormal([2, 2, 2, 8], 0, 1, 'float32', 3) as Tensor4D;
      const both = network.apply(noise);
      const second = network.apply(tf.slice(noise, [1, 0, 0, 0], [1, 2, 2, 8]));
      const shape = [1, 128, 128, 3];
      const difference = (at: number) =>
        tf.max(tf.abs(tf.sub(tf.slice(both, [at, 0, 0, 0], shape), second))).arraySync();
      expect(difference(1)).toBeLessThan(1e-4);
      expect(difference(0)).toBeGreaterThan(1e-2);
      store.dispose();
    });
  });
});
