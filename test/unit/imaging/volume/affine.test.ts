import { describe, expect, it } from 'vitest';
import {
  apply,
  checkAffine,
  identity,
  invert,
  multiply,
  rigidTransform,
  rotationAngle,
  voxelSize,
} from '../../../../electron/engine/imaging/volume/affine.ts';
import type { Point } from '../../../../electron/engine/imaging/volume/affine.ts';

const oblique = [0.9, -0.1, 0.3, -90, 0.1, 0.8, 0.2, -120, -0.2, 0.1, 2.9, -60, 0, 0, 0, 1];

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 9));
}

describe('affine', () => {
  it('maps voxels to millimetres, row by row', () => {
    expectClose(apply(oblique, [1, 2, 3]), [-88.4, -117.7, -51.3]);
  });

  it('applies the right factor of a product first', () => {
    const double = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1];
    const shift = [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    expect(apply(multiply(double, shift), [1, 1, 1])).toEqual([12, 2, 2]);
  });

  it('is undone by its inverse; a flat one has none', () => {
    expectClose(multiply(invert(oblique), oblique), identity);
    const flat = [1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1];
    expect(() => invert(flat)).toThrow(/cannot be inverted/);
  });

  it('refuses what is no map from voxels to space', () => {
    for (const wrong of [[1, 2], oblique.with(3, NaN), oblique.with(12, 1), new Array<number>(16).fill(0)]) {
      expect(() => checkAffine(wrong)).toThrow(RangeError);
    }
    expect(() => checkAffine(oblique)).not.toThrow();
  });

  it('knows the lengths of a turned voxel’s edges', () => {
    const turned = multiply(rigidTransform({ rotation: [10, 20, 30], translation: [1, 2, 3] }, [0, 0, 0]), [
      ...[0.9, 0, 0, 0],
      ...[0, 1.1, 0, 0],
      ...[0, 0, 3, 0],
      ...[0, 0, 0, 1],
    ]);
    expectClose(voxelSize(turned), [0.9, 1.1, 3]);
  });
});

describe('rigidTransform', () => {
  const none: Point = [0, 0, 0];

  it('turns counter-clockwise about each axis', () => {
    const turn = (rotation: Point, point: Point) =>
      apply(rigidTransform({ rotation, translation: none }, none), point);
    expectClose(turn([90, 0, 0], [0, 1, 0]), [0, 0, 1]);
    expectClose(turn([0, 90, 0], [0, 0, 1]), [1, 0, 0]);
    expectClose(turn([0, 0, 90], [1, 0, 0]), [0, 1, 0]);
  });

  it('turns about x first, z last', () => {
    const all = rigidTransform({ rotation: [90, 0, 90], translation: none }, none);
    expectClose(apply(all, [0, 1, 0]), [0, 0, 1]);
    expectClose(apply(all, [1, 0, 0]), [0, 1, 0]);
  });

  it('moves its centre by the translation alone', () => {
    const moved = rigidTransform({ rotation: [12, -7, 33], translation: [1, 2, 3] }, [10, -20, 30]);
    expectClose(apply(moved, [10, -20, 30]), [11, -18, 33]);
    expect(rotationAngle(rigidTransform({ rotation: [0, -7, 0], translation: [4, 4, 4] }, none))).toBeCloseTo(
      7,
    );
  });
});
