import type { Affine } from './header.ts';

/** A 3 x 3 matrix, row by row. */
export type Matrix3 = [number, number, number, number, number, number, number, number, number];

/** How a volume is turned to RAS: for each canonical axis (x, y, z) the stored axis, and whether it runs backwards. */
export interface Orientation {
  axis: [number, number, number];
  flipped: [boolean, boolean, boolean];
}

/**
 * The permutation and flips that bring the stored axes closest to Right, Anterior, Superior, as nibabel's
 * `io_orientation`: the rotation nearest to the affine (its orthogonal polar factor) is taken, and each stored
 * axis in turn gets the free world axis to which it points most.
 * @returns null where the affine squeezes a direction to nothing, so that no orientation can be told
 */
export function closestOrientation(affine: Affine): Orientation | null {
  const rotation = polarFactor(affine);
  if (!rotation) return null;
  const strength = (world: number, stored: number) => Math.abs(rotation[3 * world + stored]!);
  const free = new Set([0, 1, 2]);
  const orientation: Orientation = { axis: [0, 1, 2], flipped: [false, false, false] };
  for (const stored of [0, 1, 2]) {
    const world = [...free].reduce((best, each) =>
      strength(each, stored) > strength(best, stored) ? each : best,
    );
    free.delete(world);
    orientation.axis[world] = stored;
    orientation.flipped[world] = rotation[3 * world + stored]! < 0;
  }
  return orientation;
}

/** The affine of the turned volume: canonical voxel indices to the same millimetres. */
export function canonicalAffine(
  affine: Affine,
  { axis, flipped }: Orientation,
  sizes: readonly number[],
): Affine {
  const result: Affine = [...affine];
  for (let row = 0; row < 3; row += 1) {
    let origin = affine[4 * row + 3]!;
    for (let world = 0; world < 3; world += 1) {
      const step = affine[4 * row + axis[world]!]!;
      result[4 * row + world] = flipped[world] ? -step : step;
      if (flipped[world]) origin += step * (sizes[axis[world]!]! - 1);
    }
    result[4 * row + 3] = origin;
  }
  return result;
}

/** Lengths of the affine's columns: the voxel's size along each of its axes. */
export function voxelSize(affine: Affine): [number, number, number] {
  return [0, 1, 2].map((i) => Math.hypot(affine[i]!, affine[4 + i]!, affine[8 + i]!)) as [
    number,
    number,
    number,
  ];
}

/**
 * The orthogonal matrix nearest to the affine's 3 x 3 part with columns of length 1, by Newton's iteration
 * X ← (X + X⁻ᵀ) / 2 (Higham 1986). Own code: ten lines, and no linear algebra package is among ours.
 */
export function polarFactor(affine: Affine): Matrix3 | null {
  const size = voxelSize(affine);
  let x = [0, 1, 2].flatMap((row) => [0, 1, 2].map((i) => affine[4 * row + i]! / size[i]!)) as Matrix3;
  for (let step = 0; step < 60; step += 1) {
    const cofactors = cofactorsOf(x);
    const determinant = x[0] * cofactors[0] + x[1] * cofactors[1] + x[2] * cofactors[2];
    if (!(Math.abs(determinant) > 1e-6)) return null;
    const next = x.map((value, i) => (value + cofactors[i]! / determinant) / 2) as Matrix3;
    const change = Math.max(...next.map((value, i) => Math.abs(value - x[i]!)));
    x = next;
    if (change < 1e-12) break;
  }
  return x;
}

/** The cofactor matrix; divided by the determinant it is the inverse's transpose. */
function cofactorsOf([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [
    e * i - f * h,
    f * g - d * i,
    d * h - e * g,
    c * h - b * i,
    a * i - c * g,
    b * g - a * h,
    b * f - c * e,
    c * d - a * f,
    a * e - b * d,
  ];
}
