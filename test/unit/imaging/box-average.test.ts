import { describe, expect, it } from 'vitest';
import { boxAverage } from '../../../electron/engine/imaging/box-average.ts';
import { lineProfile } from '../../../electron/engine/imaging/line-profile.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const grey = (width: number, height: number, data: Raster['data']): Raster => ({
  width,
  height,
  channels: 1,
  dtype: data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32',
  data,
  notes: [],
});

describe('a picture reduced by means', () => {
  it('has the mean of every block, and of what is left at the borders', () => {
    const image = grey(3, 3, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    const half = boxAverage(image, 2);
    expect([half.width, half.height]).toEqual([2, 2]);
    expect([...half.data]).toEqual([3, 4.5, 7.5, 9]);
  });

  it('stays in its type: 16 bits rounded, not cut, and no overflow', () => {
    const { data, dtype } = boxAverage(grey(2, 2, Uint16Array.of(65535, 65535, 65535, 65534)), 2);
    expect(dtype).toBe('uint16');
    expect([...data]).toEqual([65535]);
  });

  it('keeps the channels apart', () => {
    const image: Raster = { ...grey(2, 1, Uint8Array.of(10, 20, 30, 30, 40, 50)), channels: 3 };
    expect([...boxAverage(image, 2).data]).toEqual([20, 30, 40]);
  });

  it('is the picture itself at 1, and refuses what is no reduction', () => {
    const image = grey(1, 1, Uint8Array.of(1));
    expect(boxAverage(image, 1)).toBe(image);
    expect(() => boxAverage(image, 0)).toThrow(RangeError);
    expect(() => boxAverage(image, 1.5)).toThrow(RangeError);
  });
});

describe('a line profile', () => {
  const ramp = grey(
    8,
    4,
    Float32Array.from({ length: 32 }, (_, i) => (i % 8) * 10 + Math.floor(i / 8)),
  );

  it('has the pixels of a row in order, one a pixel of its length', () => {
    const { distance, values } = lineProfile(ramp, { x: 1.5, y: 2.5 }, { x: 6.5, y: 2.5 });
    expect(distance).toEqual([0, 1, 2, 3, 4, 5]);
    expect(values).toEqual([[12, 22, 32, 42, 52, 62]]);
  });

  it('is linear between pixels, in any direction', () => {
    const { values } = lineProfile(ramp, { x: 2, y: 1 }, { x: 5, y: 3 });
    const length = Math.hypot(3, 2);
    const inside = [0, 1, 2, 3].map((at) => 15 + 0.5 + (30 + 2) * (at / length));
    values[0]?.forEach((value, i) => expect(value).toBeCloseTo(inside[i] ?? NaN, 4));
    expect(values[0]).toHaveLength(4);
  });

  it('is the mean over its width', () => {
    const { values } = lineProfile(ramp, { x: 3.5, y: 0.5 }, { x: 3.5, y: 2.5 }, 3);
    expect(values).toEqual([[30, 31, 32]]);
  });

  it('has no values beyond the image, and one of a line without length', () => {
    const { values } = lineProfile(ramp, { x: 6.5, y: 1.5 }, { x: 10.5, y: 1.5 });
    expect(values).toEqual([[61, 71, null, null, null]]);
    expect(lineProfile(ramp, { x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 }).values).toEqual([[0]]);
  });
});
