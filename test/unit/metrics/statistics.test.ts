import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../../electron/engine/metrics/bootstrap.ts';
import { holm } from '../../../electron/engine/metrics/holm.ts';
import { normalTail } from '../../../electron/engine/metrics/normal-distribution.ts';
import { wilcoxon } from '../../../electron/engine/metrics/wilcoxon.ts';

describe('bootstrap interval', () => {
  const values = [30.1, 28.4, 31.7, 29.9, 33.2, 27.5, 30.8, 29.1];

  it('holds the mean, is the same for the same seed, and another for another', () => {
    const interval = bootstrapInterval(values, { seed: 3 });
    expect(interval).toEqual(bootstrapInterval(values, { seed: 3 }));
    expect(interval).not.toEqual(bootstrapInterval(values, { seed: 4 }));
    expect(interval?.low).toBeLessThan(30.0875);
    expect(interval?.high).toBeGreaterThan(30.0875);
  });

  it('is wider for more confidence', () => {
    const width = (confidence: number) => {
      const { low, high } = bootstrapInterval(values, { confidence }) ?? { low: NaN, high: NaN };
      return high - low;
    };
    expect(width(0.99)).toBeGreaterThan(width(0.9));
  });

  it('of equal values has no width; one value, none, and infinite ones have no interval', () => {
    expect(bootstrapInterval([5, 5, 5])).toEqual({ low: 5, high: 5 });
    expect(bootstrapInterval([5])).toBeNull();
    expect(bootstrapInterval([])).toBeNull();
    expect(bootstrapInterval([5, Infinity])).toBeNull();
  });
});

describe('Wilcoxon signed rank', () => {
  it('of n differences of one sign has p = 2 / 2^n and effect size 1 or -1', () => {
    const up = wilcoxon([1, 2, 3, 4, 5]);
    expect(up).toMatchObject({ n: 5, wPlus: 15, wMinus: 0, p: 2 / 32, rankBiserial: 1, method: 'exact' });
    expect(wilcoxon([-1, -2, -3, -4, -5])).toMatchObject({ p: 2 / 32, rankBiserial: -1 });
  });

  it('shares ranks between equal sizes and counts exactly: 1, 1, -1, 2', () => {
    // Ranks 2, 2, 2, 4: of the 16 sums 0 2 2 2 4 4 4 4 6 6 6 6 8 8 8 10 four are 2 or less.
    expect(wilcoxon([1, 1, -1, 2])).toMatchObject({ wPlus: 8, wMinus: 2, p: (2 * 4) / 16 });
  });

  it('leaves out pairs that are equal, and says how many', () => {
    expect(wilcoxon([0, 1, 2, 0, 3])).toMatchObject({ n: 3, zeros: 2, p: 0.25 });
  });

  it('has p = 1 where nothing differs, and where one difference is all there is', () => {
    expect(wilcoxon([0, 0])).toMatchObject({ n: 0, zeros: 2, p: 1, rankBiserial: 0 });
    expect(wilcoxon([])).toMatchObject({ n: 0, p: 1 });
    expect(wilcoxon([4])).toMatchObject({ n: 1, p: 1, rankBiserial: 1 });
  });

  it('refuses what is not a number', () => {
    expect(() => wilcoxon([1, NaN])).toThrow(RangeError);
  });
});

describe('Holm', () => {
  it('multiplies by the number of comparisons left, never falling and never above 1', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.4, 0.9])).toEqual([0.8, 0.9]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  it('does not count comparisons that could not be made', () => {
    expect(holm([0.02, null, 0.5])).toEqual([0.04, null, 0.5]);
    expect(holm([])).toEqual([]);
  });
});

describe('normal tail', () => {
  it('has its textbook values', () => {
    expect(normalTail(0)).toBe(0.5);
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 14);
    expect(() => normalTail(-1)).toThrow(RangeError);
  });

  it('has no step where series and continued fraction meet', () => {
    const [below, above] = [normalTail(3 - 1e-12), normalTail(3)];
    expect(below / above).toBeCloseTo(1, 10);
  });
});
