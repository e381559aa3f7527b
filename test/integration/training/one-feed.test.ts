import { beforeAll, describe, expect, it } from 'vitest';
import { createPairFeed } from '../../../electron/engine/datasets/pair-feed.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { PairFeed } from '../../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

/** The tiny pairs, with a note of every picture that is read. */
function countedPairs(): { feed: PairFeed; reads: Map<string, number> } {
  const { data } = makeTinyPairs({ channels: 1, dtype: 'uint16' });
  const reads = new Map<string, number>();
  const access: typeof data.access = {
    ...data.access,
    async readRaster(source, ...where) {
      reads.set(source, (reads.get(source) ?? 0) + 1);
      return data.access.readRaster(source, ...where);
    },
  };
  return { feed: { ...createPairFeed(data.dataset, access), data: { ...data, access } }, reads };
}

const translations = recipes.filter(({ task }) => task !== 'generation');

describe.each(translations)('the recipe $id', (recipe) => {
  it('reads each picture once for statistics, batches, previews and validation', async () => {
    const { feed, reads } = countedPairs();
    const parameters = smallRecipes[recipe.id] ?? {};
    const trainer = await recipe.createTrainer({ parameters, seed: 4, feed });
    for (let step = 0; step < 4; step += 1) await trainer.step(step);
    for (const id of feed.ids('validation')) await feed.load(id);
    trainer.dispose();
    expect(reads.size).toBeGreaterThan(2);
    expect(Math.max(...reads.values())).toBe(1);
  });
});
