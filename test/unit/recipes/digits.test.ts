import { describe, expect, it } from 'vitest';
import { varietyOf } from '../../../electron/engine/handlers/digits/variety.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import {
  digitClasses,
  digitPairs,
  digitSide,
  labelPicture,
  setIntoSquare,
} from '../../../electron/engine/recipes/pix2pix-medical/digits.ts';
import type { Digit } from '../../../electron/engine/recipes/pix2pix-medical/digits.ts';

function flat(value: number, width = 28, height = 28): Raster {
  const data = new Uint8Array(width * height).fill(value);
  return { width, height, channels: 1, dtype: 'uint8', data, notes: [] };
}

const digit = (index: number, label: number, value: number): Digit => ({
  index,
  label,
  image: flat(value, 2, 2),
});

describe('the label as an image', () => {
  it('lights one bar of equal area for each digit, no two of them sharing a pixel', () => {
    const sum = new Array<number>(digitSide * digitSide).fill(0);
    for (let label = 0; label < digitClasses; label += 1) {
      const { data } = labelPicture(label);
      const lit = [...data].filter((value) => value === 255).length;
      expect(lit).toBe(3 * digitSide);
      data.forEach((value, i) => (sum[i] = (sum[i] as number) + value));
    }
    expect(Math.max(...sum)).toBe(255);
  });
});

describe('digits in their squares', () => {
  it('stand in the middle of black', () => {
    const { data, width } = setIntoSquare(flat(9));
    expect(width).toBe(32);
    expect([data[0], data[2 * 32 + 1], data[2 * 32 + 2], data[29 * 32 + 29], data[30 * 32 + 29]]).toEqual([
      0, 0, 9, 9, 0,
    ]);
  });

  it('are refused where they are no digits', () => {
    expect(() => setIntoSquare(flat(0, 33, 28))).toThrow(RangeError);
    expect(() => setIntoSquare({ ...flat(0), channels: 3 })).toThrow(RangeError);
  });

  it('are paired with the picture of their label', () => {
    const pairs = digitPairs([digit(5, 3, 1), digit(6, 0, 2)]);
    expect(pairs.map(({ id }) => id)).toEqual(['3-5', '0-6']);
    expect(pairs[0]?.input.data).toEqual(labelPicture(3).data);
    expect(pairs[1]?.truth.data[0]).toBe(2);
  });
});

describe('the variety of generated digits', () => {
  const real = [digit(0, 1, 100), digit(1, 1, 200), digit(2, 7, 10), digit(3, 7, 110)];

  it('is the ratio of distances from the mean of each class', () => {
    expect(varietyOf(real, real)).toBeCloseTo(1, 10);
    const narrower = [digit(0, 1, 40), digit(1, 1, 60), digit(2, 7, 240), digit(3, 7, 220)];
    expect(varietyOf(narrower, real)).toBeCloseTo(0.2, 10);
    expect(varietyOf([digit(0, 1, 50), digit(1, 1, 50)], real)).toBe(0);
  });

  it('is not asked of real digits that are all alike', () => {
    expect(() => varietyOf(real, [digit(0, 1, 3)])).toThrow(RangeError);
  });
});
