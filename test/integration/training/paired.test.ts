import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { allocate } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { PairFeed, Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const ids = ['pix2pix-medical', 'em-images', 'live-cell-unet'] as const;

function recipeOf(id: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.id === id);
  if (!recipe) throw new Error(`No recipe ${id}`);
  return recipe;
}

function trainerOf(
  id: string,
  own: Parameters = {},
  feed = makeTinyPairs(),
  mode?: 'op-by-op',
): Promise<Trainer> {
  const parameters = { ...smallRecipes[id], ...own };
  return recipeOf(id).createTrainer({ parameters, seed: 4, feed, ...(mode && { mode }) });
}

async function steps(trainer: Trainer, from: number, to: number): Promise<Record<string, number>[]> {
  const losses: Record<string, number>[] = [];
  for (let step = from; step < to; step += 1) losses.push(await trainer.step(step));
  return losses;
}

/** Pairs whose truth is made of the input by `change`, of another kind than it. */
function changedPairs(
  truth: Pick<Raster, 'channels' | 'dtype'>,
  change: (value: number) => number,
): PairFeed {
  const pairs = makeTinyPairs({ sizes: [[32, 24], [24, 24], [40, 32], [24, 32], [32, 32]] }); // prettier-ignore
  return {
    ...pairs,
    async load(id) {
      const { input } = await pairs.load(id);
      const { width, height } = input;
      const data = allocate(truth.dtype, width * height * truth.channels);
      for (let i = 0; i < data.length; i += 1) {
        data[i] = change(input.data[Math.floor(i / truth.channels) * input.channels] as number);
      }
      return { id, input, truth: { ...truth, width, height, data, notes: [] } };
    },
  };
}

describe.each(ids)('the recipe %s', (id) => {
  it('goes on from exported variables with equal losses and weights in every bit', async () => {
    const [whole, first, second] = [await trainerOf(id), await trainerOf(id), await trainerOf(id)];
    const expected = await steps(whole, 0, 6);
    expect(await steps(first, 0, 3)).toEqual(expected.slice(0, 3));
    second.import(first.export());
    expect(await steps(second, 3, 6)).toEqual(expected.slice(3));
    expect(second.export()).toEqual(whole.export());
    for (const trainer of [whole, first, second]) trainer.dispose();
  });

  it('lowers its content loss', async () => {
    const trainer = await trainerOf(id, { epochs: 1000, stepLimit: 60, dropout: 0, learningRate: 3e-3 });
    const losses = await steps(trainer, 0, 60);
    const mean = (part: Record<string, number>[]): number =>
      part.reduce((sum, { content = NaN }) => sum + content, 0) / part.length;
    expect(mean(losses.slice(-10))).toBeLessThan(0.8 * mean(losses.slice(0, 10)));
    trainer.dispose();
  });
});

describe('a trained pair of image kinds', () => {
  it('gives the type, channels and range of the truth, with stored weights too', async () => {
    const feed = changedPairs({ channels: 1, dtype: 'float32' }, (value) => 1000 + 8 * value);
    const trainer = await trainerOf('pix2pix-medical', {}, feed);
    await steps(trainer, 0, 4);
    const { input, truth } = await feed.load(feed.ids('test')[0] as string);
    const result = await trainer.translate(input);
    expect(result).toMatchObject({ channels: 1, dtype: 'float32', width: truth.width, height: truth.height });
    const values = Array.from(result.data);
    expect(Math.min(...values)).toBeGreaterThan(1000);
    expect(Math.max(...values)).toBeLessThan(1000 + 8 * 256);
    const recipe = recipeOf('pix2pix-medical');
    const stored = await recipe.createGenerator({
      parameters: { ...smallRecipes['pix2pix-medical'] },
      seed: 0,
    });
    stored.import(trainer.export());
    expect(await stored.translate(input)).toEqual(result);
    stored.dispose();
    trainer.dispose();
  });

  it('is refused by the whole U-Net where channels differ, with the way out', async () => {
    const feed = changedPairs({ channels: 1, dtype: 'uint8' }, (value) => value);
    await expect(trainerOf('live-cell-unet', {}, feed)).rejects.toThrow(/pix2pix-unet/);
  });

  it('is refused where whole images cannot be halved, naming the item', async () => {
    await expect(trainerOf('pix2pix-medical', { patchSize: null })).rejects.toThrow(
      /disc 0 has 30 x 14 px.*patchSize/,
    );
  });
});

describe('compiled steps', () => {
  it.each([
    [
      'live-cell-unet',
      { contentLoss: 'cross-entropy', output: 'bounded', normalisation: 'percentile', constant: 20 },
    ],
    ['pix2pix-medical', { contentLoss: 'structure', discriminator: 'patch-16', norm: 'batch' }],
    ['em-images', { contentLoss: 'l2', cropArea: 0.9, dropout: 0.3 }],
  ] as const)('of %s give what op by op gives with %o', async (id, own) => {
    const compiled = await trainerOf(id, own);
    const reference = await trainerOf(id, own, makeTinyPairs(), 'op-by-op');
    const [given, expected] = [await steps(compiled, 0, 3), await steps(reference, 0, 3)];
    given.forEach((losses, step) => {
      for (const [name, value] of Object.entries(losses)) {
        expect(value, `${name} of step ${step}`).toBeCloseTo(expected[step]?.[name] as number, 3);
      }
    });
    compiled.dispose();
    reference.dispose();
  });
});

describe('dropout in results', () => {
  it('changes them, the same each time', async () => {
    const { input } = await makeTinyPairs().load('disc 5');
    const plain = await trainerOf('pix2pix-medical', { dropout: 0.5, levels: 3 });
    const noisy = await trainerOf('pix2pix-medical', { dropout: 0.5, levels: 3, dropoutAtInference: true });
    const results = [];
    for (const trainer of [plain, noisy, noisy]) {
      if (results.length < 2) await steps(trainer, 0, 2);
      results.push((await trainer.translate(input)).data);
    }
    expect(results[1]).not.toEqual(results[0]);
    expect(results[2]).toEqual(results[1]);
    plain.dispose();
    noisy.dispose();
  });
});
