import { describe, expect, it } from 'vitest';
import { LinearityFit } from '../../../electron/engine/metrics/linearity.ts';

function fitOf(...images: [number[], number[]][]) {
  const line = new LinearityFit();
  for (const [x, y] of images) line.add(x, y);
  return line.fit();
}

describe('linearity', () => {
  it('finds the line that pixels lie on, over several images', () => {
    const fit = fitOf([[0, 1, 2], [5, 7, 9]], [[10, 20], [25, 45]]); // prettier-ignore
    expect(fit).toMatchObject({ n: 5 });
    expect(fit?.slope).toBeCloseTo(2, 12);
    expect(fit?.intercept).toBeCloseTo(5, 12);
    expect(fit?.r2).toBeCloseTo(1, 12);
    expect(fit?.residual).toBeCloseTo(0, 6);
  });

  it('leaves out what is not finite', () => {
    expect(fitOf([[0, NaN, 1, 2], [0, 1, Infinity, 2]])).toMatchObject({ n: 2, slope: 1 }); // prettier-ignore
  });

  it('has no line through a constant truth, and no R² of a constant output', () => {
    expect(fitOf([[3, 3], [1, 2]])).toBeNull(); // prettier-ignore
    expect(fitOf()).toBeNull();
    expect(fitOf([[1, 2], [3, 3]])).toMatchObject({ slope: 0, intercept: 3, r2: NaN, residual: 0 }); // prettier-ignore
  });

  it('refuses lists of different length', () => {
    expect(() => fitOf([[1], [1, 2]])).toThrow(RangeError); // prettier-ignore
  });
});
