import { describe, expect, it } from 'vitest';
import { allocate, crop, maxOf } from '../../../electron/engine/imaging/raster.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const raster: Raster = {
  width: 3,
  height: 2,
  channels: 3,
  dtype: 'uint16',
  data: Uint16Array.from({ length: 18 }, (_, i) => 1000 * i),
  notes: ['A note.'],
};

describe('crop', () => {
  it('cuts rows and channels and keeps dtype and notes', () => {
    const part = crop(raster, { x: 1, y: 0, width: 2, height: 2 });
    expect(part).toMatchObject({ width: 2, height: 2, channels: 3, dtype: 'uint16', notes: ['A note.'] });
    expect([...part.data]).toEqual([3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17].map((value) => 1000 * value));
  });

  it('does not share memory with its source', () => {
    const part = crop(raster, { x: 0, y: 0, width: 3, height: 2 });
    part.data[0] = 7;
    expect(raster.data[0]).toBe(0);
  });

  it.each([
    { x: -1, y: 0, width: 2, height: 1 },
    { x: 0, y: 0, width: 4, height: 1 },
    { x: 0, y: 1, width: 1, height: 2 },
    { x: 0, y: 0, width: 0, height: 1 },
    { x: 0.5, y: 0, width: 1, height: 1 },
    { x: NaN, y: 0, width: 1, height: 1 },
  ])('refuses $width x $height at ($x, $y)', (box) => {
    expect(() => crop(raster, box)).toThrow(/3 x 2 image/);
  });
});

it('dtypes have their arrays and largest numbers', () => {
  expect(allocate('uint8', 2)).toEqual(new Uint8Array(2));
  expect(allocate('uint16', 2)).toEqual(new Uint16Array(2));
  expect(allocate('float32', 2)).toEqual(new Float32Array(2));
  expect([maxOf('uint8'), maxOf('uint16'), maxOf('float32')]).toEqual([255, 65535, 1]);
});
