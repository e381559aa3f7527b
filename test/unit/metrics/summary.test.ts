import { expect, it } from 'vitest';
import { summarise } from '../../../electron/engine/metrics/summary.ts';

it('gives mean and sample standard deviation', () => {
  const { n, mean, sd, leftOut } = summarise([2, 4, 4, 4, 5, 5, 7, 9]);
  expect({ n, mean, leftOut }).toEqual({ n: 8, mean: 5, leftOut: 0 });
  expect(sd).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

it('leaves out what is not finite, and counts it', () => {
  expect(summarise([30, Infinity, 34, NaN])).toEqual({ n: 2, mean: 32, sd: Math.sqrt(8), leftOut: 2 });
});

it('one value has no standard deviation, none has no mean', () => {
  expect(summarise([3])).toEqual({ n: 1, mean: 3, sd: NaN, leftOut: 0 });
  expect(summarise([])).toEqual({ n: 0, mean: NaN, sd: NaN, leftOut: 0 });
});
