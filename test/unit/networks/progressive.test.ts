import { beforeAll, describe, expect, it } from 'vitest';
import { progressiveDiscriminator } from '../../../electron/engine/networks/progressive-discriminator.ts';
import { progressiveGenerator } from '../../../electron/engine/networks/progressive-generator.ts';
import { progressiveTranslator } from '../../../electron/engine/networks/progressive-translator.ts';
import { averageDown, repeatUp } from '../../../electron/engine/networks/layers/average-down.ts';
import type { Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { difference } from './padded.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

/** Rows of the paper's figure 8: name there, ours, parameters, weight shape (ours: rows, columns, in, out). */
type Row = [string, string, number, number[]];

const discriminatorTable: Row[] = [
  ['FromRGB_lod0', '256/from-image', 128, [1, 1, 1, 64]],
  ['256x256/Conv0', '256/keep', 36_928, [3, 3, 64, 64]],
  ['256x256/Conv1_down', '256/halve', 73_856, [3, 3, 64, 128]],
  ['FromRGB_lod1', '128/from-image', 256, [1, 1, 1, 128]],
  ['128x128/Conv0', '128/keep', 147_584, [3, 3, 128, 128]],
  ['128x128/Conv1_down', '128/halve', 295_168, [3, 3, 128, 256]],
  ['FromRGB_lod2', '64/from-image', 512, [1, 1, 1, 256]],
  ['64x64/Conv0', '64/keep', 590_080, [3, 3, 256, 256]],
  ['64x64/Conv1_down', '64/halve', 1_180_160, [3, 3, 256, 512]],
  ['FromRGB_lod3', '32/from-image', 1024, [1, 1, 1, 512]],
  ['32x32/Conv0', '32/keep', 2_359_808, [3, 3, 512, 512]],
  ['32x32/Conv1_down', '32/halve', 2_359_808, [3, 3, 512, 512]],
  ['FromRGB_lod4', '16/from-image', 1024, [1, 1, 1, 512]],
  ['16x16/Conv0', '16/keep', 2_359_808, [3, 3, 512, 512]],
  ['16x16/Conv1_down', '16/halve', 2_359_808, [3, 3, 512, 512]],
  ['FromRGB_lod5', '8/from-image', 1024, [1, 1, 1, 512]],
  ['8x8/Conv0', '8/keep', 2_359_808, [3, 3, 512, 512]],
  ['8x8/Conv1_down', '8/halve', 2_359_808, [3, 3, 512, 512]],
  ['FromRGB_lod6', '4/from-image', 1024, [1, 1, 1, 512]],
  ['4x4/Conv', 'last', 2_364_416, [3, 3, 513, 512]],
  ['4x4/Dense0', 'dense', 4_194_816, [8192, 512]],
  ['4x4/Dense1', 'score', 513, [512, 1]],
];

const generatorTable: Row[] = [
  ['4x4/Dense', 'start', 4_194_816, [512, 8192]],
  ['4x4/Conv', '4/keep', 2_359_808, [3, 3, 512, 512]],
  ['ToRGB_lod6', '4/to-image', 513, [1, 1, 512, 1]],
  ['8x8/Conv0_up', '8/double', 2_359_808, [3, 3, 512, 512]],
  ['8x8/Conv1', '8/keep', 2_359_808, [3, 3, 512, 512]],
  ['ToRGB_lod5', '8/to-image', 513, [1, 1, 512, 1]],
  ['16x16/Conv0_up', '16/double', 2_359_808, [3, 3, 512, 512]],
  ['16x16/Conv1', '16/keep', 2_359_808, [3, 3, 512, 512]],
  ['ToRGB_lod4', '16/to-image', 513, [1, 1, 512, 1]],
  ['32x32/Conv0_up', '32/double', 2_359_808, [3, 3, 512, 512]],
  ['32x32/Conv1', '32/keep', 2_359_808, [3, 3, 512, 512]],
  ['ToRGB_lod3', '32/to-image', 513, [1, 1, 512, 1]],
  ['64x64/Conv0_up', '64/double', 1_179_904, [3, 3, 256, 512]],
  ['64x64/Conv1', '64/keep', 590_080, [3, 3, 256, 256]],
  ['ToRGB_lod2', '64/to-image', 257, [1, 1, 256, 1]],
  ['128x128/Conv0_up', '128/double', 295_040, [3, 3, 128, 256]],
  ['128x128/Conv1', '128/keep', 147_584, [3, 3, 128, 128]],
  ['ToRGB_lod1', '128/to-image', 129, [1, 1, 128, 1]],
  ['256x256/Conv0_up', '256/double', 73_792, [3, 3, 64, 128]],
  ['256x256/Conv1', '256/keep', 36_928, [3, 3, 64, 64]],
  ['ToRGB_lod0', '256/to-image', 65, [1, 1, 64, 1]],
];

/** Every layer's parameters and weight shape, by our names. */
function expectTable(store: VariableStore, prefix: string, table: Row[]): void {
  for (const [row, name, parameters, shape] of table) {
    expect(store.countParameters(`${prefix}/${name}/`), row).toBe(parameters);
    expect(store.get(`${prefix}/${name}/kernel`).shape, row).toEqual(shape);
  }
  expect(store.names(`${prefix}/`)).toHaveLength(2 * table.length);
}

/** Shapes, without the batch, of what every convolution and dense layer makes. */
async function layerShapes(apply: () => Tensor): Promise<(number[] | undefined)[]> {
  const { kernels } = await tf.profile(() => tf.tidy(apply));
  return kernels
    .filter(({ name }) => ['Conv2D', 'Conv2DBackpropInput', 'BatchMatMul'].includes(name))
    .map(({ name, outputShapes: [shape] }) => shape?.slice(name === 'BatchMatMul' ? -1 : 1));
}

const small = { resolution: 16, channelBudget: 64, maximumChannels: 8 };
const images = (side: number, batch = 4): Tensor4D =>
  tf.randomUniform([batch, side, side, 1], -1, 1, 'float32', 3) as Tensor4D;

describe("the live-cell paper's fully grown networks", () => {
  it('have the parameters of its table, layer by layer: discriminator 23,047,361', () => {
    const store = new VariableStore(1);
    const { parameterCount } = progressiveDiscriminator.build(store, 'd', {});
    expectTable(store, 'd', discriminatorTable);
    expect(parameterCount).toBe(23_047_361);
    store.dispose();
  });

  it('have the parameters of its table, layer by layer: generator 23,039,303', () => {
    const store = new VariableStore(1);
    const { parameterCount } = progressiveGenerator.build(store, 'g', {});
    expectTable(store, 'g', generatorTable);
    expect(parameterCount).toBe(23_039_303);
    store.dispose();
  });

  it('have its output shapes, layer by layer', async () => {
    const store = new VariableStore(1);
    // The channels of the table over 16, at its sides.
    const thin = { channelBudget: 1024, maximumChannels: 32 };
    const discriminator = progressiveDiscriminator.build(store, 'd', thin);
    // prettier-ignore
    expect(await layerShapes(() => discriminator.apply(images(256, 1)))).toEqual([
      [256, 256, 4], [256, 256, 4], [128, 128, 8], [128, 128, 8], [64, 64, 16], [64, 64, 16],
      [32, 32, 32], [32, 32, 32], [16, 16, 32], [16, 16, 32], [8, 8, 32], [8, 8, 32], [4, 4, 32],
      [4, 4, 32], [32], [1],
    ]);
    const generator = progressiveGenerator.build(store, 'g', { ...thin, latentSize: 32 });
    // prettier-ignore
    expect(await layerShapes(() => generator.apply(tf.ones([1, 1, 1, 32]) as Tensor4D))).toEqual([
      [512], [4, 4, 32], [8, 8, 32], [8, 8, 32], [16, 16, 32], [16, 16, 32], [32, 32, 32], [32, 32, 32],
      [64, 64, 16], [64, 64, 16], [128, 128, 8], [128, 128, 8], [256, 256, 4], [256, 256, 4],
      [256, 256, 1],
    ]);
    store.dispose();
  });

  it('fed with an image have the discriminator’s blocks and the generator’s without its dense layer', () => {
    const store = new VariableStore(1);
    const { parameterCount } = progressiveTranslator.build(store, 't', {});
    expectTable(store, 't/encoder', discriminatorTable.slice(0, -3));
    expectTable(store, 't/generator', generatorTable.slice(1));
    expect(parameterCount).toBe(23_047_361 - 2_364_416 - 4_194_816 - 513 + 23_039_303 - 4_194_816);
    store.dispose();
  });
});

describe('progressive networks while they grow', () => {
  it.each([0, 1, 2])('make and take images of the side of stage %i', (stage) => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const side = 4 * 2 ** stage;
      const alpha = tf.scalar(0.5);
      const generator = progressiveGenerator.build(store, 'g', { ...small, latentSize: 6 });
      expect(generator.stages).toBe(3);
      const made = generator.applyAt(tf.randomNormal([4, 1, 1, 6]), { stage, alpha });
      expect(made.shape).toEqual([4, side, side, 1]);
      const translator = progressiveTranslator.build(store, 't', small);
      expect(translator.applyAt(images(side), { stage, alpha }).shape).toEqual([4, side, side, 1]);
      const discriminator = progressiveDiscriminator.build(store, 'd', small);
      expect(discriminator.applyAt(images(side), { stage, alpha }).shape).toEqual([4]);
      store.dispose();
    });
  });

  it.each([1, 2])(
    'begin stage %i as the stage before on coarser images, and end it without that',
    (stage) => {
      tf.tidy(() => {
        const store = new VariableStore(1);
        const side = 4 * 2 ** stage;
        const [zero, one] = [tf.scalar(0), tf.scalar(1)];
        const x = images(side);
        const latent = tf.randomNormal([4, 1, 1, 6]) as Tensor4D;
        const generator = progressiveGenerator.build(store, 'g', { ...small, latentSize: 6 });
        const discriminator = progressiveDiscriminator.build(store, 'd', small);
        const translator = progressiveTranslator.build(store, 't', { ...small, pixelNorm: true });
        const before = { stage: stage - 1 };
        const pairs = [
        [generator.applyAt(latent, { stage, alpha: zero }), repeatUp(generator.applyAt(latent, before) as Tensor4D)],
        [discriminator.applyAt(x, { stage, alpha: zero }), discriminator.applyAt(averageDown(x), before)],
        [translator.applyAt(x, { stage, alpha: zero }), repeatUp(translator.applyAt(averageDown(x), before) as Tensor4D)],
        [generator.applyAt(latent, { stage, alpha: one }), generator.applyAt(latent, { stage })],
        [discriminator.applyAt(x, { stage, alpha: one }), discriminator.applyAt(x, { stage })],
        [translator.applyAt(x, { stage, alpha: one }), translator.applyAt(x, { stage })],
      ] as const; // prettier-ignore
        for (const [a, b] of pairs) expect(difference(a, b)).toBeLessThan(1e-5);
        const half = discriminator.applyAt(x, { stage, alpha: tf.scalar(0.5) });
        expect(difference(half, discriminator.applyAt(x, { stage }))).toBeGreaterThan(1e-3);
        store.dispose();
      });
    },
  );

  it('lose the image’s places without skip connections, and keep them with', () => {
    tf.tidy(() => {
      const store = new VariableStore(1);
      const reach = (skips: string): number => {
        const network = progressiveTranslator.build(store, skips, { ...small, skips });
        const one = (input: Tensor): Tensor =>
          tf.slice(network.apply(input as Tensor4D), [0, 8, 8, 0], [1, 1, 1, 1]).sum();
        const influence = tf.abs(tf.grad(one)(images(16, 1)));
        const near = tf.sum(tf.slice(influence, [0, 7, 7, 0], [1, 3, 3, 1]));
        return tf.div(near, tf.sum(influence)).arraySync() as number;
      };
      expect(reach('add')).toBeGreaterThan(2 * reach('none'));
      store.dispose();
    });
  });

  it('refuse a stage that is not theirs, images of another side and sides that are no power of two', () => {
    const store = new VariableStore(1);
    const discriminator = progressiveDiscriminator.build(store, 'd', small);
    expect(() => discriminator.applyAt(images(32), { stage: 3 })).toThrow(/no growth stage 3: .* 0 to 2/);
    expect(() => discriminator.applyAt(images(16), { stage: 1 })).toThrow(/8 x 8 px .* not 16 x 16/);
    expect(() => progressiveGenerator.build(store, 'g', { resolution: 100 })).toThrow(/power of two/);
    store.dispose();
  });
});
