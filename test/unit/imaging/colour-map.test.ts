import { describe, expect, it } from 'vitest';
import { colourMaps, colourTable, colourise } from '../../../electron/engine/imaging/colour-map.ts';
import { toDisplay } from '../../../electron/engine/imaging/display.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function line(...values: number[]): Raster {
  const data = new Float32Array(values);
  return { width: values.length, height: 1, channels: 1, dtype: 'float32', data, notes: [] };
}

function pixel(raster: Raster, x: number): number[] {
  return [...raster.data.slice(3 * x, 3 * x + 3)];
}

/** CIE lightness L* of an sRGB colour, 0 to 100. */
function lightness([r, g, b]: number[]): number {
  const linear = [r, g, b].map((value) => {
    const share = (value as number) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return y <= 0.008856 ? 903.3 * y : 116 * Math.cbrt(y) - 16;
}

describe('colour maps', () => {
  it('give the published colours at both ends and in the middle', () => {
    // First, 128th and last entry of matplotlib's tables of these names.
    const published = {
      viridis: ['440154', '21908d', 'fde725'],
      inferno: ['000004', 'bb3754', 'fcffa4'],
      magma: ['000004', 'b63679', 'fcfdbf'],
      plasma: ['0d0887', 'cb4679', 'f0f921'],
    } as const;
    for (const [map, colours] of Object.entries(published)) {
      const shown = colourise(line(0, 0.5, 1), map as keyof typeof published, { min: 0, max: 1 });
      colours.forEach((colour, i) => {
        const expected = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
        expected.forEach((value, c) =>
          expect(Math.abs((pixel(shown, i)[c] as number) - value)).toBeLessThan(3),
        );
      });
    }
  });

  it.each(colourMaps.filter((map) => map !== 'blue-red'))('%s rises in lightness all the way', (map) => {
    const table = [...colourTable(map)];
    const levels = Array.from({ length: 16 }, (_, i) => lightness(table.slice(51 * i, 51 * i + 3)));
    for (let i = 1; i < levels.length; i += 1) expect(levels[i]).toBeGreaterThan(levels[i - 1] as number);
    expect((levels[15] as number) - (levels[0] as number)).toBeGreaterThan(60);
  });

  it('blue-red is blue below, white in the middle and red above', () => {
    const shown = colourise(line(-2, 0, 2), 'blue-red', { min: -2, max: 2 });
    const [low, middle, high] = [0, 1, 2].map((x) => pixel(shown, x)) as [number[], number[], number[]];
    expect(low[2]).toBeGreaterThan((low[0] as number) + 50);
    expect(Math.min(...middle)).toBeGreaterThan(235);
    expect(high[0]).toBeGreaterThan((high[2] as number) + 50);
  });

  it('grey shows what the display shows', () => {
    const image = line(-1, 0, 3, 7.5, 10, 20, NaN);
    const range = { min: 0, max: 10 };
    const grey = toDisplay(image, range).data;
    const shown = colourise(image, 'grey', range);
    expect(shown).toMatchObject({ channels: 3, dtype: 'uint8', width: 7, height: 1 });
    expect([...shown.data]).toEqual([...grey].flatMap((value) => [value, value, value]));
  });

  it('clamps, takes percentiles without a range, and gives flat images the lowest colour', () => {
    const ends = colourise(line(0, 1), 'viridis', { min: 0, max: 1 });
    const beyond = colourise(line(-5, 9), 'viridis', { min: 0, max: 1 });
    expect([...beyond.data]).toEqual([...ends.data]);
    expect(pixel(colourise(line(0, 1), 'viridis'), 1)).toEqual(pixel(ends, 1));
    expect(pixel(colourise(line(4, 4), 'viridis'), 1)).toEqual(pixel(ends, 0));
  });

  it('refuses colour images', () => {
    const colour: Raster = { ...line(1, 2, 3), width: 1, channels: 3 };
    expect(() => colourise(colour, 'viridis')).toThrow(RangeError);
  });
});
