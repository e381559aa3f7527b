import { describe, expect, it } from 'vitest';
import { runOptionsSchema } from '../../../electron/contract/documents.ts';
import type { RunRecord, Scores, ValidationPoint } from '../../../electron/contract/documents.ts';
import {
  chooseImages,
  createValidation,
  requireValidation,
  validatedUntil,
} from '../../../electron/engine/handlers/runs/validation.ts';
import { psnr } from '../../../electron/engine/metrics/psnr.ts';
import type { PairFeed } from '../../../electron/engine/recipes/recipe.ts';
import type { Checkpoint } from '../../../electron/engine/training/checkpoint.ts';
import { FakeTrainer } from '../training/fake-trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';

const options = (given: object = {}) => runOptionsSchema.parse(given);
const withValidation = (ids: string[], side = 32): PairFeed => ({
  ...makeTinyPairs(),
  ids: (split) => (split === 'validation' ? ids : []),
  size: () => ({ width: side, height: side }),
});
const names = Array.from({ length: 40 }, (_, i) => `image ${i}`);

describe('the images of a validation', () => {
  it('are the same for the same seed, some others for another, and never more than asked for', () => {
    const feed = withValidation(names);
    const chosen = chooseImages(feed, 8, 3);
    expect(new Set(chosen).size).toBe(8);
    expect(chooseImages(feed, 8, 3)).toEqual(chosen);
    expect(chooseImages(feed, 8, 4)).not.toEqual(chosen);
    expect(chooseImages(feed, 100, 3).toSorted()).toEqual(names.toSorted());
  });

  it('are fewer where they are large, and at least one', () => {
    expect(chooseImages(withValidation(names, 1024), 8, 3)).toHaveLength(3);
    expect(chooseImages(withValidation(names, 9000), 8, 3)).toHaveLength(1);
    expect(chooseImages(withValidation([]), 8, 3)).toEqual([]);
  });
});

/** A trainer whose results are as good as its weight says: 1 gives the truth, 0 the input. */
class BlendingTrainer extends FakeTrainer {
  override readonly translate = (async (input: { data: Uint8Array; width: number }) => {
    const { truth } = await makeTinyPairs().load('disc 4');
    const data = Uint8Array.from(input.data, (value, i) =>
      Math.round(value + this.weight * ((truth.data[i] as number) - value)),
    );
    return { ...truth, data };
  }) as unknown as FakeTrainer['translate'];
}

async function setUp(given: object = {}, before: RunRecord['validation'] = null) {
  const trainer = new BlendingTrainer(100);
  const kept: number[] = [];
  const told: { point: ValidationPoint; best: number | undefined; known: number[] }[] = [];
  const inputs: Scores[] = [];
  const validation = await createValidation({
    options: options(given),
    seed: 1,
    feed: makeTinyPairs(),
    trainer,
    before,
    keepBest: async (checkpoint) => void kept.push(checkpoint.step),
    onValidated: async (point, { best, validation: all }) => {
      inputs.push(all?.input ?? {});
      told.push({ point, best: best?.step, known: all?.points.map(({ step }) => step) ?? [] });
    },
  });
  const at = async (step: number, weight: number) => {
    trainer.weight = weight;
    const capture = (): Checkpoint => ({ step, seed: 1, seconds: 0, variables: trainer.export() });
    return validation?.validate(step, capture);
  };
  return { validation, kept, told, inputs, at };
}

