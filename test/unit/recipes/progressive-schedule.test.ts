import { describe, expect, it } from 'vitest';
import { progressiveSchema } from '../../../electron/engine/recipes/progressive-live-cell/parameters.ts';
import { batchSizes, planRun } from '../../../electron/engine/recipes/progressive-live-cell/schedule.ts';
import { Blend, gridOf } from '../../../electron/engine/recipes/progressive-live-cell/tiles.ts';
import { publishedBatchSizes } from '../../../electron/engine/networks/progressive/growth.ts';

const small = progressiveSchema.parse({
  resolution: 16,
  fadeImages: 8,
  stableImages: 16,
  finalImages: 8,
  pretrainImages: 10,
  batchSize: 2,
  largestBatch: 4,
});

describe("a run's schedule", () => {
  it('has the published batches and stages as the paper preset', () => {
    const paper = progressiveSchema.parse({});
    expect(batchSizes(paper)).toEqual(publishedBatchSizes.slice(0, 6).concat(8));
    const schedule = planRun(paper);
    expect(schedule.at(0)).toMatchObject({ resolution: 4, batchSize: 128, adversarial: true });
    expect(schedule.at(schedule.totalSteps - 1)).toMatchObject({ resolution: 256, batchSize: 8, alpha: 1 });
    expect(schedule.totalImages).toBe(13 * 800_000);
  });

  it('shows images one after the other, none left out and none twice', () => {
    const schedule = planRun(small);
    let shown = 0;
    for (let step = 0; step < schedule.totalSteps; step += 1) {
      const at = schedule.at(step);
      expect(at.imagesBefore, `step ${step}`).toBe(shown);
      shown += at.batchSize;
    }
    expect(shown).toBe(schedule.totalImages);
    expect(shown).toBe(12 + 16 + (8 + 16) + (8 + 16 + 8));
  });

  it('has phases that follow each other, each of steps that are alike', () => {
    for (const parameters of [small, { ...small, pretrainImages: 0, stepLimit: 9 }]) {
      const { phases, totalSteps, at } = planRun(parameters);
      expect(phases.map(({ first }) => first)).toEqual(
        phases.map((_, i) => phases.slice(0, i).reduce((sum, { steps }) => sum + steps, 0)),
      );
      expect(phases.reduce((sum, { steps }) => sum + steps, 0)).toBe(totalSteps);
      for (const { first, steps, imagesPerStep, label } of phases) {
        const kinds = Array.from({ length: steps }, (_, i) => {
          const { resolution, fading, adversarial, batchSize } = at(first + i);
          expect(batchSize).toBe(imagesPerStep);
          return `${resolution} px${fading ? ' fading in' : ''}${adversarial ? '' : ' without the critic'}`;
        });
        expect(new Set(kinds)).toEqual(new Set([label]));
      }
    }
    expect(planRun(small).phases).toHaveLength(6);
  });

  it('begins without the critic, grows twice and ends fully grown', () => {
    const schedule = planRun(small);
    const all = Array.from({ length: schedule.totalSteps }, (_, step) => schedule.at(step));
    expect(all.map(({ adversarial }) => adversarial).indexOf(true)).toBe(3);
    expect(all.filter(({ grows }) => grows).map(({ resolution }) => resolution)).toEqual([8, 16]);
    expect(all.slice(0, 3).every(({ grows, fading }) => !grows && !fading)).toBe(true);
    expect(all.at(-1)).toMatchObject({ resolution: 16, fading: false });
    // The last stage: 8 images fade, 24 stand, two a step.
    expect(all.filter(({ resolution }) => resolution === 16)).toHaveLength(4 + 12);
  });

  it('ends at the step limit', () => {
    const schedule = planRun({ ...small, stepLimit: 5 });
    expect([schedule.totalSteps, schedule.totalImages]).toEqual([5, 20]);
  });
});

describe('the parameters', () => {
  it.each([
    [{ resolution: 96 }, /power of two/],
    [{ resolution: 32, firstResolution: 64 }, /cannot be above the resolution/],
    [{ lowPercentile: 50, highPercentile: 50 }, /above the low percentile/],
  ])('refuse %j', (given, message) => {
    expect(() => progressiveSchema.parse(given)).toThrow(message);
  });
});

describe('overlapping squares', () => {
  it.each([
    [16, 16],
    [17, 40],
    [64, 33],
  ])('cover %i x %i px with the overlap that was asked for and blend to what they hold', (width, height) => {
    const { side, places } = gridOf(width, height, 16, 8);
    const blend = new Blend(width, height, 1, side, 8);
    const value = (x: number, y: number): number => x + 100 * y;
    const columns = [...new Set(places.map(({ x }) => x))];
    columns.slice(1).forEach((x, i) => expect(x - (columns[i] as number)).toBeLessThanOrEqual(8));
    for (const place of places) {
      expect(place.x + side).toBeLessThanOrEqual(width);
      expect(place.y + side).toBeLessThanOrEqual(height);
      const tile = Float32Array.from({ length: side * side }, (_, i) =>
        value(place.x + (i % side), place.y + Math.floor(i / side)),
      );
      blend.add(place, tile);
    }
    blend
      .result()
      .forEach((found, i) => expect(found).toBeCloseTo(value(i % width, Math.floor(i / width)), 2));
  });

  it('change slowly from one to the next', () => {
    const { side, places } = gridOf(24, 16, 16, 8);
    const blend = new Blend(24, 16, 1, side, 8);
    places.forEach((place, i) => blend.add(place, new Float32Array(side * side).fill(i)));
    const row = blend.result().slice(0, 24);
    expect([row[0], row[23]]).toEqual([0, 1]);
    row.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(row[i] as number);
      expect(value - (row[i] as number)).toBeLessThan(0.2);
    });
  });
});
