import { describe, expect, it } from 'vitest';
import { localSource, pictureOf, valuesAt, valueText } from '../../../../renderer/viewer/image-source.ts';
import { toRgba } from '../../../../renderer/viewer/raster.ts';

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
    expect(valuesAt(pictureOf(colour), 1, 0)).toEqual([4, 5, 6]);
    expect(valuesAt(pictureOf(grey), 0, 0)).toEqual([7]);
    expect(valuesAt(pictureOf(grey), 2, 0)).toBeNull();
    expect(valuesAt(pictureOf(grey), -1, 0)).toBeNull();
    expect(valueText([4, 5, 6], 'uint8')).toBe('4 5 6');
    expect(valueText([-0.1234567], 'float32')).toBe('\u22120.123457');
  });

  it('keep their depth: 16 bits and floats as numbers, wherever in a message they began', () => {
    const message = Uint8Array.of(9, 0x34, 0x12, 0xff, 0xff);
    const deep = { ...grey, dtype: 'uint16' as const, data: message.subarray(1) };
    expect([...pictureOf(deep).data]).toEqual([0x1234, 0xffff]);
    expect(() => pictureOf({ ...deep, data: new Uint8Array(2) })).toThrow(RangeError);
    expect(localSource(grey, { width: 20, height: 10 })).toMatchObject({
      width: 20,
      height: 10,
      dtype: 'uint8',
    });
  });
});
