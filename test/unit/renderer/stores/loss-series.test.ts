import { describe, expect, it } from 'vitest';
import { LossSeries, smooth } from '../../../../renderer/stores/loss-series.ts';

const point = (step: number, values: Record<string, number>) => ({ step, values });

describe('a series of losses', () => {
  it('grows by name; a loss that joins late or is left out has gaps', () => {
    const series = new LossSeries();
    series.append([point(0, { content: 1 }), point(1, { content: 2, critic: 9 })]);
    series.append([point(2, { critic: 8 })]);
    expect(series.steps).toEqual([0, 1, 2]);
    expect(series.byName.get('content')).toEqual([1, 2, NaN]);
    expect(series.byName.get('critic')).toEqual([NaN, 9, 8]);
  });

  it('rolls back where a resumed run takes steps again', () => {
    const series = new LossSeries();
    series.append([0, 1, 2, 3, 4].map((step) => point(step, { content: step })));
    series.append([point(2, { content: 20 }), point(3, { content: 30 })]);
    expect(series.steps).toEqual([0, 1, 2, 3]);
    expect(series.byName.get('content')).toEqual([0, 1, 20, 30]);
  });
});

describe('smoothing', () => {
  it('leaves a constant as it is from the first value on', () => {
    for (const value of smooth([3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
  });

  it('is the weighted mean of the values so far', () => {
    const [, second] = smooth([1, 2], 0.5);
    expect(second).toBeCloseTo((0.5 * 1 + 1 * 2) / 1.5, 12);
  });

  it('keeps gaps', () => {
    const [first, gap, last] = smooth([4, NaN, 4], 0.9);
    expect([first, last]).toEqual([4, 4]);
    expect(gap).toBeNaN();
  });
});
