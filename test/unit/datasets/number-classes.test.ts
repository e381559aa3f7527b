import { describe, expect, it } from 'vitest';
import { colourClasses } from '../../../electron/engine/datasets/load-class-map.ts';
import { numberClasses } from '../../../electron/engine/datasets/number-classes.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { drawTinyMask, tinyClasses } from '../../support/tiny-masks.ts';

describe('a picture of classes in numbers', () => {
  it('is the class map that it shows', () => {
    const map = drawTinyMask(1);
    expect(new Set(map.data)).toEqual(new Set([0, 1, 2]));
    expect(numberClasses(colourClasses(map, tinyClasses), tinyClasses)).toEqual(map);
  });

  it('is refused where a colour is of no class, or the picture is grey', () => {
    const picture: Raster = {
      ...{ width: 2, height: 1, channels: 3, dtype: 'uint8', notes: [] },
      data: Uint8Array.of(0, 255, 0, 0, 254, 0),
    };
    expect(() => numberClasses(picture, tinyClasses)).toThrow(/0, 254, 0/);
    expect(() => numberClasses(drawTinyMask(0), tinyClasses)).toThrow(/red, green and blue/);
  });
});
