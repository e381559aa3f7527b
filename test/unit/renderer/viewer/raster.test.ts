import { describe, expect, it } from 'vitest';
import { toRgba, valueAt } from '../../../../renderer/viewer/raster.ts';

const grey = {
  width: 2,
  height: 1,
  channels: 1 as const,
  dtype: 'uint8' as const,
  data: Uint8Array.of(7, 250),
};
const colour = { ...grey, channels: 3 as const, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

describe('pixels for a canvas', () => {
  it('keep their values: grey repeated, alpha opaque', () => {
    expect([...toRgba(grey)]).toEqual([7, 7, 7, 255, 250, 250, 250, 255]);
    expect([...toRgba(colour)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it('are never normalised silently: other depths are refused', () => {
    expect(() => toRgba({ ...grey, dtype: 'uint16', data: new Uint8Array(4) })).toThrow(TypeError);
    expect(() => toRgba({ ...grey, data: new Uint8Array(3) })).toThrow(RangeError);
  });

  it('read out at a point, and not beside the picture', () => {
    expect(valueAt(colour, 1, 0)).toBe('4 5 6');
    expect(valueAt(grey, 0, 0)).toBe('7');
    expect(valueAt(grey, 2, 0)).toBeNull();
    expect(valueAt(grey, -1, 0)).toBeNull();
  });
});
