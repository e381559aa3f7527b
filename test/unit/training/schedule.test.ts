import { describe, expect, it } from 'vitest';
import { learningRateFactor } from '../../../electron/engine/training/schedule.ts';

const factors = (schedule: 'constant' | 'linear' | 'cosine', total: number): number[] =>
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

  it('rises within a tenth of a short run', () => {
    const values = factors('linear', 20);
    expect(values[0]).toBeCloseTo(0.5, 6);
    expect(values[1]).toBeCloseTo(0.95, 6);
  });
});
