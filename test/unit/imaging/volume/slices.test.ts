import { describe, expect, it } from 'vitest';
import { identity } from '../../../../electron/engine/imaging/volume/affine.ts';
import {
  acquisitionAxis,
  hasSliceCount,
  paperSliceCounts,
  slicePairs,
  slicesIn,
  splitEmptySlices,
  takeSlice,
  upright,
} from '../../../../electron/engine/imaging/volume/slices.ts';
import { volumeOf } from '../../../../electron/engine/imaging/volume/volume.ts';
import type { Grid } from '../../../../electron/engine/imaging/volume/volume.ts';
import { phantom } from './phantom.ts';

const counted = volumeOf(
  { size: [2, 3, 4], affine: identity },
  Float32Array.from({ length: 24 }, (_, i) => i),
);

function gridOf(size: Grid['size'], [x, y, z]: [number, number, number]): Grid {
  return { size, affine: [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1] };
}

describe('takeSlice', () => {
  it('cuts across z, y and x', () => {
    expect(takeSlice(counted, 'axial', 1)).toMatchObject({
      width: 2,
      height: 3,
      data: new Float32Array([6, 7, 8, 9, 10, 11]),
    });
    expect(takeSlice(counted, 'coronal', 2)).toMatchObject({
      width: 2,
      height: 4,
      data: new Float32Array([4, 5, 10, 11, 16, 17, 22, 23]),
    });
    expect(takeSlice(counted, 'sagittal', 1)).toMatchObject({
      width: 3,
      height: 4,
      data: new Float32Array([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]),
    });
    expect(() => takeSlice(counted, 'coronal', 3)).toThrow(
      'The volume has the coronal slices 0 to 2, not 3.',
    );
  });

  it('stands upright with the last row first', () => {
    expect([...upright(takeSlice(counted, 'axial', 0)).data]).toEqual([4, 5, 2, 3, 0, 1]);
  });
});

describe('choice of slices', () => {
  it('takes the paper’s 90 to 110, both included, unless told otherwise', () => {
    const grid = gridOf([4, 4, 111], [1, 1, 1]);
    expect(slicesIn(grid, 'axial')).toEqual(Array.from({ length: 21 }, (_, i) => 90 + i));
    expect(slicesIn(grid, 'coronal', { from: 2, to: 3 })).toEqual([2, 3]);
    expect(() => slicesIn(gridOf([4, 4, 110], [1, 1, 1]), 'axial')).toThrow(
      'The slices 90 to 110 were asked for; the volume has the axial slices 0 to 109.',
    );
    expect(() => slicesIn(grid, 'axial', { from: 5, to: 4 })).toThrow(RangeError);
  });

  it('sets slices aside that show nothing', () => {
    const head = phantom('t1', identity);
    const all = slicesIn(head, 'axial', { from: 0, to: 35 });
    const { kept, empty } = splitEmptySlices(head, 'axial', all);
    // The head is 28 mm high above and below the middle of 35 slices of 2 mm.
    expect(empty.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(empty.slice(-4)).toEqual([32, 33, 34, 35]);
    expect(kept).toEqual(all.slice(kept[0], (kept.at(-1) as number) + 1));
    expect(kept.length).toBeGreaterThanOrEqual(24);
    expect(splitEmptySlices(head, 'axial', all, 0).empty).toEqual([]);
  });

  it('pairs each slice with itself, or with its neighbours too', () => {
    expect(slicePairs([5, 6])).toEqual([
      { input: 5, target: 5 },
      { input: 6, target: 6 },
    ]);
    expect(slicePairs([5, 6, 8], 1).map(({ input, target }) => [input, target])).toEqual([
      [5, 5],
      [5, 6],
      [6, 5],
      [6, 6],
      [8, 8],
    ]);
    expect(() => slicePairs([1], -1)).toThrow(RangeError);
  });
});

describe('acquisition', () => {
  it('is along the longest edge of a voxel', () => {
    const ixiT1 = gridOf([150, 256, 256], [1.2, 0.9375, 0.9375]);
    const ixiT2 = gridOf([256, 256, 130], [0.9375, 0.9375, 1.25]);
    expect(hasSliceCount(ixiT1, paperSliceCounts.t1)).toEqual({
      matches: true,
      axis: 'sagittal',
      count: 150,
    });
    expect(hasSliceCount(ixiT2, paperSliceCounts.t2)).toEqual({ matches: true, axis: 'axial', count: 130 });
    expect(hasSliceCount(ixiT2, paperSliceCounts.t1).matches).toBe(false);
  });

  it('is along the shorter side where voxels are cubes, and unknown in a template', () => {
    expect(acquisitionAxis(gridOf([256, 150, 256], [1, 1, 1]))).toBe('coronal');
    const template = gridOf([182, 218, 182], [1, 1, 1]);
    expect(hasSliceCount(template, 182)).toEqual({ matches: false, axis: null, count: null });
    expect(hasSliceCount(template, 182, 'axial').matches).toBe(true);
    expect(acquisitionAxis(gridOf([256, 256, 130], [1, 2, 2]))).toBe(null);
    expect(acquisitionAxis(gridOf([130, 256, 256], [1.001, 1, 1]))).toBe('sagittal');
  });
});
