import { beforeAll, describe, expect, it } from 'vitest';
import { deepestLevels, pix2pixUnet } from '../../../electron/engine/networks/pix2pix-unet.ts';
import { createStepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { influenceOn } from './influence.ts';
import { largestDifference } from '../runtime/networks.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const small = { baseChannels: 2, levels: 5 };
const noise = (shape: [number, number, number, number]): Tensor4D =>
  tf.randomUniform(shape, -1, 1, 'float32', 4) as Tensor4D;
const values = (x: Tensor): Float32Array => new Float32Array(x.dataSync());

describe("pix2pix's U-Net", () => {
  it('has the parameters of its layer table', () => {
    const store = new VariableStore(1);
    const { parameterCount } = pix2pixUnet.build(store, 'net', { baseChannels: 16 });
    // Down 16 32 64 128 128 128 128 128, up 128 128 128 128 64 32 16 and the image.
    const kernels = [
      3 * 16, 16 * 32, 32 * 64, 64 * 128, 128 * 128, 128 * 128, 128 * 128, 128 * 128,
      128 * 128, 256 * 128, 256 * 128, 256 * 128, 256 * 64, 128 * 32, 64 * 16, 32 * 1,
    ]; // prettier-ignore
    const norms = [32, 64, 128, 128, 128, 128, 128, 128, 128, 128, 64, 32, 16];
    const biases = [16, 128, 1];
    const sum = (list: number[]): number => list.reduce((total, n) => total + n, 0);
    expect(parameterCount).toBe(16 * sum(kernels) + 2 * sum(norms) + sum(biases));
    store.dispose();
  });

  it('keeps the size and changes the channels, down to an innermost map of one pixel', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = pix2pixUnet.build(store, 'net', { ...small, inputChannels: 4, outputChannels: 2 });
      const y = network.apply(noise([2, 32, 64, 4]));
      expect(y.shape).toEqual([2, 32, 64, 2]);
      const square = values(network.apply(noise([1, 32, 32, 4])));
      expect(new Set(square).size).toBeGreaterThan(1000);
      store.dispose();
    });
  });

  it('depends on the innermost map', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = pix2pixUnet.build(store, 'net', small);
      const gradient = tf.variableGrads(
        () => tf.sum(network.apply(noise([1, 32, 32, 3]))).asScalar(),
        [store.get('net/encoder4/kernel')],
      );
      expect(tf.max(tf.abs(Object.values(gradient.grads)[0] as Tensor)).arraySync()).toBeGreaterThan(0);
      store.dispose();
    });
  });

  it('ends in the range of its output', () => {
    tf.tidy(() => {
      for (const [output, low] of [
        ['tanh', -1],
        ['sigmoid', 0],
      ] as const) {
        // prettier-ignore
        const store = new VariableStore(1);
        const network = pix2pixUnet.build(store, 'net', { ...small, output });
        store.get('net/decoder0/kernel').assign(tf.randomNormal([4, 4, 1, 4], 0, 3, 'float32', 1));
        const y = values(network.apply(noise([1, 32, 32, 3])));
        expect(Math.min(...y)).toBeGreaterThanOrEqual(low);
        expect(Math.min(...y)).toBeLessThan(low + 0.1);
        expect(Math.max(...y)).toBeLessThanOrEqual(1);
        store.dispose();
      }
    });
  });

  it('sees exactly its receptive radius without normalisation', () => {
    const store = new VariableStore(2);
    const network = pix2pixUnet.build(store, 'net', { baseChannels: 8, levels: 3, norm: 'none' });
    expect(network.receptiveRadius).toBe(21);
    const x = noise([1, 64, 64, 3]);
    let reach = 0;
    for (let at = 24; at < 32; at += 1) {
      const { top, height } = influenceOn(network, x, at, at);
      reach = Math.max(reach, at - top, top + height - 1 - at);
    }
    expect(reach).toBe(21);
    x.dispose();
    store.dispose();
  });

  it('drops values where it gets random numbers, and only there', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = pix2pixUnet.build(store, 'net', small);
      const x = noise([1, 32, 32, 3]);
      const at = (step: number) =>
        values(network.apply(x, undefined, createStepRandom(tf.tensor1d([7, step], 'int32'))));
      const still = values(network.apply(x));
      expect(values(network.apply(x))).toEqual(still);
      expect(at(1)).toEqual(at(1));
      expect(largestDifference(at(1), at(2))).toBeGreaterThan(1e-3);
      expect(largestDifference(at(1), still)).toBeGreaterThan(1e-3);
      store.dispose();
    });
  });

  it.each([
    [5, 3],
    [4, 3],
    [2, 1],
    [1, 0],
  ])('with %i levels drops in %i blocks', (levels, blocks) => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = pix2pixUnet.build(store, 'net', { baseChannels: 2, levels });
      const random = createStepRandom(tf.tensor1d([7, 0], 'int32'));
      let drops = 0;
      const counting = {
        ...random,
        dropout: (x: Tensor, rate: number) => (drops++, random.dropout(x, rate)),
      };
      network.apply(noise([1, 32, 32, 3]), undefined, counting);
      expect(drops).toBe(blocks);
      store.dispose();
    });
  });

  it('refuses sizes and channels that do not fit, with what to do', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const network = pix2pixUnet.build(store, 'net', small);
      const run = (shape: [number, number, number, number]) => () => network.apply(tf.zeros(shape));
      expect(run([1, 40, 100, 3])).toThrow(
        /multiples of 32 px, not 40 x 100: crop or resize the images to 32 x 96, or set levels to 2\.$/,
      );
      expect(run([1, 9, 32, 3])).toThrow(/to 32 x 32\.$/);
      expect(run([1, 32, 32, 1])).toThrow(/set inputChannels to 1/);
      store.dispose();
    });
  });

  it.each([
    [512, 512, 8],
    [256, 192, 6],
    [28, 28, 2],
    [27, 32, 0],
  ])('%i x %i px can be halved %i times', (height, width, levels) => {
    expect(deepestLevels(height, width)).toBe(levels);
  });

  it('with 512 px can be halved nine times', () => expect(deepestLevels(512, 512, 10)).toBe(9));
});
