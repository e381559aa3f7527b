import { describe, expect, it } from 'vitest';
import { identity, rigidTransform } from '../../../../electron/engine/imaging/volume/affine.ts';
import { resampleSlice, resampleTo } from '../../../../electron/engine/imaging/volume/resample-volume.ts';
import { sliceGrid, takeSlice } from '../../../../electron/engine/imaging/volume/slices.ts';
import { emptyVolume } from '../../../../electron/engine/imaging/volume/volume.ts';
import type { Grid, Volume } from '../../../../electron/engine/imaging/volume/volume.ts';

/** Values that rise linearly along each axis, which trilinear interpolation keeps exactly. */
function ramp(grid: Grid): Volume {
  const volume = emptyVolume(grid);
  const [nx, ny] = grid.size;
  for (let i = 0; i < volume.data.length; i += 1) {
    volume.data[i] = (i % nx) + 10 * (Math.floor(i / nx) % ny) + 100 * Math.floor(i / (nx * ny));
  }
  return volume;
}

const source = ramp({ size: [5, 6, 7], affine: identity });

describe('resampleTo', () => {
  it('is the volume itself on its own grid', () => {
    const { volume, valid } = resampleTo(source, source);
    expect(volume.data).toEqual(source.data);
    expect(valid.every((value) => value === 1)).toBe(true);
  });

  it('interpolates between voxels by both affines', () => {
    const grid: Grid = {
      size: [2, 2, 2],
      affine: [0.5, 0, 0, 1.25, 0, 0.5, 0, 2, 0, 0, 0.5, 3.5, 0, 0, 0, 1],
    };
    const { volume } = resampleTo(grid, source);
    const first = 1.25 + 20 + 350;
    const wanted = [0, 0.5, 5, 5.5, 50, 50.5, 55, 55.5].map((more) => first + more);
    expect([...volume.data]).toEqual(wanted);
  });

  it('takes the transform from the grid’s millimetres to the volume’s', () => {
    const transform = rigidTransform({ rotation: [0, 0, 0], translation: [2, 0, 0] }, [0, 0, 0]);
    const { volume, valid } = resampleTo(source, source, { transform });
    expect([...volume.data.subarray(0, 5)]).toEqual([2, 3, 4, 0, 0]);
    expect([...valid.subarray(0, 5)]).toEqual([1, 1, 1, 0, 0]);
  });

  it('holds the border’s value to the outer faces of its voxels, and not beyond', () => {
    const at = (x: number): Grid => ({
      size: [1, 1, 1],
      affine: (identity as number[]).with(3, x),
    });
    for (const [x, value, valid] of [
      [-0.5, 0, 1],
      [-0.51, 0, 0],
      [4.49, 4, 1],
      [4.5, 0, 0],
    ] as const) {
      const result = resampleTo(at(x), source);
      expect([result.volume.data[0], result.valid[0]], `x = ${x}`).toEqual([value, valid]);
    }
  });

  it('keeps the numbers of labels with nearest neighbours', () => {
    const transform = rigidTransform({ rotation: [20, 10, 5], translation: [0.3, 0.2, 0.1] }, [2, 3, 3]);
    const { volume } = resampleTo(source, source, { transform, interpolation: 'nearest' });
    const labels = new Set(source.data);
    expect(volume.data.every((value) => labels.has(value))).toBe(true);
    expect(volume.data).not.toEqual(source.data);
  });
});

describe('resampleSlice', () => {
  const transform = rigidTransform({ rotation: [8, -5, 12], translation: [1, -0.5, 0.7] }, [2, 3, 3]);

  it('gives one plane of what resampleTo gives', () => {
    const whole = resampleTo(source, source, { transform });
    const { data, valid } = resampleSlice(source, source, 4, { transform });
    expect(data).toEqual(whole.volume.data.subarray(120, 150));
    expect(valid).toEqual(whole.valid.subarray(120, 150));
    expect(new Set(valid)).toEqual(new Set([0, 1]));
    expect(() => resampleSlice(source, source, 7)).toThrow('The grid has the planes 0 to 6, not 7.');
  });

  it('gives one slice along any axis on the grid of that slice', () => {
    const { volume } = resampleTo(source, source, { transform });
    for (const [axis, index] of [
      ['axial', 2],
      ['coronal', 3],
      ['sagittal', 1],
    ] as const) {
      const { data } = resampleSlice(source, sliceGrid(source, axis, index), 0, { transform });
      const wanted = takeSlice(volume, axis, index).data;
      expect(data).toHaveLength(wanted.length);
      data.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 3));
    }
  });
});
