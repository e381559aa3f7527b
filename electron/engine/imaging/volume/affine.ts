import { inverse, Matrix, SingularValueDecomposition } from 'ml-matrix';

/** A 4x4 matrix of homogeneous coordinates, row by row; its last row is 0 0 0 1. */
export type Affine = readonly number[];
export type Point = readonly [x: number, y: number, z: number];

export const identity: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** @throws RangeError where `values` are not 16 finite numbers, or not of an affine map that can be inverted. */
export function checkAffine(values: readonly number[]): void {
  const finite = values.length === 16 && values.every(Number.isFinite);
  const affine = finite && values.slice(12).every((value, i) => value === (i === 3 ? 1 : 0));
  if (!affine || !invertible(values)) {
    throw new RangeError(
      `An affine is 16 finite numbers, row by row, that map volume to volume, not [${values.join(', ')}].`,
    );
  }
}

/** a b: the map that applies `b` first. */
export function multiply(a: Affine, b: Affine): Affine {
  return toMatrix(a).mmul(toMatrix(b)).to1DArray();
}

/** @throws RangeError where the matrix maps space onto a plane, a line or a point. */
export function invert(matrix: Affine): Affine {
  if (!invertible(matrix)) {
    throw new RangeError(`The matrix [${matrix.join(', ')}] cannot be inverted.`);
  }
  return inverse(toMatrix(matrix)).to1DArray();
}

export function apply(matrix: Affine, [x, y, z]: Point): [number, number, number] {
  const row = (i: number): number =>
    at(matrix, i) * x + at(matrix, i + 1) * y + at(matrix, i + 2) * z + at(matrix, i + 3);
  return [row(0), row(4), row(8)];
}

/** Lengths of a voxel's edges (mm) along its own x, y and z: the norms of the matrix's columns. */
export function voxelSize(affine: Affine): [number, number, number] {
  const norm = (column: number): number =>
    Math.hypot(at(affine, column), at(affine, column + 4), at(affine, column + 8));
  return [norm(0), norm(1), norm(2)];
}

/** Six parameters of a rigid motion: rotations (degrees) about x, y and z, then a translation (mm). */
export type RigidParameters = { rotation: Point; translation: Point };

/**
 * p -> R (p - centre) + centre + translation with R = Rz Ry Rx: about the fixed axes, x first. Positive angles
 * turn counter-clockwise when looking against the axis.
 * @param centre mm
 */
export function rigidTransform({ rotation, translation }: RigidParameters, centre: Point): Affine {
  const [x, y, z] = rotation.map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  const [cx, sx, cy, sy, cz, sz] = [x, y, z].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const turn: Affine = [
    ...[cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0],
    ...[sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0],
    ...[-sy, cy * sx, cy * cx, 0],
    ...[0, 0, 0, 1],
  ];
  const turned = apply(turn, centre);
  return turn.map((value, i) => {
    const row = (i - 3) / 4;
    if (i % 4 !== 3 || i === 15) return value;
    return (centre[row] as number) - (turned[row] as number) + (translation[row] as number);
  });
}

/** The angle (degrees, 0 to 180) of the one rotation that a rigid matrix makes about its axis. */
export function rotationAngle(matrix: Affine): number {
  const trace = at(matrix, 0) + at(matrix, 5) + at(matrix, 10);
  return (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI;
}

function invertible(matrix: Affine): boolean {
  const linear = toMatrix(matrix).subMatrix(0, 2, 0, 2);
  const [largest = 0, , smallest = 0] = new SingularValueDecomposition(linear).diagonal;
  return smallest > 1e-9 * largest;
}

function toMatrix(affine: Affine): Matrix {
  return Matrix.from1DArray(4, 4, affine as number[]);
}

function at(matrix: Affine, index: number): number {
  return matrix[index] as number;
}
