import { expect, it } from 'vitest';
import { quantile, robustSpread } from '../../../electron/engine/metrics/robust-spread.ts';
import { normalNumbers } from '../../support/spot-image.ts';

it('gives median and spread, whatever a few values do', () => {
  expect(robustSpread([1, 2, 3, 4, 1000])).toEqual({ median: 3, sd: 1.482602218505602 });
  expect(robustSpread([4, NaN, 2, Infinity]).median).toBe(3);
  expect(robustSpread(new Uint8Array(10).fill(7))).toEqual({ median: 7, sd: 0 });
  expect(robustSpread([])).toEqual({ median: NaN, sd: NaN });
});

it('leaves its argument as it was, and thins out long ones', () => {
  const normal = normalNumbers(1);
  const values = Float64Array.from({ length: 200_000 }, () => 5 + 2 * normal());
  const before = values.slice(0, 5);
  const { median, sd } = robustSpread(values);
  expect(median).toBeCloseTo(5, 1);
  expect(Math.abs(sd / 2 - 1)).toBeLessThan(0.015);
  expect(values.slice(0, 5)).toEqual(before);
});

it('interpolates quantiles as NumPy does', () => {
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(quantile([4, 1, 3, 2], 1)).toBe(4);
  expect(quantile([], 0.5)).toBeNaN();
});
