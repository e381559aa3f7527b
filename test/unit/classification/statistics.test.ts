import { describe, expect, it } from 'vitest';
import { meanInterval, scoreIntervals } from '../../../electron/engine/classification/intervals.ts';
import { mcnemar } from '../../../electron/engine/classification/mcnemar.ts';

describe('McNemar’s exact test', () => {
  // python: [scipy.stats.binomtest(min(b, c), b + c).pvalue for b, c in …]
  it.each([
    [0, 0, 1],
    [5, 0, 0.0625],
    [1, 9, 0.021484375],
    [10, 10, 1],
    [40, 62, 0.03706676743856045],
    [900, 1100, 8.457089535503812e-6],
  ])('of %i and %i equals scipy’s binomtest', (b, c, expected) => {
    expect(mcnemar(b, c) / expected).toBeCloseTo(1, 8);
    expect(mcnemar(c, b)).toBe(mcnemar(b, c));
  });
});

describe('bootstrap intervals over groups', () => {
  it('of independent images lie where the binomial ones do', () => {
    // 400 images, 90 % right: 0.9 ± 1.96 sqrt(0.9 × 0.1 / 400) = 0.871 to 0.929.
    const scored = Array.from({ length: 400 }, (_, i) => ({ group: i, truth: i % 2, predicted: i % 10 === 0 ? 1 - (i % 2) : i % 2 })); // prettier-ignore
    const { accuracy } = scoreIntervals(scored, 2, 1);
    expect(accuracy?.[0]).toBeCloseTo(0.8706, 2);
    expect(accuracy?.[1]).toBeCloseTo(0.9294, 2);
  });

  it('are wider where the images of a group are right or wrong together', () => {
    const values = Array.from({ length: 400 }, (_, i) => ({ group: i, value: i % 4 === 0 ? 1 : 0 }));
    const grouped = values.map(({ value }, i) => ({ group: Math.floor(i / 4) % 100, value: value && 1 }));
    // The same mean; in groups of four that hold one right image each there is nothing left to chance.
    expect(meanInterval(grouped, 1)).toEqual([0.25, 0.25]);
    const clumped = values.map((_, i) => ({ group: i >> 3, value: (i >> 3) % 4 === 0 ? 1 : 0 }));
    const width = (interval: [number, number] | null) => (interval?.[1] ?? 0) - (interval?.[0] ?? 0);
    expect(width(meanInterval(clumped, 1))).toBeGreaterThan(2 * width(meanInterval(values, 1)));
  });

  it('are null without images', () => {
    expect(meanInterval([], 1)).toBeNull();
    expect(scoreIntervals([], 2, 1).kappa).toBeNull();
  });
});
