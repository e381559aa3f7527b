import { describe, expect, it } from 'vitest';
import { comparableInput } from '../../../electron/engine/imaging/comparable-input.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function raster(
  values: number[],
  channels: 1 | 3 = 1,
  dtype: 'uint8' | 'uint16' | 'float32' = 'float32',
): Raster {
  const types = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
  const data = types[dtype].from(values);
  return { width: values.length / channels, height: 1, channels, dtype, data, notes: [] };
}

const truth = raster([3, 9, 4, 100, 27, 55, 81, 12]);

describe('an input that is scored', () => {
  it('is the truth where it differs by gain and offset', () => {
    const dim = raster(Array.from(truth.data, (value) => (value - 5) / 8));
    const { data } = comparableInput(dim, truth, 'least-squares');
    data.forEach((value: number, i: number) => expect(value).toBeCloseTo(truth.data[i] as number, 4));
  });

  it('has the least error that gain and offset can give, as the normal equations say', () => {
    const noisy = raster([1, 5, 3, 40, 22, 20, 50, 0]);
    const { data } = comparableInput(noisy, truth, 'least-squares');
    const residuals = Array.from(data, (value, i) => value - (truth.data[i] as number));
    const against = (weights: ArrayLike<number>): number =>
      residuals.reduce((sum, residual, i) => sum + residual * (weights[i] as number), 0);
    expect(against(residuals.map(() => 1))).toBeCloseTo(0, 3);
    expect(against(noisy.data)).toBeCloseTo(0, 2);
  });

  it('is not turned into its negative: an inverse image becomes the mean', () => {
    const inverse = raster(Array.from(truth.data, (value) => -value));
    const mean = Array.from(truth.data).reduce((sum, value) => sum + value, 0) / truth.data.length;
    for (const value of comparableInput(inverse, truth, 'least-squares').data)
      expect(value).toBeCloseTo(mean, 4);
  });

  it('reaches from the truth’s percentile 1 to 99.8, and has its type', () => {
    const values = Array.from({ length: 1001 }, (_, i) => i);
    const deep = raster(
      values.map((value) => 200 + 40 * value),
      1,
      'uint16',
    );
    const { data, dtype } = comparableInput(raster(values), deep, 'percentiles');
    expect(dtype).toBe('uint16');
    expect([data[10], data[998]]).toEqual([600, 40_120]);
    const eight = comparableInput(
      raster(values),
      raster(
        values.map((v) => v % 256),
        1,
        'uint8',
      ),
      'percentiles',
    );
    expect(eight.data.at(-1)).toBe(255);
  });

  it('has the truth’s channels: the mean of colours, or grey in all three', () => {
    const colours = raster([0, 3, 6, 9, 9, 9, 30, 30, 0], 3);
    expect(comparableInput(colours, raster([3, 9, 20]), 'least-squares').data).toEqual(
      Float32Array.of(3, 9, 20),
    );
    const grey = raster([1, 2, 4]);
    const onColours = comparableInput(grey, raster([2, 2, 2, 4, 4, 4, 8, 8, 8], 3), 'least-squares');
    expect(onColours).toMatchObject({ channels: 3, width: 3 });
    expect(Array.from(onColours.data)).toEqual([2, 2, 2, 4, 4, 4, 8, 8, 8]);
  });

  it('is refused where sizes differ', () => {
    expect(() => comparableInput(raster([1, 2]), truth, 'percentiles')).toThrow(RangeError);
  });
});
