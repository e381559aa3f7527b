import { beforeAll, describe, expect, it } from 'vitest';
import { emMasks } from '../../../electron/engine/recipes/em-masks.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyMasks, tinyClasses } from '../../support/tiny-masks.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const trainerOf = (own = {}, feed = makeTinyMasks()): Promise<Trainer> =>
  emMasks.createTrainer({ parameters: { ...smallRecipes['em-masks'], ...own }, seed: 4, feed });

const generate = (trainer: Trainer, seed: number, from: number, count: number) =>
  (trainer.generate as NonNullable<Trainer['generate']>)({ seed, from, count });

const blackAndClasses = new Set(['0 0 0', ...tinyClasses.map(({ colour }) => colour.join(' '))]);

describe('masks from noise', () => {
  it('depend on seed and number alone and hold the colours of classes alone', async () => {
    const trainer = await trainerOf();
    for (let step = 0; step < 3; step += 1) await trainer.step(step);
    const three = await generate(trainer, 9, 0, 3);
    expect(await generate(trainer, 9, 2, 1)).toEqual([three[2]]);
    expect(await generate(trainer, 9, 0, 3)).toEqual(three);
    expect(three[1]?.data).not.toEqual(three[0]?.data);
    expect((await generate(trainer, 10, 0, 1))[0]?.data).not.toEqual(three[0]?.data);
    for (const { data, ...shape } of three) {
      expect(shape).toMatchObject({ width: 72, height: 72, channels: 3, dtype: 'uint8' });
      for (let i = 0; i < data.length; i += 3) {
        expect(blackAndClasses).toContain(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
      }
    }
    trainer.dispose();
  });

  it('come nearer to real ones in their classes’ areas by training', async () => {
    const own = { patchSize: 64, generatorChannels: 4, discriminatorChannels: 4, averageDecay: 0 };
    const trainer = await trainerOf({ ...own, discriminator: 'patch-16', epochs: 1000, stepLimit: 240 });
    const difference = async () => (await trainer.validation?.score())?.['areaDifference'] ?? NaN;
    const before = await difference();
    const later: number[] = [];
    for (let step = 0; step < 240; step += 1) {
      await trainer.step(step);
      if (step % 60 === 59) later.push(await difference());
    }
    // The two networks chase each other: the best checkpoint is what a run keeps.
    expect(Math.min(...later)).toBeLessThan(0.5 * before);
    trainer.dispose();
  });

  it('are scored without any change of the training', async () => {
    const [scored, plain] = [await trainerOf(), await trainerOf()];
    const first = await scored.validation?.score();
    expect(await scored.validation?.score()).toEqual(first);
    expect(await scored.step(0)).toEqual(await plain.step(0));
    expect(Object.keys(first ?? {})).toEqual(['pcaDistance', 'areaDifference']);
    for (const trainer of [scored, plain]) trainer.dispose();
  });

  it('end when the caller cancels', async () => {
    const trainer = await trainerOf();
    const cancelled = trainer.generate?.({ seed: 1, from: 0, count: 2 }, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    trainer.dispose();
  });

  it('refuse an image to translate and say what to use', async () => {
    const { input } = await makeTinyPairs().load('disc 0');
    const [trainer, generator] = [
      await trainerOf(),
      await emMasks.createGenerator({ parameters: {}, seed: 1 }),
    ];
    for (const maker of [trainer, generator]) {
      await expect(maker.translate(input)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('generate with it instead of applying it'),
      });
      maker.dispose();
    }
  });
});

describe('what the recipe refuses', () => {
  it('is pairs of pictures', async () => {
    await expect(trainerOf({}, makeTinyPairs())).rejects.toThrow(/class maps.*masks and images/);
  });

  it('is masks smaller than a patch, naming the item', async () => {
    await expect(trainerOf({ patchSize: 96 })).rejects.toThrow(/mask 0 has 80 x 80.*at most 80 px/);
  });

  it('is classes of one colour', async () => {
    const { data, ...rest } = makeTinyMasks();
    if (!data) throw new Error('The tiny masks have data.');
    const alike = tinyClasses.map(({ name }) => ({ name, colour: [9, 9, 9] as [number, number, number] }));
    const feed = { ...rest, data: { ...data, dataset: { ...data.dataset, classes: alike } } };
    await expect(trainerOf({}, feed)).rejects.toThrow(/same colour/);
  });

  it('is a side that the generator cannot make', async () => {
    await expect(trainerOf({ side: 100 })).rejects.toThrow(/side/);
  });
});
