import { describe, expect, it } from 'vitest';
import {
  convertPixelSize,
  micrometres,
  micrometresOf,
  pixelSizeOf,
  toSeconds,
} from '../../../electron/engine/formats/units.ts';

describe('units of length and time', () => {
  it.each([
    ['µm', 1],
    ['\u03bcm', 1],
    ['\\u00B5m', 1],
    ['Micron', 1],
    ['MICROMETER', 1],
    [' nm ', 1e-3],
    ['\u212b', 1e-4],
    ['å', 1e-4],
    ['inch', 25_400],
    ['m', 1e6],
    ['Mm', null],
    ['pixel', null],
    ['constructor', null],
    ['', null],
  ])('"%s" is %s micrometres', (unit, size) => expect(micrometresOf(unit)).toBe(size));

  it('gives nothing for what is no number or no unit', () => {
    expect(micrometres(2, 'mm')).toBe(2000);
    expect([micrometres(undefined, 'mm'), micrometres(NaN, 'mm'), micrometres(1, 'px')]).toEqual(Array(3));
    expect([toSeconds(5, 'ms'), toSeconds(2, 'minute'), toSeconds(1, 'µm')]).toEqual([0.005, 120, undefined]);
  });

  it('a pixel size has the sides that are known', () => {
    expect(pixelSizeOf(0.1, 0, undefined)).toEqual({ x: 0.1, y: null, z: null, unit: 'µm' });
    expect(pixelSizeOf(NaN, -1, null)).toBeNull();
    expect(convertPixelSize({ x: 2, y: null, z: 5, unit: 'mm' }, 'µm')).toEqual({
      x: 2000,
      y: null,
      z: 5000,
      unit: 'µm',
    });
    expect(convertPixelSize({ x: 2, y: 2, z: null, unit: 'pixel' }, 'µm')).toBeNull();
  });
});