describe('validation during training', () => {
  it('scores held-out pairs, keeps the best checkpoint, and ends when patience has run out', async () => {
    const { validation, kept, told, at } = await setUp({ patience: 2 });
    expect(validation?.everySteps).toBe(5);
    expect(await at(5, 0.2)).toBeNull();
    expect(await at(10, 0.8)).toBeNull();
    expect(await at(15, 0.5)).toBeNull();
    expect(await at(20, 0.6)).toMatch(
      /^Ended early at step 20: the last 2 validations .* at step 10, is kept/,
    );
    expect(kept).toEqual([5, 10]);
    expect(told.map(({ best }) => best)).toEqual([5, 10, 10, 10]);
    const { input, truth } = await makeTinyPairs().load('disc 4');
    const scores = told.map(({ point }) => point.scores['psnr'] ?? NaN);
    const { width, height, channels } = truth;
    const own = psnr(input.data, truth.data, { width, height, channels, dataRange: 255 });
    expect(scores[0]).toBeGreaterThan(own);
    expect(scores.toSorted((a, b) => a - b)).toEqual([scores[0], scores[2], scores[3], scores[1]]);
    expect(told[0]?.point.scores).toHaveProperty('ssim');
  });

  it('follows the interval and the score that are asked for', async () => {
    const { validation, told, at } = await setUp({ validateEvery: 7, bestBy: 'ssim' });
    expect(validation?.everySteps).toBe(7);
    await at(7, 0.5);
    expect(told[0]?.best).toBe(7);
  });

  it('goes on from what was validated up to a checkpoint', () => {
    const points = [10, 20, 30].map((step) => ({ step, scores: { psnr: step } }));
    const validation = { images: ['a'], input: { psnr: 5 }, points };
    const best = { step: 30, metric: 'psnr', value: 30 };
    expect(validatedUntil({ validation, best }, 20)).toEqual({
      validation: { ...validation, points: points.slice(0, 2) },
      best: null,
    });
    expect(validatedUntil({ validation, best }, 30)).toEqual({ validation, best });
    expect(validatedUntil({ validation: null, best: null }, 30)).toEqual({ validation: null, best: null });
  });

  it('leaves out points of another data range when a run goes on, as they would win for ever', async () => {
    const first = await setUp();
    await first.at(5, 0.2);
    const input = first.inputs[0] ?? {};
    // Over 65535 instead of 255 the same images have 48 dB more.
    const shifted = (scores: Scores): Scores => ({ ...scores, psnr: (scores['psnr'] ?? NaN) + 48.2 });
    const points = first.told.map(({ point }) => point);
    const older = points.map(({ step, scores }) => ({ step, scores: shifted(scores) }));
    const images = ['disc 4'];

    const resumed = await setUp({}, { images, input: shifted(input), points: older });
    await resumed.at(10, 0.8);
    expect(resumed.told).toMatchObject([{ best: 10, known: [10] }]);
    expect(resumed.inputs).toEqual([input]);

    const same = await setUp({}, { images, input, points });
    await same.at(10, 0.1);
    expect(same.told).toMatchObject([{ best: 5, known: [5, 10] }]);
    expect(same.kept).toEqual([]);
  });

  it('is refused before a run begins where there is no such score or nothing is held out', () => {
    const trainer = new FakeTrainer(10);
    const [some, none] = [withValidation(names), withValidation([])];
    expect(() => requireValidation(options({ bestBy: 'beauty' }), some, trainer)).toThrow(
      /no score “beauty” .*there are: psnr, ssim/,
    );
    expect(() => requireValidation(options({ patience: 3 }), none, trainer)).toThrow(/no validation images/);
    expect(() => requireValidation(options(), none, trainer)).not.toThrow();
    expect(() => requireValidation(options({ bestBy: 'ssim', patience: 3 }), some, trainer)).not.toThrow();
  });

  it('takes the scores of a recipe that has its own', async () => {
    const trainer = Object.assign(new FakeTrainer(100), {
      validation: {
        criteria: [{ id: 'distance', label: 'energy distance', better: 'lower' as const }],
        score: async () => ({ distance: trainer.weight }),
      },
    });
    const kept: number[] = [];
    const validation = await createValidation({
      options: options(),
      seed: 1,
      feed: withValidation([]),
      trainer,
      before: null,
      keepBest: async ({ step }) => void kept.push(step),
      onValidated: async () => {},
    });
    for (const [step, weight] of [
      [5, 3],
      [10, 2],
      [15, 4],
    ] as const) {
      // prettier-ignore
      trainer.weight = weight;
      await validation?.validate(step, () => ({ step, seed: 1, seconds: 0, variables: new Map() }));
    }
    expect(kept).toEqual([5, 10]);
    expect(() => requireValidation(options({ bestBy: 'psnr' }), withValidation([]), trainer)).toThrow(
      /distance/,
    );
  });
});
