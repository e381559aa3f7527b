import type { ImageReference } from '../../contract/datasets.ts';
import type { Raster } from '../imaging/raster.ts';
import type { Affine } from '../imaging/volume/affine.ts';
import { resampleSlice } from '../imaging/volume/resample-volume.ts';
import { sliceGrid, takeSlice } from '../imaging/volume/slices.ts';
import type { Volume } from '../imaging/volume/volume.ts';

export type SliceImage = Extract<ImageReference, { kind: 'slice' }>;

const axisNames = { x: 'sagittal', y: 'coronal', z: 'axial' } as const;

/**
 * One slice as a grey float32 raster, rows and columns in the order of the voxels (see `takeSlice`). Trilinear
 * where the volume is laid on a grid, 0 outside of it; voxels as they are where neither a grid nor a transform
 * is given.
 * @throws RangeError where there is no such slice.
 */
export function sliceOf(volume: Volume, { axis, index, grid, transform }: SliceImage): Raster {
  if (grid === null && transform === null) return takeSlice(volume, axisNames[axis], index);
  const onto = grid ? { size: grid.size, affine: grid.affine as unknown as Affine } : volume;
  const one = sliceGrid(onto, axisNames[axis], index);
  const { data } = resampleSlice(
    volume,
    one,
    0,
    transform ? { transform: transform as unknown as Affine } : {},
  );
  return { width: one.size[0], height: one.size[1], channels: 1, dtype: 'float32', data, notes: [] };
}
