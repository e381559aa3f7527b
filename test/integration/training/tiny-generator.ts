import type { PairFeed, Recipe, RecipeGenerator } from '../../../electron/engine/recipes/recipe.ts';
import { TrainingLoop } from '../../../electron/engine/training/loop.ts';
import { MemoryStore } from '../../unit/training/fake-trainer.ts';
import { smallRecipes, tinyFeed } from './small-recipes.ts';

/** A recipe's generator after a few steps on tiny greyscale images of 16 bits, or masks, and those data. */
export async function trainTinyGenerator(
  recipe: Recipe,
  more = {},
): Promise<{ generator: RecipeGenerator; feed: PairFeed }> {
  const small = smallRecipes[recipe.id] ?? {};
  const parameters = { ...small, ...('stepLimit' in small && { stepLimit: 4 }), ...more };
  const sizes: [number, number][] = [[32, 32], [40, 32], [32, 32], [48, 64]]; // prettier-ignore
  const feed = tinyFeed(recipe, { channels: 1, dtype: 'uint16', sizes });
  const trainer = await recipe.createTrainer({ parameters, seed: 4, feed });
  const store = new MemoryStore();
  await new TrainingLoop(trainer, { seed: 4, store }).run();
  trainer.dispose();
  const generator = await recipe.createGenerator({ parameters, seed: 4 });
  generator.import(store.saved.at(-1)?.variables ?? new Map());
  return { generator, feed };
}
