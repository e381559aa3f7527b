import { describe, expect, it } from 'vitest';
import { blankPicture, layOn } from '../../../electron/engine/imaging/canvas.ts';
import { barLabels, colourBar } from '../../../electron/engine/imaging/colour-bar.ts';
import { colourTable } from '../../../electron/engine/imaging/colour-map.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { textPicture } from '../../../electron/engine/imaging/text-picture.ts';

function pixel({ data, width }: Raster, x: number, y: number): number[] {
  return [...data.slice(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

describe('a colour bar', () => {
  it('runs from the highest colour above to the lowest below, with numbers beside it', async () => {
    const bar = await colourBar('viridis', { min: 0, max: 250 }, 64);
    const table = [...colourTable('viridis')];
    expect(pixel(bar, 3, 0)).toEqual(table.slice(-3));
    expect(pixel(bar, 3, 63)).toEqual(table.slice(0, 3));
    // Right of the bar there is ink at the top, in the middle and below, and white between.
    const inked = (from: number, to: number): boolean => {
      for (let y = from; y < to; y += 1) {
        for (let x = 18; x < bar.width; x += 1) if ((pixel(bar, x, y)[0] as number) < 128) return true;
      }
      return false;
    };
    expect([inked(0, 16), inked(19, 22), inked(24, 42), inked(48, 64)]).toEqual([true, false, true, true]);
  });

  it('has as many digits as tell its ends apart', () => {
    expect(barLabels({ min: 0, max: 1 })).toEqual(['1', '0.5', '0']);
    expect(barLabels({ min: 40000, max: 40001 })).toEqual(['40001', '40000.5', '40000']);
    expect(barLabels({ min: -0.00125, max: 0.00125 })).toEqual(['0.00125', '0', '-0.00125']);
  });

  it('refuses ranges and heights that it cannot show', async () => {
    await expect(colourBar('grey', { min: 0, max: NaN }, 64)).rejects.toThrow(RangeError);
    await expect(colourBar('grey', { min: 0, max: 1 }, 20)).rejects.toThrow(RangeError);
  });
});

describe('text as a picture', () => {
  it('is wider for more letters and does not cut the last one', async () => {
    const [short, long] = [await textPicture('step 5'), await textPicture('step 50000')];
    expect(long.width).toBeGreaterThan(short.width + 20);
    for (const { width, height, data } of [short, long]) {
      const lastColumn = Array.from({ length: height }, (_, y) => data[y * width + width - 1]);
      expect(lastColumn.every((value) => value === 255)).toBe(true);
      expect(Math.min(...data)).toBeLessThan(64);
    }
  });

  it('refuses to write nothing', async () => {
    await expect(textPicture('  ')).rejects.toThrow(RangeError);
  });
});

describe('laying pictures on a canvas', () => {
  it('puts grey and colour where they belong and nowhere else', () => {
    const canvas = blankPicture(3, 2);
    const grey: Raster = { ...canvas, width: 1, height: 1, channels: 1, data: new Uint8Array([7]) };
    const colour: Raster = { ...canvas, width: 1, height: 1, data: new Uint8Array([1, 2, 3]) };
    layOn(canvas, grey, 0, 1);
    layOn(canvas, colour, 2, 0);
    const white = [255, 255, 255];
    const rows = [0, 1].map((y) => [0, 1, 2].map((x) => pixel(canvas, x, y)));
    expect(rows).toEqual([
      [white, white, [1, 2, 3]],
      [[7, 7, 7], white, white],
    ]);
    expect(() => layOn(canvas, colour, 3, 0)).toThrow(RangeError);
  });
});
