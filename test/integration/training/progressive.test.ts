import { beforeAll, describe, expect, it } from 'vitest';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import { progressiveLiveCell as recipe } from '../../../electron/engine/recipes/progressive-live-cell.ts';
import { progressiveSchema } from '../../../electron/engine/recipes/progressive-live-cell/parameters.ts';
import { planRun } from '../../../electron/engine/recipes/progressive-live-cell/schedule.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';

const tiny: Parameters = {
  resolution: 16,
  fadeImages: 8,
  stableImages: 8,
  pretrainImages: 8,
  batchSize: 2,
  largestBatch: 4,
  finestChannels: 4,
  maximumChannels: 8,
  flips: true,
};
const schedule = planRun(progressiveSchema.parse(tiny));
const growths = Array.from({ length: schedule.totalSteps }, (_, step) => step).filter(
  (step) => schedule.at(step).grows,
);
const feed = () => makeTinyPairs({ channels: 1, sizes: [[30, 24], [17, 25], [32, 32], [21, 16], [40, 23]] }); // prettier-ignore
const create = (given: Parameters = {}): Promise<Trainer> =>
  recipe.createTrainer({ parameters: { ...tiny, ...given }, seed: 3, feed: feed() });

beforeAll(async () => {
  await loadTensorFlow();
});

describe('a progressive run', () => {
  it('goes on bit by bit from a growth and from within a fade', async () => {
    const whole = await create();
    const states: Map<string, Float32Array>[] = [];
    const losses: Record<string, number>[] = [];
    for (let step = 0; step < whole.totalSteps; step += 1) {
      states.push(whole.export());
      losses.push(await whole.step(step));
    }
    const end = whole.export();
    whole.dispose();
    expect(growths).toHaveLength(2);
    for (const start of [growths[0] as number, (growths[1] as number) + 1]) {
      const resumed = await create();
      resumed.import(states[start] as Map<string, Float32Array>);
      for (let step = start; step < resumed.totalSteps; step += 1) {
        expect(await resumed.step(step), `step ${step}, resumed at ${start}`).toEqual(losses[step]);
      }
      expect(resumed.export()).toEqual(end);
      resumed.dispose();
    }
  });

  it('trains the generator alone before the critic, and begins Adam anew at a growth', async () => {
    const trainer = await create();
    const first = await trainer.step(0);
    expect(Object.keys(first)).toEqual(['generator', 'content']);
    const start = trainer.export();
    for (let step = 1; step < (growths[0] as number); step += 1) await trainer.step(step);
    const before = trainer.export();
    const changed = (name: string): boolean => !equal(before.get(name), start.get(name));
    expect(changed('critic/4/from-image/kernel')).toBe(true);
    expect(changed('critic/16/from-image/kernel')).toBe(false);
    const power = (variables: Map<string, Float32Array>): number =>
      variables.get('adam/generator/beta2-power')?.[0] ?? NaN;
    expect(power(before)).toBeCloseTo(0.99 ** ((growths[0] as number) + 1), 4);
    const losses = await trainer.step(growths[0] as number);
    expect(power(trainer.export())).toBeCloseTo(0.99 ** 2, 5);
    expect(Object.keys(losses)).toContain('gradientPenalty');
    trainer.dispose();
  });

  it('shows results of the side it has grown to, then of the full one', async () => {
    const trainer = await create();
    const { input } = await feed().load('disc 2');
    await trainer.step(0);
    // At 4 px a square of 16 px is made of blocks of four; blending adds their weighted means.
    const small = await trainer.translate({
      ...input,
      width: 16,
      height: 16,
      data: input.data.slice(0, 256),
    });
    for (let y = 0; y < 16; y += 1) {
      for (let x = 0; x < 16; x += 1) {
        const block = 16 * (y - (y % 4)) + x - (x % 4);
        expect(small.data[16 * y + x]).toBe(small.data[block]);
      }
    }
    for (let step = 1; step < trainer.totalSteps; step += 1) await trainer.step(step);
    const grown = await trainer.translate({
      ...input,
      width: 16,
      height: 16,
      data: input.data.slice(0, 256),
    });
    const pairs = Array.from({ length: 128 }, (_, i) => [grown.data[2 * i], grown.data[2 * i + 1]]);
    expect(pairs.some(([a, b]) => a !== b)).toBe(true);
    trainer.dispose();
  });

  it('is cancelled between tiles and refuses images smaller than the networks before it trains', async () => {
    const trainer = await create({ resolution: 16 });
    const { input } = await feed().load('disc 2');
    const controller = new AbortController();
    controller.abort();
    await expect(trainer.translate(input, { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    trainer.dispose();
    await expect(create({ resolution: 32 })).rejects.toThrow(/disc 0 has 30 x 24 pixels.*32/);
  });
});

const equal = (a: Float32Array | undefined, b: Float32Array | undefined): boolean =>
  a !== undefined && b !== undefined && a.every((value, i) => value === b[i]);
