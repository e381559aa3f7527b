import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreement } from '../../../electron/engine/inference/disagreement.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

const recipe = recipes.find(({ id }) => id === 'pix2pix-medical') as Recipe;
const feed = makeTinyPairs();
const parameters = { ...smallRecipes['pix2pix-medical'], dropout: 0.5 };
let trainer: Trainer;
let image: Raster;

beforeAll(async () => {
  await loadTensorFlow();
  trainer = await recipe.createTrainer({ parameters, seed: 4, feed });
  for (let step = 0; step < 3; step += 1) await trainer.step(step);
  image = (await feed.load(feed.ids('test')[0] as string)).input;
});
afterAll(() => trainer.dispose());

describe('draws of dropout by a trained pix2pix', () => {
  it('differ from each other, not from themselves, and not by what was drawn before', async () => {
    const draw = async (sample: number) => [...(await trainer.translate(image, { sample })).data];
    const [first, second] = [await draw(0), await draw(1)];
    expect(first).not.toEqual(second);
    expect(await draw(1)).toEqual(second);
    expect(await draw(0)).toEqual(first);
    const plain = [...(await trainer.translate(image)).data];
    expect(plain).not.toEqual(first);
    expect([...(await trainer.translate(image)).data]).toEqual(plain);
  });

  it('are the same with stored weights, and disagree somewhere', async () => {
    const stored = await recipe.createGenerator({ parameters, seed: 4 });
    stored.import(trainer.export());
    expect(stored.dropout).toBe(true);
    const [ours, theirs] = [await disagreement(trainer, image, 4), await disagreement(stored, image, 4)];
    expect([...theirs.deviation.data]).toEqual([...ours.deviation.data]);
    expect(Math.max(...ours.deviation.data)).toBeGreaterThan(0);
    stored.dispose();
  });

  it('are refused where the network has none', async () => {
    const plain = await recipe.createGenerator({ parameters: { ...parameters, dropout: 0 }, seed: 4 });
    expect(plain.dropout).toBe(false);
    plain.import(trainer.export());
    await expect(disagreement(plain, image, 4)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(plain.translate(image, { sample: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
    const turned = await disagreement(plain, image, 'flips');
    expect(turned.samples).toBe(8);
    plain.dispose();
  });
});
