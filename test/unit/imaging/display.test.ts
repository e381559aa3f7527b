import { describe, expect, it } from 'vitest';
import { percentileRange, toDisplay, valueRange } from '../../../electron/engine/imaging/display.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const row = (data: Raster['data'], dtype: Raster['dtype']): Raster => ({
  width: data.length,
  height: 1,
  channels: 1,
  dtype,
  data,
  notes: [],
});

describe('ranges', () => {
  it('leave out what is not finite', () => {
    const image = row(Float32Array.of(NaN, -2, 5, Infinity, 3), 'float32');
    expect(valueRange(image)).toEqual({ min: -2, max: 5 });
    expect(percentileRange(image, 0, 100)).toEqual({ min: -2, max: 5 });
  });

  it('of an image without a finite pixel are empty', () => {
    const image = row(Float32Array.of(NaN, NaN), 'float32');
    expect(valueRange(image)).toEqual({ min: 0, max: 0 });
    expect(percentileRange(image)).toEqual({ min: 0, max: 0 });
  });

  it('interpolate between ranks', () => {
    expect(percentileRange(row(Uint8Array.of(40, 10, 20, 30), 'uint8'), 25, 50)).toEqual({
      min: 17.5,
      max: 25,
    });
  });

  it('refuse percentiles that do not rise', () => {
    const image = row(Uint8Array.of(1), 'uint8');
    expect(() => percentileRange(image, 60, 40)).toThrow(/not 60 to 40/);
    expect(() => percentileRange(image, -1, 40)).toThrow(RangeError);
  });
});

describe('toDisplay', () => {
  it('returns 8-bit images as they are', () => {
    const image = row(Uint8Array.of(3, 4), 'uint8');
    expect(toDisplay(image)).toBe(image);
  });

  it('stretches the given range and clamps beyond it', () => {
    const shown = toDisplay(row(Uint16Array.of(50, 100, 150, 200, 900), 'uint16'), { min: 100, max: 200 });
    expect(shown.dtype).toBe('uint8');
    expect([...shown.data]).toEqual([0, 0, 128, 255, 255]);
  });

  it('shows NaN and constant images as black', () => {
    expect([...toDisplay(row(Float32Array.of(NaN, 1, 2), 'float32')).data]).toEqual([0, 0, 255]);
    expect([...toDisplay(row(Uint16Array.of(7, 7), 'uint16')).data]).toEqual([0, 0]);
  });
});
