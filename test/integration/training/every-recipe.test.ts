import { beforeAll, describe, expect, it } from 'vitest';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { TrainingLoop } from '../../../electron/engine/training/loop.ts';
import type { PairFeed, Recipe, RecipeGenerator } from '../../../electron/engine/recipes/recipe.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { MemoryStore } from '../../unit/training/fake-trainer.ts';
import { smallRecipes, tinyFeed } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

type Maker = Omit<RecipeGenerator, 'exported'>;

/** What a generator makes of a held-out image, or of noise. */
async function resultsOf({ task }: Recipe, maker: Maker, feed: PairFeed): Promise<Raster[]> {
  if (task === 'generation') return (await maker.generate?.({ seed: 7, from: 1, count: 2 })) ?? [];
  const { input } = await feed.load(feed.ids('test')[0] as string);
  return [await maker.translate(input)];
}

describe.each(recipes)('the recipe $id', (recipe) => {
  const parameters = smallRecipes[recipe.id] ?? {};

  it.each([
    ['colour, 8 bits', { channels: 3, dtype: 'uint8' }],
    ['greyscale, 16 bits', { channels: 1, dtype: 'uint16' }],
  ] as const)('trains, shows, saves and applies on %s', async (_what, kind) => {
    const feed = tinyFeed(recipe, kind);
    const trainer = await recipe.createTrainer({ parameters, seed: 4, feed });
    const store = new MemoryStore();
    const losses: Record<string, number>[] = [];
    const loop = new TrainingLoop(trainer, {
      seed: 4,
      store,
      on: { losses: (points) => losses.push(...points.map(({ values }) => values)) },
    });
    expect(await loop.run()).toMatchObject({ state: 'finished', step: trainer.totalSteps });
    expect(losses).toHaveLength(trainer.totalSteps);
    for (const { parameters: count } of trainer.networks) expect(count).toBeGreaterThan(0);

    const previews = trainer.preview();
    expect(previews.length).toBeGreaterThan(0);
    for (const { input, result, truth } of previews) {
      expect([result.width, result.height, result.dtype]).toEqual([truth.width, truth.height, truth.dtype]);
      expect(result.data).not.toEqual(input.data);
    }

    const results = await resultsOf(recipe, trainer, feed);
    expect(results.length).toBeGreaterThan(0);
    const applied = await recipe.createGenerator({ parameters, seed: 99 });
    applied.import(store.saved.at(-1)?.variables ?? new Map());
    expect(await resultsOf(recipe, applied, feed)).toEqual(results);
    applied.dispose();
    trainer.dispose();
  });

  it('refuses a dataset without training images', async () => {
    const feed = { ...tinyFeed(recipe), ids: () => [] };
    await expect(recipe.createTrainer({ parameters, seed: 4, feed })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('refuses weights of another network', async () => {
    const generator = await recipe.createGenerator({ parameters, seed: 1 });
    expect(() => generator.import(new Map([['other', new Float32Array(3)]]))).toThrow(
      /do not fit the network/,
    );
    generator.dispose();
  });

  const translates = recipe.task !== 'generation';
  it.runIf(translates)('refuses an image with other channels than it was trained on', async () => {
    const trainer = await recipe.createTrainer({ parameters, seed: 4, feed: makeTinyPairs() });
    const grey = await makeTinyPairs({ channels: 1 }).load('disc 0');
    await expect(trainer.translate(grey.input)).rejects.toThrow(/greyscale/);
    trainer.dispose();
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const trainer = await recipe.createTrainer({ parameters, seed: 4, feed: tinyFeed(recipe) });
    for (let step = 0; step < trainer.totalSteps; step += 1) await trainer.step(step);
    trainer.preview();
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
