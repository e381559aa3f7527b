import { describe, expect, it } from 'vitest';
import type { LearningRateSchedule } from '../../../electron/engine/training/schedule.ts';
import { learningRateFactor } from '../../../electron/engine/training/schedule.ts';

const factors = (schedule: LearningRateSchedule, total: number): number[] =>
  Array.from({ length: total + 1 }, (_, step) => learningRateFactor(schedule, step, total));

describe('learning rate schedules', () => {
  it('can be constant', () => {
    expect(new Set(factors('constant', 50))).toEqual(new Set([1]));
  });

  it.each(['linear', 'cosine'] as const)(
    '%s rises over a hundred steps and then falls to zero',
    (schedule) => {
      const values = factors(schedule, 2000);
      expect(values[0]).toBeCloseTo(0.01, 6);
      for (let step = 1; step < 90; step += 1)
        expect(values[step]).toBeGreaterThan(values[step - 1] as number);
      for (let step = 101; step <= 2000; step += 1)
        expect(values[step]).toBeLessThan(values[step - 1] as number);
      expect(Math.max(...values)).toBeGreaterThan(0.94);
      expect(values[1000]).toBeCloseTo(0.5, 3);
      expect(values[2000]).toBeCloseTo(0, 12);
    },
  );

  it('steps falls to a tenth after a half and to a hundredth after three quarters', () => {
    const values = factors('steps', 2000);
    expect(values[0]).toBeCloseTo(0.01, 6);
    expect([100, 999, 1000, 1499, 1500, 2000].map((step) => values[step])).toEqual([
      1, 1, 0.1, 0.1, 0.01, 0.01,
    ]);
  });

  it('restarts falls to zero three times, each time over twice as many steps', () => {
    const values = factors('restarts', 7000);
    for (const end of [999, 2999, 6999]) expect(values[end]).toBeLessThan(1e-3);
    for (const start of [1000, 3000]) expect(values[start]).toBe(1);
    for (const half of [500, 2000, 5000]) expect(values[half]).toBeCloseTo(0.5, 6);
    expect(values[7000]).toBeCloseTo(0, 12);
  });

  it('rises within a tenth of a short run', () => {
    const values = factors('linear', 20);
    expect(values[0]).toBeCloseTo(0.5, 6);
    expect(values[1]).toBeCloseTo(0.95, 6);
  });
});
