import { describe, expect, it } from 'vitest';
import { resizeImage, resizeMask, squaresOf } from '../../../electron/engine/imaging/resize.ts';
import { disks, gridOfDisks } from './draw.ts';

describe('resizing', () => {
  it('images take the mean of what falls into a pixel, whatever the dtype', async () => {
    for (const dtype of ['uint8', 'uint16', 'float32'] as const) {
      const board = disks(8, 4, [], { ground: [0], dtype });
      board.data.forEach((_, i) => (board.data[i] = (i % 2) * 100));
      const small = await resizeImage(board, { width: 4, height: 2 });
      expect(small).toMatchObject({ width: 4, height: 2, channels: 1, dtype });
      expect([...small.data]).toEqual(new Array(8).fill(50));
    }
  });

  it('images grow smoothly and keep an even ground', async () => {
    const large = await resizeImage(disks(8, 8, [], { ground: [90, 20, 7] }), { width: 24, height: 20 });
    expect(large).toMatchObject({ width: 24, height: 20, channels: 3 });
    expect(new Set(large.data)).toEqual(new Set([90, 20, 7]));
  });

  it('masks keep their values, at the centre of each new pixel', async () => {
    const mask = disks(90, 60, gridOfDisks(3, 2, 30, 11), { ground: [0], colour: [191] });
    const size = { width: 30, height: 20 };
    const small = await resizeMask(mask, size);
    // A third of the size: the middle one of three by three pixels.
    small.data.forEach((value, i) => {
      const [x, y] = [i % 30, Math.floor(i / 30)];
      expect(value).toBe(mask.data[(3 * y + 1) * 90 + 3 * x + 1]);
    });
    const back = await resizeMask(small, mask);
    expect(new Set(back.data)).toEqual(new Set([0, 191]));
  });

  it('the same size is the same raster; sizes that are none are refused', async () => {
    const image = disks(5, 4, []);
    expect(await resizeImage(image, { width: 5, height: 4 })).toBe(image);
    await expect(resizeImage(image, { width: 0, height: 4 })).rejects.toThrow(RangeError);
    await expect(resizeMask(image, { width: 2.5, height: 4 })).rejects.toThrow('2.5 x 4');
  });
});

describe('squares instead of resizing', () => {
  it('are the middle, or cover the image', () => {
    expect(squaresOf({ width: 1024, height: 1000 }, 512, 'crop')).toEqual([
      { x: 256, y: 244, width: 512, height: 512 },
    ]);
    const starts = squaresOf({ width: 1024, height: 700 }, 512, 'tile').map(({ x, y }) => [x, y]);
    expect(starts).toEqual([
      [0, 0],
      [512, 0],
      [0, 188],
      [512, 188],
    ]);
    expect(squaresOf({ width: 512, height: 512 }, 512, 'tile')).toHaveLength(1);
  });

  it('do not fit into a smaller image', () => {
    expect(() => squaresOf({ width: 600, height: 500 }, 512, 'crop')).toThrow(/resize the image instead/);
  });
});
