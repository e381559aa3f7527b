import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../../electron/engine/imaging/raster.ts';
import { checkerboard, overlay } from '../../../../electron/engine/imaging/volume/compare-slices.ts';

function grey(width: number, height: number, level: number): Raster {
  return {
    width,
    height,
    channels: 1,
    dtype: 'uint8',
    data: new Uint8Array(width * height).fill(level),
    notes: [],
  };
}

describe('checkerboard', () => {
  it('changes from square to square, the first picture at the top left', () => {
    const { data } = checkerboard(grey(4, 4, 1), grey(4, 4, 2), 2);
    expect([...data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 1, 1]);
    expect(() => checkerboard(grey(4, 4, 1), grey(4, 4, 2), 1)).toThrow(RangeError);
  });
});

describe('overlay', () => {
  it('is magenta and green, grey where both are alike', () => {
    const [a, b] = [grey(3, 1, 0), grey(3, 1, 0)];
    a.data.set([200, 0, 90]);
    b.data.set([0, 200, 90]);
    const both = overlay(a, b);
    expect(both.channels).toBe(3);
    expect([...both.data]).toEqual([200, 0, 200, 0, 200, 0, 90, 90, 90]);
  });

  it('refuses pictures of other sizes or types', () => {
    expect(() => overlay(grey(3, 1, 0), grey(3, 2, 0))).toThrow('not 3 x 1 and 3 x 2');
    const float: Raster = { ...grey(3, 1, 0), dtype: 'float32', data: new Float32Array(3) };
    expect(() => checkerboard(float, grey(3, 1, 0))).toThrow('8-bit grey');
  });
});
