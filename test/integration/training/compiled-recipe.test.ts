import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { contentLosses } from '../../../electron/engine/losses/index.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { smallRecipes, tinyFeed } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

/** Losses of every step and the weights after them. */
async function train(id: string, parameters: Parameters, mode: 'compiled' | 'op-by-op') {
  const recipe = recipes.find((other) => other.id === id);
  if (!recipe) throw new Error(`No recipe ${id}`);
  const trainer = await recipe.createTrainer({ parameters, seed: 4, feed: tinyFeed(recipe), mode });
  const losses: Record<string, number>[] = [];
  for (let step = 0; step < trainer.totalSteps; step += 1) losses.push(await trainer.step(step));
  const variables = trainer.export();
  trainer.dispose();
  return { losses, variables };
}

async function expectEqual(id: string, parameters: Parameters): Promise<void> {
  const compiled = await train(id, parameters, 'compiled');
  const reference = await train(id, parameters, 'op-by-op');
  expect(compiled.losses.map(Object.keys)).toEqual(reference.losses.map(Object.keys));
  compiled.losses.forEach((values, step) => {
    for (const [name, value] of Object.entries(values)) {
      const expected = reference.losses[step]?.[name] ?? NaN;
      expect(Math.abs(value - expected), `${name} of step ${step}`).toBeLessThan(
        1e-3 * Math.max(1, Math.abs(expected)),
      );
    }
  });
  for (const [name, values] of compiled.variables) {
    const expected = reference.variables.get(name) ?? new Float32Array();
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))),
      0,
    );
    // Adam takes steps of the learning rate however small a gradient is, so rounding can move a weight by some.
    expect(worst, name).toBeLessThan(2e-3);
  }
}

/** Norms over maps of four pixels make ten times more of rounding at each step of the smallest mask generator. */
const fewerSteps: Parameters = { stepLimit: 3 };

describe.each(recipes)('compiled steps of the recipe $id', ({ id }) => {
  it('give what op by op gives', async () => {
    await expectEqual(id, { ...smallRecipes[id], ...(id === 'em-masks' ? fewerSteps : {}) });
  });
});

describe("MicroGAN's compiled steps", () => {
  const offline = contentLosses.filter(({ needsFeatures }) => !needsFeatures).map(({ id }) => id);
  it.each(offline)(
    "give what op by op gives with the content loss %s and the paper's output",
    async (contentLoss) => {
      await expectEqual('microgan', {
        ...smallRecipes['microgan'],
        contentLoss,
        output: 'sigmoid',
        averageDecay: 0,
      });
    },
  );
});
