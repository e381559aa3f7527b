import { describe, expect, it } from 'vitest';
import { montage, sideBySide } from '../../../electron/engine/imaging/montage.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function picture(channels: 1 | 3, ...values: number[]): Raster {
  return {
    width: 2,
    height: 1,
    channels,
    dtype: 'uint8',
    data: new Uint8Array(values),
    notes: [],
  };
}

const [a, b, c] = [picture(1, 1, 2), picture(1, 3, 4), picture(1, 5, 6)];

describe('montage', () => {
  it('lays pictures out in reading order with gaps between them', () => {
    const result = montage([a, b, c], { columns: 2, gap: 1, background: 9 });
    expect(result).toMatchObject({ width: 5, height: 3, channels: 1, dtype: 'uint8' });
    expect([...result.data]).toEqual([1, 2, 9, 3, 4, 9, 9, 9, 9, 9, 5, 6, 9, 9, 9]);
  });

  it('is about square, and no wider than its pictures', () => {
    expect(montage([a, b, c, a, b], { gap: 0 })).toMatchObject({ width: 6, height: 2 });
    expect(montage([a], { columns: 10, gap: 3 })).toMatchObject({ width: 2, height: 1 });
  });

  it('is in colour as soon as one picture is', () => {
    const result = montage([a, picture(3, 10, 20, 30, 40, 50, 60)], { columns: 2, gap: 0 });
    expect(result.channels).toBe(3);
    expect([...result.data]).toEqual([1, 1, 1, 2, 2, 2, 10, 20, 30, 40, 50, 60]);
  });

  it('puts pictures in one row', () => {
    expect(sideBySide([a, b, c])).toMatchObject({ width: 14, height: 1 });
  });

  it('refuses what it cannot lay out', () => {
    expect(() => montage([])).toThrow(/at least one/);
    expect(() => montage([a, { ...a, width: 1, height: 2 }])).toThrow('not 2 x 1 and 1 x 2');
    expect(() => montage([{ ...a, dtype: 'uint16', data: new Uint16Array(2) }])).toThrow(/8 bits/);
    for (const options of [{ columns: 0 }, { gap: -1 }, { background: 300 }, { columns: 1.5 }]) {
      expect(() => montage([a, b], options)).toThrow(RangeError);
    }
  });
});
