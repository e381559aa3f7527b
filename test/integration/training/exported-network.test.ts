import { beforeAll, describe, expect, it } from 'vitest';
import { applyScaling, undoScaling } from '../../../electron/engine/imaging/normalise.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { PairFeed, Recipe, RecipeGenerator } from '../../../electron/engine/recipes/recipe.ts';
import { noiseOf } from '../../../electron/engine/recipes/em-masks/noise.ts';
import { runFrozenModel } from '../../../electron/engine/runtime/frozen-model.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { TrainingLoop } from '../../../electron/engine/training/loop.ts';
import { MemoryStore } from '../../unit/training/fake-trainer.ts';
import { smallRecipes, tinyFeed } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const own = { stepLimit: 4 };

/** A recipe's generator after a short training, and the data that it was trained on. */
async function trained(recipe: Recipe, more = {}): Promise<{ generator: RecipeGenerator; feed: PairFeed }> {
  const small = smallRecipes[recipe.id] ?? {};
  const parameters = { ...small, ...('stepLimit' in small ? own : {}), ...more };
  const feed = tinyFeed(recipe, { channels: 1, dtype: 'uint16', sizes: [[32, 32], [40, 32], [32, 32], [48, 64]] }); // prettier-ignore
  const trainer = await recipe.createTrainer({ parameters, seed: 4, feed });
  const store = new MemoryStore();
  await new TrainingLoop(trainer, { seed: 4, store }).run();
  trainer.dispose();
  const generator = await recipe.createGenerator({ parameters, seed: 4 });
  generator.import(store.saved.at(-1)?.variables ?? new Map());
  return { generator, feed };
}

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] as number))), 0);

function inputShape({ input }: ReturnType<RecipeGenerator['exported']>): number[] {
  return [1, input.height, input.width, input.channels];
}

describe.each(recipes)('the exported network of $id', (recipe) => {
  it('is what results are made with, when loaded as other programs do', async () => {
    const { generator, feed } = await trained(recipe);
    const item = await feed.load(feed.ids('test')[0] as string);
    const exported = generator.exported({ size: null, image: recipe.task ? null : item.input });
    const { input, output } = exported;
    const noise = noiseOf(3, 0, input);
    const side = { width: input.width, height: input.height };
    const image = recipe.task ? null : (await squareOf(generator, feed, side)).input;
    const values = image && input.scaling ? applyScaling(image.data, input.scaling) : noise;
    const made = runFrozenModel(
      exported.freeze(),
      { name: input.name, shape: inputShape(exported), values },
      output.name,
    );
    expect(made).toHaveLength(output.width * output.height * output.channels);
    expect(farthest(made, exported.run(values))).toBeLessThan(1e-5);
    expect(new Set(made).size).toBeGreaterThan(10);
    if (image && output.scaling) {
      const result = await generator.translate(image);
      const { width, height, channels } = output;
      const counts = undoScaling(
        made,
        { width, height, channels: channels as 1, dtype: output.dtype },
        output.scaling,
      );
      const differs = Array.from(counts.data, (value, i) => value !== result.data[i]);
      // Pixels within float error of a half round to either side.
      expect(differs.filter(Boolean).length).toBeLessThan(counts.data.length / 100);
      expect(farthest(Float32Array.from(counts.data), Float32Array.from(result.data))).toBeLessThanOrEqual(1);
    }
    generator.dispose();
  });

  it('refuses a size that the network cannot take', async () => {
    const { generator } = await trained(recipe);
    expect(() => generator.exported({ size: { width: 33, height: 33 }, image: null })).toThrow(
      /instead of 33x33/,
    );
    generator.dispose();
  });
});

/** An image of the exported size, of the test image repeated where that is smaller. */
async function squareOf(
  _of: RecipeGenerator,
  feed: PairFeed,
  { width, height }: { width: number; height: number },
) {
  const { input } = await feed.load(feed.ids('test')[0] as string);
  if (input.width >= width && input.height >= height) {
    return { input: crop(input, { x: 0, y: 0, width, height }) };
  }
  const data = new Uint16Array(width * height);
  for (let i = 0; i < data.length; i += 1) {
    const [x, y] = [(i % width) % input.width, Math.floor(i / width) % input.height];
    data[i] = input.data[y * input.width + x] as number;
  }
  return { input: { ...input, width, height, data } };
}

describe('dropout of results', () => {
  it('is one draw of the exported graph: that which applying makes', async () => {
    const recipe = recipes.find(({ id }) => id === 'em-images') as Recipe;
    const { generator, feed } = await trained(recipe, { dropoutAtInference: true, dropout: 0.5 });
    const exported = generator.exported({ size: { width: 32, height: 32 }, image: null });
    expect(exported.dropout).toBe(true);
    const { input } = await squareOf(generator, feed, { width: 32, height: 32 });
    const scaling = exported.input.scaling ?? { offset: 0, scale: 1 };
    const fed = { name: 'input', shape: [1, 32, 32, 1], values: applyScaling(input.data, scaling) };
    const [once, again] = [0, 1].map(() => runFrozenModel(exported.freeze(), fed, 'result'));
    expect(again).toEqual(once);
    expect(farthest(once as Float32Array, exported.run(fed.values))).toBeLessThan(1e-5);
    generator.dispose();
  });
});
