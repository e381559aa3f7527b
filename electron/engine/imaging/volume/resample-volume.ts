import { apply, identity, invert, multiply } from './affine.ts';
import type { Affine } from './affine.ts';
import { emptyVolume } from './volume.ts';
import type { Grid, Volume } from './volume.ts';

export type ResampleOptions = {
  /**
   * Takes RAS mm of the grid to RAS mm of the volume that is resampled, as registration gives it; where not
   * given, the two affines are believed.
   */
  transform?: Affine;
  /** `nearest` keeps the numbers of masks and labels; `trilinear` where not said. */
  interpolation?: 'trilinear' | 'nearest';
};

/** Values on the grid, 0 outside of the volume; `valid` is 1 inside of it and 0 outside. */
export type ResampledSlice = { data: Float32Array; valid: Uint8Array };

/**
 * The volume as it looks on the voxels of `grid`. A point counts as inside up to the outer faces of the border
 * voxels, whose value holds to there. There is no smoothing beforehand: on a grid much coarser than the
 * volume, every value comes from its eight neighbours alone.
 * Own code: OpenCV and the array libraries for JavaScript resample planes, not volumes.
 */
export function resampleTo(
  grid: Grid,
  volume: Volume,
  options: ResampleOptions = {},
): { volume: Volume; valid: Uint8Array } {
  const result = emptyVolume(grid);
  const valid = new Uint8Array(result.data.length);
  const [nx, ny, nz] = grid.size;
  const rows = rowSampler(grid, volume, options);
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) rows(y, z, result.data, valid, (z * ny + y) * nx);
  }
  return { volume: result, valid };
}

/**
 * One plane z of what `resampleTo` gives, (ny, nx) row by row, without the work for the others.
 * @throws RangeError where the grid has no such plane.
 */
export function resampleSlice(
  volume: Volume,
  grid: Grid,
  z: number,
  options: ResampleOptions = {},
): ResampledSlice {
  const [nx, ny, nz] = grid.size;
  if (!Number.isInteger(z) || z < 0 || z >= nz) {
    throw new RangeError(`The grid has the planes 0 to ${nz - 1}, not ${z}.`);
  }
  const [data, valid] = [new Float32Array(nx * ny), new Uint8Array(nx * ny)];
  const rows = rowSampler(grid, volume, options);
  for (let y = 0; y < ny; y += 1) rows(y, z, data, valid, y * nx);
  return { data, valid };
}

type RowSampler = (y: number, z: number, data: Float32Array, valid: Uint8Array, offset: number) => void;

/** Voxels of one row of the grid lie on a line in the volume: one step is the same everywhere. */
function rowSampler(grid: Grid, volume: Volume, { transform, interpolation }: ResampleOptions): RowSampler {
  const map = multiply(invert(volume.affine), multiply(transform ?? identity, grid.affine));
  const [stepX = 0, stepY = 0, stepZ = 0] = [map[0], map[4], map[8]];
  const [nx, ny, nz] = volume.size;
  const width = grid.size[0];
  const isNearest = interpolation === 'nearest';
  return (y, z, data, valid, offset) => {
    const [startX, startY, startZ] = apply(map, [0, y, z]);
    for (let i = 0; i < width; i += 1) {
      const px = startX + stepX * i;
      const py = startY + stepY * i;
      const pz = startZ + stepZ * i;
      if (!(px >= -0.5 && py >= -0.5 && pz >= -0.5 && px < nx - 0.5 && py < ny - 0.5 && pz < nz - 0.5))
        continue;
      // Rounding stays inside: the bounds are the outer faces of the border voxels.
      data[offset + i] = isNearest
        ? (volume.data[(Math.round(pz) * ny + Math.round(py)) * nx + Math.round(px)] as number)
        : trilinear(volume, px, py, pz);
      valid[offset + i] = 1;
    }
  };
}

/**
 * The value between the eight voxels around (x, y, z), given in voxels; up to half a voxel beyond the border
 * its value holds. The point must not lie further outside.
 */
export function trilinear({ size, data }: Volume, x: number, y: number, z: number): number {
  const nx = size[0];
  const ny = size[1];
  const cx = clamp(x, nx - 1);
  const cy = clamp(y, ny - 1);
  const cz = clamp(z, size[2] - 1);
  const at = ((cz | 0) * ny + (cy | 0)) * nx + (cx | 0);
  const fx = cx - (cx | 0);
  const fy = cy - (cy | 0);
  const fz = cz - (cz | 0);
  // On the border the neighbour would be another row's voxel: its weight is 0, and the voxel stands for it.
  const right = fx > 0 ? 1 : 0;
  const down = fy > 0 ? nx : 0;
  const near = bilinear(data, at, right, down, fx, fy);
  return fz > 0 ? near + (bilinear(data, at + nx * ny, right, down, fx, fy) - near) * fz : near;
}

function bilinear(
  data: Float32Array,
  at: number,
  right: number,
  down: number,
  fx: number,
  fy: number,
): number {
  const a = data[at] as number;
  const c = data[at + down] as number;
  const top = a + ((data[at + right] as number) - a) * fx;
  const bottom = c + ((data[at + down + right] as number) - c) * fx;
  return top + (bottom - top) * fy;
}

function clamp(value: number, last: number): number {
  return value < 0 ? 0 : value > last ? last : value;
}
