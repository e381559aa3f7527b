/**
 * A whole training process for the test that kills it: node train-tiny.ts FOLDER RECIPE. Goes on from the newest
 * checkpoint in the folder and writes each step's losses, bit by bit, to stdout as it ends.
 */
import { writeSync } from 'node:fs';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { openCheckpointFolder } from '../../../electron/engine/training/checkpoint-folder.ts';
import { TrainingLoop } from '../../../electron/engine/training/loop.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { smallRecipes, tinyFeed } from './small-recipes.ts';

const seed = 11;

function bitsOf(losses: Record<string, number>): Record<string, string> {
  const bits = (value: number): string => Buffer.from(Float64Array.of(value).buffer).toString('hex');
  return Object.fromEntries(Object.entries(losses).map(([name, value]) => [name, bits(value)]));
}

await loadTensorFlow();
const [folder = '', id = ''] = process.argv.slice(2);
const recipe = recipes.find((other) => other.id === id);
if (!recipe) throw new Error(`The recipe ${id} is missing.`);
const parameters = { ...smallRecipes[id], stepLimit: 40 };
const trainer = await recipe.createTrainer({ parameters, seed, feed: tinyFeed(recipe) });
const step: Trainer['step'] = trainer.step.bind(trainer);
trainer.step = async (index) => {
  const losses = await step(index);
  // Straight to the file descriptor, so that a kill loses nothing that was said.
  writeSync(1, `${JSON.stringify({ step: index, losses: bitsOf(losses) })}\n`);
  return losses;
};
const store = openCheckpointFolder(folder);
const from = await store.latest();
await new TrainingLoop(trainer, { seed, store, from, checkpointEverySteps: 4 }).run();
trainer.dispose();
