import { describe, expect, it } from 'vitest';
import { mirrorTo } from '../../../electron/engine/imaging/mirror.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const row = (...values: number[]): Raster => ({
  width: values.length,
  height: 1,
  channels: 1,
  dtype: 'uint16',
  data: Uint16Array.from(values),
  notes: [],
});

describe('mirrorTo', () => {
  it('continues to the right without repeating the last column', () => {
    const wide = mirrorTo(row(1, 2, 3, 65535), 7, 1);
    expect([...wide.data]).toEqual([1, 2, 3, 65535, 3, 2, 1]);
    expect(wide.dtype).toBe('uint16');
  });

  it('continues below, colour by colour', () => {
    const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const image: Raster = { width: 1, height: 3, channels: 3, dtype: 'uint8', data, notes: [] };
    expect([...mirrorTo(image, 1, 5).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 5, 6, 1, 2, 3]);
  });

  it('repeats what is too small to be mirrored, and leaves alone what fits', () => {
    expect([...mirrorTo(row(9), 3, 2).data]).toEqual([9, 9, 9, 9, 9, 9]);
    expect([...mirrorTo(row(1, 2), 5, 1).data]).toEqual([1, 2, 1, 1, 1]);
    const image = row(1, 2);
    expect(mirrorTo(image, 2, 1)).toBe(image);
  });

  it('refuses to make an image smaller', () => {
    expect(() => mirrorTo(row(1, 2), 1, 1)).toThrow(/cannot be continued to 1 x 1/);
  });
});
