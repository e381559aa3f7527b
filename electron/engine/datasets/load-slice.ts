import type { ImageReference } from '../../contract/datasets.ts';
import type { Affine } from '../imaging/volume/affine.ts';
import { resampleSlice } from '../imaging/volume/resample-volume.ts';
import type { Grid, Volume } from '../imaging/volume/volume.ts';
import type { Raster } from '../imaging/raster.ts';

export type SliceImage = Extract<ImageReference, { kind: 'slice' }>;

/** Columns and rows of a slice, as axes of the volume (0 x, 1 y, 2 z), and the axis it is taken along. */
const axesOf = { x: [1, 2, 0], y: [0, 2, 1], z: [0, 1, 2] } as const;

/**
 * One slice as a grey float32 raster, rows and columns in the order of the voxels: a slice along z has x to the
 * right and y down, one along y has x and z, one along x has y and z. Trilinear where the volume is laid on a
 * grid, 0 outside of it; voxels as they are where neither a grid nor a transform is given.
 * @throws RangeError where there is no such slice.
 */
export function sliceOf(volume: Volume, { axis, index, grid, transform }: SliceImage): Raster {
  const [across, down, along] = axesOf[axis];
  const onto: Grid = grid ?? volume;
  const [width, height, depth] = [onto.size[across], onto.size[down], onto.size[along]];
  if (index >= depth)
    throw new RangeError(`it has ${depth} slices along ${axis}, and number ${index} is asked for`);
  const data =
    grid === null && transform === null
      ? copySlice(volume, axesOf[axis], index)
      : resampleSlice(volume, turn(onto, axesOf[axis]), index, transform ? { transform } : {}).data;
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

/** The same voxels with other axes first, so that the slices asked for are planes z. */
function turn({ size, affine }: Grid, axes: readonly [number, number, number]): Grid {
  const columns = [...axes, 3];
  const turned = affine.map((_, i) => affine[Math.floor(i / 4) * 4 + (columns[i % 4] as number)] as number);
  return {
    size: axes.map((axis) => size[axis]) as [number, number, number],
    affine: turned as unknown as Affine,
  };
}

function copySlice(
  { size, data }: Volume,
  axes: readonly [number, number, number],
  index: number,
): Float32Array {
  const strides = [1, size[0], size[0] * size[1]];
  const [across, down, along] = axes;
  const [width, height] = [size[across] as number, size[down] as number];
  const slice = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = index * (strides[along] as number) + row * (strides[down] as number);
    for (let column = 0; column < width; column += 1) {
      slice[row * width + column] = data[start + column * (strides[across] as number)] as number;
    }
  }
  return slice;
}
