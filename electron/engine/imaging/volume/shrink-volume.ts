import { multiply, voxelSize } from './affine.ts';
import { emptyVolume } from './volume.ts';
import type { Volume } from './volume.ts';

/**
 * The volume on voxels of about `edge` mm, each the mean of a block of whole voxels, which smooths and reduces
 * in one pass; axes that are coarser already stay. What does not fill a block at the far sides is left out.
 */
export function shrinkVolume(volume: Volume, edge: number): Volume {
  const factors = voxelSize(volume.affine).map((length, axis) =>
    Math.min(volume.size[axis] as number, Math.max(1, Math.round(edge / length))),
  ) as [number, number, number];
  const [fx, fy, fz] = factors;
  if (factors.every((factor) => factor === 1)) return volume;
  const size = volume.size.map((voxels, axis) => Math.floor(voxels / (factors[axis] as number)));
  const [nx, ny, nz] = size as [number, number, number];
  // The first block's centre lies half a block, less half a voxel, inside the first voxel's.
  const shift = factors.map((factor) => (factor - 1) / 2) as [number, number, number];
  const toVoxel = [fx, 0, 0, shift[0], 0, fy, 0, shift[1], 0, 0, fz, shift[2], 0, 0, 0, 1];
  const result = emptyVolume({ size: [nx, ny, nz], affine: multiply(volume.affine, toVoxel) });
  const scale = 1 / (fx * fy * fz);
  for (let z = 0; z < nz * fz; z += 1) {
    for (let y = 0; y < ny * fy; y += 1) {
      const from = (z * volume.size[1] + y) * volume.size[0];
      const to = (Math.floor(z / fz) * ny + Math.floor(y / fy)) * nx;
      addBlocks(volume.data, from, result.data, to, nx, fx, scale);
    }
  }
  return result;
}

/** Adds each `factor` numbers of a row, scaled, to one of the shorter row. */
function addBlocks(
  source: Float32Array,
  from: number,
  target: Float32Array,
  to: number,
  length: number,
  factor: number,
  scale: number,
): void {
  for (let x = 0; x < length; x += 1) {
    let sum = 0;
    for (let i = 0; i < factor; i += 1) sum += source[from + x * factor + i] as number;
    target[to + x] = (target[to + x] as number) + sum * scale;
  }
}
