import type { Raster } from '../raster.ts';
import { multiply, voxelSize } from './affine.ts';
import { foregroundLevel } from './intensity-ranks.ts';
import type { Grid, Volume } from './volume.ts';

/** How a RAS volume is cut: across z, y or x. */
export type SliceAxis = 'axial' | 'coronal' | 'sagittal';

/** Which of x, y, z run along a slice's rows, down its columns, and from slice to slice. */
const axesOf = { axial: [0, 1, 2], coronal: [0, 2, 1], sagittal: [1, 2, 0] } as const;

export function sliceCount({ size }: Grid, axis: SliceAxis): number {
  return size[axesOf[axis][2]];
}

/**
 * One slice, (height, width, 1): axial (y, x), coronal (z, x), sagittal (z, y). Rows run from posterior to
 * anterior or from foot to head, as voxels are numbered; `upright` turns that for the eye.
 * @throws RangeError where there is no such slice.
 */
export function takeSlice(volume: Volume, axis: SliceAxis, index: number): Raster {
  checkIndex(volume, axis, index);
  const [along, down, across] = axesOf[axis];
  const [nx, ny] = volume.size;
  const steps = [1, nx, nx * ny] as const;
  const [width, height] = [volume.size[along], volume.size[down]];
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = index * steps[across] + row * steps[down];
    for (let i = 0; i < width; i += 1) data[row * width + i] = volume.data[from + i * steps[along]] as number;
  }
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

/**
 * The grid of one slice alone, of which `resampleSlice(volume, grid, 0)` gives the pixels as `takeSlice` orders
 * them: one slice of another volume on request, along any axis.
 * @throws RangeError where there is no such slice.
 */
export function sliceGrid(grid: Grid, axis: SliceAxis, index: number): Grid {
  checkIndex(grid, axis, index);
  const [along, down, across] = axesOf[axis];
  const toVoxel = new Array<number>(16).fill(0);
  toVoxel[4 * along] = 1;
  toVoxel[4 * down + 1] = 1;
  toVoxel[4 * across + 2] = 1;
  toVoxel[4 * across + 3] = index;
  toVoxel[15] = 1;
  return { size: [grid.size[along], grid.size[down], 1], affine: multiply(grid.affine, toVoxel) };
}

/** A slice as pictures show it: anterior or head at the top. The patient's left stays at the left. */
export function upright(slice: Raster): Raster {
  const row = slice.width * slice.channels;
  const data = slice.data.slice();
  for (let y = 0; y < slice.height; y += 1) {
    data.set(slice.data.subarray(y * row, (y + 1) * row), (slice.height - 1 - y) * row);
  }
  return { ...slice, data };
}

export type SliceRange = { from: number; to: number };

/** The slices of pix2pix-medical, both ends included, counted from 0. */
export const paperRange: SliceRange = { from: 90, to: 110 };

/** The indices of a range, both ends included. @throws RangeError where the volume has not all of them. */
export function slicesIn(grid: Grid, axis: SliceAxis, { from, to }: SliceRange = paperRange): number[] {
  const count = sliceCount(grid, axis);
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to >= count) {
    throw new RangeError(
      `The slices ${from} to ${to} were asked for; the volume has the ${axis} slices 0 to ${count - 1}.`,
    );
  }
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The share (0 to 1) of a slice's pixels above `level`. */
export function foregroundShare({ data }: Raster, level: number): number {
  let above = 0;
  for (const value of data) if (value > level) above += 1;
  return above / data.length;
}

/**
 * Divides slices into those that show something and empty ones, of which less than `leastForeground` of the
 * area lies above `level` (in the volume's numbers; `foregroundLevel` where not given).
 */
export function splitEmptySlices(
  volume: Volume,
  axis: SliceAxis,
  indices: readonly number[],
  leastForeground = 0.05,
  level = foregroundLevel(volume),
): { kept: number[]; empty: number[] } {
  const isFull = (index: number): boolean =>
    foregroundShare(takeSlice(volume, axis, index), level) >= leastForeground;
  const full = new Set(indices.filter(isFull));
  return {
    kept: indices.filter((index) => full.has(index)),
    empty: indices.filter((index) => !full.has(index)),
  };
}

/**
 * Which slice of one volume goes with which of the other: each with itself and, at a reach above 0, with its
 * neighbours up to `reach` slices away, as pix2pix-medical takes neighbouring slices to correspond too.
 */
export function slicePairs(indices: readonly number[], reach = 0): { input: number; target: number }[] {
  if (!Number.isInteger(reach) || reach < 0) {
    throw new RangeError(`The reach of slice pairs is a whole number of slices from 0, not ${reach}.`);
  }
  return indices.flatMap((input) =>
    indices.filter((target) => Math.abs(target - input) <= reach).map((target) => ({ input, target })),
  );
}

/**
 * The axis along which a scanner stacked its slices, which the rule on slice counts is about: the one with the
 * longest voxel edge; where all are alike (to 1 %), the one with fewer voxels than the other two, which are
 * equally many. Null where neither tells, as in volumes resampled to a template.
 *
 * It is read off the RAS volume, so reorientation does not matter: IXI's T1 has its 150 slices stacked from left
 * to right, across x (sagittal), its T2 the 130 from foot to head, across z (axial).
 */
export function acquisitionAxis(grid: Grid): SliceAxis | null {
  const edges = voxelSize(grid.affine);
  const stands = (values: readonly number[], isApart: (a: number, b: number) => boolean): SliceAxis | null =>
    (['axial', 'coronal', 'sagittal'] as const).find((axis) => {
      const [along, down, across] = axesOf[axis];
      const [a, b, own] = [values[along] as number, values[down] as number, values[across] as number];
      return isApart(own, Math.max(a, b)) && isApart(own, Math.min(a, b));
    }) ?? null;
  const thickest = stands(edges, (own, other) => own > 1.01 * other);
  if (thickest || Math.max(...edges) > 1.01 * Math.min(...edges)) return thickest;
  const isPair = new Set(grid.size).size === 2;
  return isPair ? stands(grid.size, (own, other) => own < other) : null;
}

/** Slices that pix2pix-medical asks of each contrast: the counts most frequent in IXI. */
export const paperSliceCounts = { t1: 150, t2: 130 } as const;

export type SliceCountCheck = { matches: boolean; axis: SliceAxis | null; count: number | null };

/** Whether a volume was recorded in so many slices; false where its acquisition axis cannot be told. */
export function hasSliceCount(
  grid: Grid,
  wanted: number,
  axis: SliceAxis | null = acquisitionAxis(grid),
): SliceCountCheck {
  const count = axis && sliceCount(grid, axis);
  return { matches: count === wanted, axis, count };
}

function checkIndex(grid: Grid, axis: SliceAxis, index: number): void {
  const count = sliceCount(grid, axis);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`The volume has the ${axis} slices 0 to ${count - 1}, not ${index}.`);
  }
}
