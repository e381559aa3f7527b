import { apply, checkAffine, identity, invert, multiply, voxelSize } from './affine.ts';
import type { Affine, Point } from './affine.ts';

/** Where voxels lie: how many there are along x, y, z, and the map from their indices to RAS millimetres. */
export type Grid = { readonly size: readonly [nx: number, ny: number, nz: number]; readonly affine: Affine };

/** A scalar volume; `data` has x fastest, then y, then z. */
export type Volume = Grid & { readonly data: Float32Array };

/** A volume of zeros to be filled slice by slice. @throws RangeError for sizes or an affine that cannot be. */
export function emptyVolume(grid: Grid): Volume {
  const { size, affine } = grid;
  if (size.length !== 3 || !size.every((count) => Number.isInteger(count) && count > 0)) {
    throw new RangeError(`A volume has whole numbers of voxels along x, y and z, not ${size.join(' x ')}.`);
  }
  checkAffine(affine);
  return { size, affine, data: new Float32Array(voxelCount(grid)) };
}

/** A volume around numbers that are there already (nx ny nz of them, x fastest), which are not copied. */
export function volumeOf(grid: Grid, data: Float32Array): Volume {
  if (data.length !== voxelCount(grid)) {
    throw new RangeError(`${data.length} values do not fill ${grid.size.join(' x ')} voxels.`);
  }
  checkAffine(grid.affine);
  return { size: grid.size, affine: grid.affine, data };
}

/**
 * Puts the plane z of a file into a volume, as (y, x) row by row in any type of number; NaN and infinity, which
 * some programs write outside of the head, become 0. @throws RangeError where it does not fit.
 */
export function setPlane(volume: Volume, z: number, samples: ArrayLike<number>): void {
  const [nx, ny, nz] = volume.size;
  if (samples.length !== nx * ny || !Number.isInteger(z) || z < 0 || z >= nz) {
    throw new RangeError(
      `Plane ${z} of ${samples.length} samples is not one of ${nx} x ${ny} x ${nz} voxels.`,
    );
  }
  const from = z * nx * ny;
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    volume.data[from + i] = Number.isFinite(value) ? value : 0;
  }
}

export function voxelCount({ size: [nx, ny, nz] }: Grid): number {
  return nx * ny * nz;
}

/** The middle of a grid's field of view, RAS mm. */
export function centreOf({ size: [nx, ny, nz], affine }: Grid): Point {
  return apply(affine, [(nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2]);
}

/**
 * Whether two grids have the same voxels in the same places: equal sizes, and no corner of the field of view
 * further apart than `tolerance` (mm; a hundredth of the finest voxel edge where not given).
 */
export function sameGrid(a: Grid, b: Grid, tolerance = 0.01 * Math.min(...voxelSize(a.affine))): boolean {
  return (
    a.size.every((count, i) => count === b.size[i]) &&
    cornersOf(a).every((corner) => distance(apply(a.affine, corner), apply(b.affine, corner)) <= tolerance)
  );
}

/**
 * The share (0 to 1) of `grid`'s field of view that lies inside the field of view of `other`, by a lattice of
 * 32 points along each axis; `transform` takes RAS mm of `grid` to RAS mm of `other`.
 */
export function overlap(grid: Grid, other: Grid, transform: Affine = identity): number {
  const steps = 32;
  const map = multiply(invert(other.affine), multiply(transform, grid.affine));
  const place = (step: number, axis: 0 | 1 | 2): number => ((step + 0.5) / steps) * grid.size[axis] - 0.5;
  let inside = 0;
  for (let i = 0; i < steps ** 3; i += 1) {
    const [x, y, z] = [i % steps, Math.floor(i / steps) % steps, Math.floor(i / steps ** 2)];
    const voxel = apply(map, [place(x, 0), place(y, 1), place(z, 2)]);
    if (voxel.every((at, axis) => at >= -0.5 && at < (other.size[axis] as number) - 0.5)) inside += 1;
  }
  return inside / steps ** 3;
}

/** The eight corner voxels, as indices. */
function cornersOf({ size: [nx, ny, nz] }: Grid): Point[] {
  return [0, nx - 1].flatMap((x) => [0, ny - 1].flatMap((y) => [0, nz - 1].map((z) => [x, y, z] as const)));
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
