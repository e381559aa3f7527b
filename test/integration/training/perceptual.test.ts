import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { PairFeed, Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { writeVgg16File } from '../../support/vgg16-file.ts';
import { smallRecipes } from './small-recipes.ts';

const recipeOf = (id: string): Recipe => recipes.find((recipe) => recipe.id === id) as Recipe;
const microgan = recipeOf('microgan');
let vggWeights: string;
let parameters: Parameters;

beforeAll(async () => {
  await loadTensorFlow();
  vggWeights = join(await mkdtemp(join(tmpdir(), 'abbe-vgg-')), 'vgg16.h5');
  await writeVgg16File(vggWeights, { until: 'block3_conv3' });
  parameters = { ...smallRecipes['microgan'], contentLoss: 'perceptual-vgg', vggWeights, sizeClasses: 1 };
});

/** Steps are those of op by op, and change the generator but not VGG16. */
async function expectTrainsOnFeatures(recipe: Recipe, own: Parameters, feed: PairFeed, steps: number[]) {
  const train = async (mode: 'compiled' | 'op-by-op') => {
    const trainer = await recipe.createTrainer({ parameters: own, seed: 2, feed, mode });
    const before = trainer.export();
    const losses: Record<string, number>[] = [];
    for (const step of steps) losses.push(await trainer.step(step));
    const after = trainer.export();
    trainer.dispose();
    return { before, losses, after };
  };
  const [compiled, reference] = [await train('compiled'), await train('op-by-op')];
  compiled.losses.forEach((values, step) => {
    for (const [name, value] of Object.entries(values)) {
      const expected = reference.losses[step]?.[name] ?? NaN;
      expect(Math.abs(value - expected), name).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
    }
  });
  expect(compiled.losses[0]?.['content']).toBeGreaterThan(0);
  const kernel = 'vgg16/block3_conv3/kernel';
  expect(compiled.after.get(kernel)).toEqual(compiled.before.get(kernel));
  const learned = [...compiled.after].filter(([name]) => name.startsWith('generator/'));
  expect(learned.some(([name, values]) => String(values) !== String(compiled.before.get(name)))).toBe(true);
}

describe.each(['live-cell-unet', 'progressive-live-cell'])('the perceptual loss in %s', (id) => {
  it('trains on VGG16 features of grey images', async () => {
    // The U-Net of the live-cell papers; mean and standard deviation would leave VGG16's range.
    const own = { ...smallRecipes[id], contentLoss: 'perceptual-vgg', vggWeights };
    if ('normalisation' in own) own.normalisation = 'percentile';
    await expectTrainsOnFeatures(recipeOf(id), own, makeTinyPairs({ channels: 1, dtype: 'uint16' }), [0, 1]);
  });
});

describe("MicroGAN with the paper's perceptual loss", () => {
  it('trains on VGG16 features, and leaves VGG16 as it was', async () => {
    await expectTrainsOnFeatures(microgan, parameters, makeTinyPairs(), [0, 1, 4]);
  });

  it('says which weights file it cannot read', async () => {
    const wrong = { ...parameters, vggWeights: '/nowhere/vgg16.h5' };
    const made = microgan.createTrainer({ parameters: wrong, seed: 2, feed: makeTinyPairs() });
    await expect(made).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(made).rejects.toThrow(/\/nowhere\/vgg16\.h5 does not exist/);
  });
});
