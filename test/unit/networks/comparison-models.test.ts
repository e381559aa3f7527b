import { beforeAll, describe, expect, it } from 'vitest';
import { gradientPenalty } from '../../../electron/engine/losses/wgan-gp.ts';
import { deblurganGenerator } from '../../../electron/engine/networks/deblurgan-generator.ts';
import { microganCritic } from '../../../electron/engine/networks/microgan-critic.ts';
import { microganFsCritic } from '../../../electron/engine/networks/microgan-fs.ts';
import { microganGenerator } from '../../../electron/engine/networks/microgan-generator.ts';
import { microganNtGenerator } from '../../../electron/engine/networks/microgan-nt.ts';
import type { NetworkDefinition } from '../../../electron/engine/networks/network.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { difference } from './padded.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

function count(definition: NetworkDefinition): number {
  const store = new VariableStore(1);
  const { parameterCount } = definition.build(store, 'net', {});
  store.dispose();
  return parameterCount;
}

/** Parameters of a convolution with its biases. */
const conv = (side: number, inputs: number, outputs: number): number =>
  side * side * inputs * outputs + outputs;

describe("MicroGAN's comparison models (table 3)", () => {
  it('FS: a dense layer of 1024 on 8 x 8 scores, with the generator 3.130 M; the paper prints 3.132', () => {
    const critic = count(microganFsCritic);
    expect(critic).toBe(count(microganCritic) + (64 * 1024 + 1024) + (1024 + 1));
    expect(critic + count(microganGenerator)).toBe(3_130_373);
    expect((critic + count(microganGenerator)) / 3.132e6).toBeCloseTo(1, 2);
  });

  it('NT: a whole U-Net, with the critic 20.054 M; the paper prints 19.974', () => {
    const widths = [64, 128, 256, 512, 512];
    let expected = conv(3, 64, 3);
    widths.forEach((width, level) => {
      expected += conv(3, widths[level - 1] ?? 3, width);
      const below = widths[level + 1];
      if (below) expected += conv(3, below + width, width) + 2 * conv(3, width, width);
    });
    expect(count(microganNtGenerator)).toBe(expected);
    expect(expected).toBe(17_223_299);
    expect((expected + count(microganCritic)) / 19.974e6).toBeCloseTo(1, 2);
  });

  it('DeblurGAN: 11.383 M for the generator alone, 11.399 M as Keras counts; the paper prints 11.401', () => {
    const ends = conv(7, 3, 64) + conv(7, 64, 3);
    const sides = conv(3, 64, 128) + conv(3, 128, 256) + conv(3, 256, 128) + conv(3, 128, 64);
    const blocks = 18 * conv(3, 256, 256);
    const normed = 64 + 128 + 256 + 18 * 256 + 128 + 64;
    // A scale and an offset a channel; no bias before them.
    expect(count(deblurganGenerator)).toBe(ends + sides + blocks - normed + 2 * normed);
    // Keras's has the biases, and batch normalisation with two running statistics.
    expect(count(deblurganGenerator) + 3 * normed).toBe(11_399_171);
    expect(count(deblurganGenerator) / 11.401e6).toBeCloseTo(1, 2);
  });
});

describe('MicroGAN-FS', () => {
  it('takes one size and says what to do with others', () => {
    const store = new VariableStore(1);
    const critic = microganFsCritic.build(store, 'net', { baseChannels: 4, side: 32, hidden: 8 });
    expect(critic.apply(tf.ones([2, 32, 32, 3]) as Tensor4D).shape).toEqual([2]);
    expect(() => critic.apply(tf.ones([2, 32, 48, 3]) as Tensor4D)).toThrow(
      /takes 32 x 32 px, not 32 x 48: resize/,
    );
    expect(() => microganFsCritic.build(store, 'other', { side: 100 })).toThrow(/16/);
    store.dispose();
  });

  it('has a penalty with gradients for all but the last bias, compiled as op by op', () => {
    const losses = (['compiled', 'op-by-op'] as const).map((mode) => {
      const store = new VariableStore(3);
      const critic = microganFsCritic.build(store, 'net', { baseChannels: 4, side: 16, hidden: 8 });
      const program = createProgram({ variables: store, seed: 1, mode });
      const shape = [2, 16, 16, 3];
      program.define('penalty', {
        inputs: { x: { shape } },
        body: ({ x }) => {
          const loss = () => gradientPenalty((images) => critic.apply(images), x as Tensor4D, undefined);
          const { value, grads } = tf.variableGrads(loss, [...store.trainable('net/').values()]);
          const sizes = Object.values(grads).map((gradient) => tf.sum(tf.abs(gradient)));
          return { value, sizes: tf.stack(sizes) };
        },
      });
      const result = program.run('penalty', {
        x: Float32Array.from({ length: 1536 }, (_, i) => Math.sin(i)),
      });
      program.dispose();
      store.dispose();
      return result;
    });
    const [compiled, reference] = losses as [Record<string, Float32Array>, Record<string, Float32Array>];
    expect(reference['sizes']?.filter((size) => size > 0).length).toBeGreaterThanOrEqual(8);
    for (const key of ['value', 'sizes']) {
      compiled[key]?.forEach((value, i) => expect(value).toBeCloseTo(reference[key]?.[i] as number, 4));
    }
  });
});

describe('MicroGAN-NT', () => {
  it('begins as the identity where the output is residual', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = microganNtGenerator.build(store, 'net', { baseChannels: 2, output: 'residual' });
      const x = tf.randomUniform([1, 37, 18, 3], -1, 1, 'float32', 4) as Tensor4D;
      expect(generator.apply(x).dataSync()).toEqual(x.dataSync());
      store.dispose();
    });
  });

  it('depends on nothing beyond the receptive radius, and on something near it', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = microganNtGenerator.build(store, 'net', { baseChannels: 4 });
      const x = tf.randomUniform([1, 224, 16, 3], -1, 1, 'float32', 4) as Tensor4D;
      let reach = 0;
      for (let at = 104; at < 104 + generator.stride; at += 1) {
        const row = (input: Tensor): Tensor =>
          tf.sum(tf.slice(generator.apply(input as Tensor4D), [0, at, 0, 0], [1, 1, 16, 3]));
        const influence = [...tf.sum(tf.abs(tf.grad(row)(x)), [0, 2, 3]).dataSync()];
        influence.forEach((value, row) => {
          if (value > 0) reach = Math.max(reach, Math.abs(row - at));
        });
      }
      expect(reach).toBeLessThanOrEqual(generator.receptiveRadius);
      expect(reach).toBeGreaterThan(generator.receptiveRadius - generator.stride);
      store.dispose();
    });
  });
});

describe("DeblurGAN's generator", () => {
  it('drops values in training alone, and keeps to [-1, 1]', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const generator = deblurganGenerator.build(store, 'net', { baseChannels: 4, blocks: 2 });
      const x = tf.randomUniform([2, 16, 16, 3], -1, 1, 'float32', 4) as Tensor4D;
      let calls = 0;
      const random = {
        uniform: (shape: number[]) => tf.ones(shape),
        normal: (shape: number[]) => tf.zeros(shape),
        dropout: (input: Tensor, rate: number) => {
          expect(rate).toBe(0.5);
          calls += 1;
          return tf.zerosLike(input);
        },
      };
      const result = generator.apply(x);
      expect(difference(generator.apply(x), result)).toBe(0);
      expect(difference(generator.apply(x, undefined, random), result)).toBeGreaterThan(1e-3);
      expect(calls).toBe(2);
      expect(tf.max(tf.abs(result)).arraySync()).toBeLessThanOrEqual(1);
      store.dispose();
    });
  });
});
