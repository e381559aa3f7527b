import { describe, expect, it } from 'vitest';
import { identity, rigidTransform } from '../../../../electron/engine/imaging/volume/affine.ts';
import { shrinkVolume } from '../../../../electron/engine/imaging/volume/shrink-volume.ts';
import {
  centreOf,
  emptyVolume,
  overlap,
  sameGrid,
  setPlane,
  volumeOf,
} from '../../../../electron/engine/imaging/volume/volume.ts';
import type { Grid } from '../../../../electron/engine/imaging/volume/volume.ts';

const grid: Grid = { size: [4, 6, 8], affine: [2, 0, 0, -3, 0, 2, 0, -5, 0, 0, 2, -7, 0, 0, 0, 1] };
const shifted = (x: number): Grid => ({ ...grid, affine: (grid.affine as number[]).with(3, -3 + x) });

describe('volume', () => {
  it('is filled plane by plane, x fastest; what is no number becomes 0', () => {
    const volume = emptyVolume({ size: [2, 2, 2], affine: identity });
    setPlane(volume, 1, new Uint16Array([1, 2, 3, 65535]));
    setPlane(volume, 0, new Float64Array([NaN, Infinity, -5, 0.5]));
    expect([...volume.data]).toEqual([0, 0, -5, 0.5, 1, 2, 3, 65535]);
  });

  it('refuses sizes, planes and numbers that do not fit', () => {
    expect(() => emptyVolume({ size: [0, 2, 2], affine: identity })).toThrow(/whole numbers of voxels/);
    expect(() => volumeOf(grid, new Float32Array(5))).toThrow('5 values do not fill 4 x 6 x 8 voxels.');
    const volume = emptyVolume(grid);
    expect(() => setPlane(volume, 8, new Uint8Array(24))).toThrow(RangeError);
    expect(() => setPlane(volume, 0, new Uint8Array(23))).toThrow(RangeError);
  });

  it('has the middle of its field of view at the middle of its voxels', () => {
    expect(centreOf(grid)).toEqual([0, 0, 0]);
  });
});

describe('grids', () => {
  it('are the same up to a tolerance in mm', () => {
    expect(sameGrid(grid, shifted(0.015))).toBe(true);
    expect(sameGrid(grid, shifted(0.1))).toBe(false);
    expect(sameGrid(grid, shifted(0.1), 0.2)).toBe(true);
    expect(sameGrid(grid, { ...grid, size: [4, 6, 7] })).toBe(false);
  });

  it('overlap by the share of the field of view', () => {
    expect(overlap(grid, grid)).toBe(1);
    expect(overlap(grid, shifted(4))).toBe(0.5);
    expect(overlap(grid, shifted(100))).toBe(0);
    const back = rigidTransform({ rotation: [0, 0, 0], translation: [100, 0, 0] }, [0, 0, 0]);
    expect(overlap(grid, shifted(100), back)).toBe(1);
  });
});

describe('shrinkVolume', () => {
  it('takes means of blocks and keeps their places', () => {
    const ramp = emptyVolume({
      size: [9, 4, 3],
      affine: [1, 0, 0, 10, 0, 1, 0, 20, 0, 0, 3, 30, 0, 0, 0, 1],
    });
    ramp.data.forEach((_, i) => (ramp.data[i] = (i % 9) + 100 * (Math.floor(i / 9) % 4)));
    const small = shrinkVolume(ramp, 2);
    expect(small.size).toEqual([4, 2, 3]);
    expect(small.affine).toEqual([2, 0, 0, 10.5, 0, 2, 0, 20.5, 0, 0, 3, 30, 0, 0, 0, 1]);
    expect([...small.data.subarray(0, 8)]).toEqual([50.5, 52.5, 54.5, 56.5, 250.5, 252.5, 254.5, 256.5]);
  });

  it('leaves what is coarse enough', () => {
    const volume = emptyVolume(grid);
    expect(shrinkVolume(volume, 2)).toBe(volume);
  });
});
