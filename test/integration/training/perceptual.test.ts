import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { writeVgg16File } from '../../support/vgg16-file.ts';
import { smallRecipes } from './small-recipes.ts';

const microgan = recipes.find(({ id }) => id === 'microgan') as Recipe;
let parameters: Parameters;

beforeAll(async () => {
  await loadTensorFlow();
  const vggWeights = join(await mkdtemp(join(tmpdir(), 'abbe-vgg-')), 'vgg16.h5');
  await writeVgg16File(vggWeights, { until: 'block3_conv3' });
  parameters = { ...smallRecipes['microgan'], contentLoss: 'perceptual-vgg', vggWeights, sizeClasses: 1 };
});

describe("MicroGAN with the paper's perceptual loss", () => {
  it('trains on VGG16 features, and leaves VGG16 as it was', async () => {
    const train = async (mode: 'compiled' | 'op-by-op') => {
      const trainer = await microgan.createTrainer({ parameters, seed: 2, feed: makeTinyPairs(), mode });
      const before = trainer.export();
      const losses = [await trainer.step(0), await trainer.step(1), await trainer.step(4)];
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
    const learned = 'generator/output/kernel';
    expect(compiled.after.get(learned)).not.toEqual(compiled.before.get(learned));
  });

  it('says which weights file it cannot read', async () => {
    const wrong = { ...parameters, vggWeights: '/nowhere/vgg16.h5' };
    const made = microgan.createTrainer({ parameters: wrong, seed: 2, feed: makeTinyPairs() });
    await expect(made).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(made).rejects.toThrow(/\/nowhere\/vgg16\.h5 does not exist/);
  });
});
