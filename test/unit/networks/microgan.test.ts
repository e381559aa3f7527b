import { beforeAll, describe, expect, it } from 'vitest';
import { microganCritic } from '../../../electron/engine/networks/microgan-critic.ts';
import { microganGenerator } from '../../../electron/engine/networks/microgan-generator.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

describe("MicroGAN's networks", () => {
  it("have together the paper's 3.063 million parameters (table 3)", () => {
    const store = new VariableStore(1);
    const generator = microganGenerator.build(store, 'generator', {});
    const critic = microganCritic.build(store, 'critic', {});
    expect(generator.parameterCount).toBe(232_451);
    expect(critic.parameterCount).toBe(2_830_337);
    expect(Math.round((generator.parameterCount + critic.parameterCount) / 1000)).toBe(3063);
    store.dispose();
  });

  it('begin as the identity where the output is residual', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = microganGenerator.build(store, 'generator', { baseChannels: 4, output: 'residual' });
      const x = tf.randomUniform([1, 21, 18, 3], -1, 1, 'float32', 4) as Tensor4D;
      expect(generator.apply(x).dataSync()).toEqual(x.dataSync());
      store.dispose();
    });
  });

  it('keep the sigmoid output inside -1 to 1', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = microganGenerator.build(store, 'generator', { baseChannels: 4 });
      const x = tf.randomUniform([1, 16, 16, 3], -40, 40, 'float32', 4) as Tensor4D;
      const values = [...generator.apply(x).dataSync()];
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
      expect(Math.min(...values)).toBeLessThan(0);
      expect(Math.max(...values)).toBeGreaterThan(0);
      store.dispose();
    });
  });

  it('depend on nothing beyond the receptive radius, and on something near it', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = microganGenerator.build(store, 'generator', { baseChannels: 4 });
      const side = 48;
      const x = tf.randomUniform([1, side, side, 3], -1, 1, 'float32', 4) as Tensor4D;
      let reach = 0;
      // Every phase of the coarsest pixels.
      for (let at = 20; at < 20 + generator.stride; at += 1) {
        const pixel = (input: Tensor4D) =>
          tf.sum(tf.slice(generator.apply(input), [0, at, at, 0], [1, 1, 1, 3]));
        const influence = tf.grad((input) => pixel(input as Tensor4D))(x);
        const rows = [...tf.sum(tf.abs(influence), [0, 2, 3]).dataSync()];
        rows.forEach((value, row) => {
          if (value > 0) reach = Math.max(reach, Math.abs(row - at));
        });
      }
      expect(reach).toBeLessThanOrEqual(generator.receptiveRadius);
      expect(reach).toBeGreaterThan(generator.receptiveRadius - generator.stride);
      store.dispose();
    });
  });
});
