import { describe, expect, it } from 'vitest';
import { errorLimit, errorMap } from '../../../electron/engine/imaging/error-map.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function raster(values: number[], channels: 1 | 3 = 1): Raster {
  const width = values.length / channels;
  return { width, height: 1, channels, dtype: 'uint8', data: Uint8Array.from(values), notes: [] };
}

describe('an error map', () => {
  it('is the result less the truth, below zero too', () => {
    const map = errorMap(raster([10, 20, 30]), raster([12, 20, 25]));
    expect(map).toMatchObject({ width: 3, height: 1, channels: 1, dtype: 'float32' });
    expect([...map.data]).toEqual([-2, 0, 5]);
  });

  it('is the mean over the colours', () => {
    const map = errorMap(raster([3, 6, 0, 10, 10, 10], 3), raster([0, 0, 0, 13, 13, 13], 3));
    expect([...map.data]).toEqual([3, -3]);
  });

  it('refuses images of different shape', () => {
    expect(() => errorMap(raster([1, 2]), raster([1, 2, 3]))).toThrow(RangeError);
    expect(() => errorMap(raster([1, 2, 3]), raster([1, 2, 3], 3))).toThrow(RangeError);
  });

  it('has a scale that reaches over all maps but for stray pixels', () => {
    const even = errorMap(raster(Array.from({ length: 200 }, () => 7)), raster(new Array(200).fill(0)));
    const odd = errorMap(raster([0, ...new Array(799).fill(3)]), raster([255, ...new Array(799).fill(0)]));
    expect(errorLimit([even, odd])).toBe(7);
    expect(errorLimit([odd])).toBe(3);
    expect(errorLimit([])).toBe(0);
  });
});
