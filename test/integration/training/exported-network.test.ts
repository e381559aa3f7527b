import { beforeAll, describe, expect, it } from 'vitest';
import { fitted } from '../../../electron/engine/handlers/runs/export/example.ts';
import { applyScaling, undoScaling } from '../../../electron/engine/imaging/normalise.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import type { PairFeed, Recipe, RecipeGenerator } from '../../../electron/engine/recipes/recipe.ts';
import { noiseOf } from '../../../electron/engine/recipes/em-masks/noise.ts';
import { runFrozenModel } from '../../../electron/engine/runtime/frozen-model.ts';
import type { Size } from '../../../electron/engine/training/buckets.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { trainTinyGenerator } from './tiny-generator.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] as number))), 0);

function inputShape({ input }: ReturnType<RecipeGenerator['exported']>): number[] {
  return [1, input.height, input.width, input.channels];
}

/** The test image as it is exported: its middle, or continued. */
async function imageOf(feed: PairFeed, size: Size): Promise<Raster> {
  return fitted((await feed.load(feed.ids('test')[0] as string)).input, size);
}

describe.each(recipes)('the exported network of $id', (recipe) => {
  it('is what results are made with, when loaded as other programs do', async () => {
    const { generator, feed } = await trainTinyGenerator(recipe);
    const item = await feed.load(feed.ids('test')[0] as string);
    const exported = generator.exported({ size: null, image: recipe.task ? null : item.input });
    const { input, output } = exported;
    const noise = noiseOf(3, 0, input);
    const side = { width: input.width, height: input.height };
    const image = recipe.task ? null : await imageOf(feed, side);
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
    const { generator } = await trainTinyGenerator(recipe);
    expect(() => generator.exported({ size: { width: 33, height: 33 }, image: null })).toThrow(
      /instead of 33x33/,
    );
    generator.dispose();
  });
});

describe('dropout of results', () => {
  it('is one draw of the exported graph: that which applying makes', async () => {
    const recipe = recipes.find(({ id }) => id === 'em-images') as Recipe;
    const { generator, feed } = await trainTinyGenerator(recipe, { dropoutAtInference: true, dropout: 0.5 });
    const exported = generator.exported({ size: { width: 32, height: 32 }, image: null });
    expect(exported.dropout).toBe(true);
    const input = await imageOf(feed, { width: 32, height: 32 });
    const scaling = exported.input.scaling ?? { offset: 0, scale: 1 };
    const fed = { name: 'input', shape: [1, 32, 32, 1], values: applyScaling(input.data, scaling) };
    const [once, again] = [0, 1].map(() => runFrozenModel(exported.freeze(), fed, 'result'));
    expect(again).toEqual(once);
    expect(farthest(once as Float32Array, exported.run(fed.values))).toBeLessThan(1e-5);
    generator.dispose();
  });
});
