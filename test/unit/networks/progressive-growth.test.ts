import { describe, expect, it } from 'vitest';
import {
  growthAt,
  planGrowth,
  publishedBatchSizes,
} from '../../../electron/engine/networks/progressive/growth.ts';

const settings = { resolution: 16, fadeImages: 12, stableImages: 8, batchSizes: [8, 4, 3] };

describe('the growth of progressive networks', () => {
  it('shows every stage its images, in steps of its batch size, without a fade at the first', () => {
    expect(planGrowth(settings)).toEqual({
      stages: [
        { stage: 0, resolution: 4, batchSize: 8, firstStep: 0, fadeSteps: 0, stableSteps: 1 },
        { stage: 1, resolution: 8, batchSize: 4, firstStep: 1, fadeSteps: 3, stableSteps: 2 },
        { stage: 2, resolution: 16, batchSize: 3, firstStep: 6, fadeSteps: 4, stableSteps: 3 },
      ],
      totalSteps: 13,
    });
  });

  it('fades the newest blocks in evenly, never at 0, and then leaves them at 1', () => {
    const plan = planGrowth(settings);
    const steps = Array.from({ length: plan.totalSteps }, (_, step) => growthAt(plan, step));
    expect(steps.map(({ stage }) => stage)).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
    const expected = [1, 1 / 4, 2 / 4, 3 / 4, 1, 1, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1, 1, 1];
    expect(steps.map(({ alpha }) => alpha)).toEqual(expected);
    expect(steps.map(({ fading, alpha }) => fading === alpha < 1)).not.toContain(false);
    expect(steps.flatMap(({ grows }, step) => (grows ? [step] : []))).toEqual([1, 6]);
  });

  it('stays fully grown after its last step', () => {
    const plan = planGrowth(settings);
    expect(growthAt(plan, plan.totalSteps + 5)).toMatchObject({ stage: 2, alpha: 1, fading: false });
  });

  it('has a batch size for each of the seven stages from 4 to 256 px as published', () => {
    const images = { fadeImages: 600_000, stableImages: 600_000 };
    const { stages } = planGrowth({ resolution: 256, ...images, batchSizes: publishedBatchSizes });
    expect(stages.map(({ resolution }) => resolution)).toEqual([4, 8, 16, 32, 64, 128, 256]);
    expect(stages.map(({ batchSize }) => batchSize)).toEqual([128, 128, 128, 64, 32, 16, 8]);
    expect(stages.at(-1)).toMatchObject({ fadeSteps: 75_000, stableSteps: 75_000 });
  });

  it('can begin at a later stage, which then stands from the first step', () => {
    const plan = planGrowth({ ...settings, firstStage: 1 });
    expect(plan.stages.map(({ stage, fadeSteps }) => [stage, fadeSteps])).toEqual([[1, 0], [2, 4]]); // prettier-ignore
    expect(growthAt(plan, 0)).toMatchObject({ stage: 1, alpha: 1, grows: false });
  });

  it('refuses a stage without batch size, one without steps, and no stage at all', () => {
    expect(() => planGrowth({ ...settings, batchSizes: [8, 4] })).toThrow(/no batch size for 16 px/);
    expect(() => planGrowth({ ...settings, stableImages: 0 })).toThrow(/No step is planned for 4 px/);
    expect(() => planGrowth({ ...settings, firstStage: 3 })).toThrow(/no growth stage 3 up to 16 px/);
    expect(() => growthAt(planGrowth(settings), -1)).toThrow(RangeError);
  });
});
