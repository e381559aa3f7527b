import { apply, invert } from '../../../../electron/engine/imaging/volume/affine.ts';
import type { Affine, Point } from '../../../../electron/engine/imaging/volume/affine.ts';
import { emptyVolume } from '../../../../electron/engine/imaging/volume/volume.ts';
import type { Grid, Volume } from '../../../../electron/engine/imaging/volume/volume.ts';

/** 40 x 48 x 36 voxels of 2 mm. */
export const headGrid: Grid = {
  size: [40, 48, 36],
  affine: [2, 0, 0, -39, 0, 2, 0, -47, 0, 0, 2, -35, 0, 0, 0, 1],
};

/** Centre and radii (mm) of the parts of a head that is alike in no mirror; later ones cover earlier ones. */
const parts: { centre: Point; radii: Point; t1: number; t2: number }[] = [
  { centre: [0, 0, 0], radii: [32, 40, 28], t1: 300, t2: 700 },
  { centre: [0, -2, 2], radii: [27, 34, 23], t1: 900, t2: 400 },
  { centre: [-8, 8, 4], radii: [5, 12, 6], t1: 150, t2: 1000 },
  { centre: [10, -10, -6], radii: [8, 5, 9], t1: 600, t2: 550 },
  { centre: [6, 20, 8], radii: [6, 4, 3], t1: 1100, t2: 250 },
];

/**
 * A head of soft-edged ellipsoids in two contrasts whose intensities do not rise together.
 * @param motion RAS mm of the head at rest to where it is moved
 */
export function phantom(contrast: 't1' | 't2', motion: Affine, grid: Grid = headGrid): Volume {
  const volume = emptyVolume(grid);
  const toRest = invert(motion);
  const [nx, ny] = grid.size;
  for (let i = 0; i < volume.data.length; i += 1) {
    const voxel: Point = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    volume.data[i] = valueAt(apply(toRest, apply(grid.affine, voxel)), contrast);
  }
  return volume;
}

function valueAt(point: Point, contrast: 't1' | 't2'): number {
  return parts.reduce((below, { centre, radii, ...values }) => {
    const radius = Math.hypot(...point.map((x, axis) => (x - centre[axis]!) / radii[axis]!));
    // The edge is about as wide as a voxel.
    const share = Math.min(1, Math.max(0, 0.5 + ((1 - radius) * Math.min(...radii)) / 2));
    return below + (values[contrast] - below) * share;
  }, 0);
}
