import { describe, expect, it } from 'vitest';
import {
  channelMasks,
  classMapOf,
  classShares,
  labelCounts,
  oneHotPicture,
  unexpectedValues,
} from '../../../electron/engine/imaging/class-map.ts';
import type { ClassLayer } from '../../../electron/engine/imaging/class-map.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

const row = (...values: number[]): Raster => ({
  width: values.length,
  height: 1,
  channels: 1,
  dtype: 'uint8',
  data: Uint8Array.from(values),
  notes: [],
});
const colours = (...values: [number, number, number][]): Raster => ({
  ...row(...values.flat()),
  width: values.length,
  channels: 3,
});
const layer = (name: string, mask: Raster, number: number, values: number[] | null = null): ClassLayer => ({
  name,
  mask,
  class: number,
  values,
});

describe('a class map', () => {
  it('means the same for masks of 0 and 1, of 0 and 255, of 16 bits and in RGB files', () => {
    const masks = [
      row(0, 1, 1, 0),
      row(0, 255, 255, 0),
      { ...row(), width: 4, dtype: 'uint16' as const, data: Uint16Array.of(0, 65535, 65535, 0) },
      colours([0, 0, 0], [255, 255, 255], [255, 255, 255], [0, 0, 0]),
    ];
    for (const mask of masks) {
      const { map, notes } = classMapOf([layer('membrane', mask, 2)]);
      expect([...map.data]).toEqual([0, 2, 2, 0]);
      expect(notes).toEqual([]);
    }
  });

  it('takes smoothed edges at half, and says so', () => {
    const { map, notes } = classMapOf([layer('mito', row(0, 100, 127, 128, 255), 1)]);
    expect([...map.data]).toEqual([0, 0, 0, 1, 1]);
    expect(notes).toEqual([
      'The mask “mito” has 5 grey values from 0 to 255: a pixel belongs to it above 127.5.',
    ]);
  });

  it('lets the later layer win, and counts where', () => {
    const { map, notes } = classMapOf([layer('a', row(1, 1, 0, 0), 1), layer('b', row(0, 1, 1, 0), 2)]);
    expect([...map.data]).toEqual([1, 2, 2, 0]);
    expect(notes).toEqual(['“b” lies over 1 pixels of masks before it.']);
  });

  it('comes from values of a label image, grey or colour-coded', () => {
    const labels = row(0, 32, 191, 255);
    const layers = [layer('membrane', labels, 2, [0, 32]), layer('mito', labels, 1, [191])];
    expect([...classMapOf(layers).map.data]).toEqual([2, 2, 1, 0]);
    const coded = colours([255, 0, 0], [0, 0, 128], [255, 0, 1]);
    expect([...classMapOf([layer('red', coded, 1, [0xff0000])]).map.data]).toEqual([1, 0, 0]);
  });

  it('comes from the channels of a picture', () => {
    const [red, green] = channelMasks(colours([255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]));
    const { map } = classMapOf([layer('mito', red, 1), layer('membrane', green, 2)]);
    expect([...map.data]).toEqual([1, 2, 0, 2]);
  });

  it.each<[string, ClassLayer[], RegExp]>([
    ['no mask', [], /at least one mask/],
    [
      'sizes that differ',
      [layer('a', row(1, 0), 1), layer('b', row(1), 2)],
      /“b” has 1 x 1 pixels, where 2 x 1/,
    ],
    ['a colour picture as a mask', [layer('a', colours([255, 0, 0]), 1)], /“a” is coloured/],
    ['a class that 8 bits do not hold', [layer('a', row(1), 256)], /from 1 to 255/],
  ])('refuses %s', (_, layers, message) => {
    expect(() => classMapOf(layers)).toThrow(RangeError);
    expect(() => classMapOf(layers)).toThrow(message);
  });

  it('refuses masks that are not of the image’s size, and an empty mask is no class', () => {
    expect(() => classMapOf([layer('a', row(1, 0), 1)], { width: 3, height: 1 })).toThrow(/3 x 1 are needed/);
    expect([...classMapOf([layer('a', row(0, 0), 1)]).map.data]).toEqual([0, 0]);
    expect(classMapOf([layer('a', row(7, 7), 1)]).notes).toEqual(['The mask “a” is set everywhere.']);
  });
});

describe('its values', () => {
  it('are counted, and those without a class are named', () => {
    const labels = row(0, 5, 5, 9, 9, 9);
    expect([...labelCounts(labels)]).toEqual([
      [0, 1],
      [5, 2],
      [9, 3],
    ]);
    expect(unexpectedValues(labels, [0, 5, 9])).toBeUndefined();
    expect(unexpectedValues(labels, [0])).toBe(
      'The label image has values without a class: 9 (3 pixels), 5 (2 pixels).',
    );
    expect(unexpectedValues(colours([0, 16, 1]), [])).toContain('#001001 (1 pixels)');
    expect(unexpectedValues(row(...Array.from({ length: 40 }, (_, i) => i)), [])).toMatch(/and 28 more\.$/);
  });

  it('become a one-hot picture and shares', () => {
    const map = row(0, 1, 2, 2, 3);
    const picture = oneHotPicture(map, { red: 1, green: 2, blue: 0 });
    expect([...picture.data]).toEqual([0, 0, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0]);
    expect(classShares(map, 4)).toEqual([0.2, 0.2, 0.4, 0.2]);
  });
});
