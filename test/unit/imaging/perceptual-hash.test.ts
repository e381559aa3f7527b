import { describe, expect, it } from 'vitest';
import {
  hashDistance,
  likenessOf,
  thumbnailCorrelation,
} from '../../../electron/engine/imaging/perceptual-hash.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

type Value = (x: number, y: number) => number;

function grey(width: number, height: number, value: Value): Raster {
  const data = new Float32Array(width * height).map((_, i) =>
    value((i % width) / width, Math.floor(i / width) / height),
  );
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

/** Round cells at fixed places, the same for any size of picture. */
function cells(seed: number): Value {
  let state = seed;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const centres = Array.from({ length: 12 }, () => [next(), next()] as const);
  return (x, y) =>
    centres.reduce((sum, [cx, cy]) => sum + Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.004), 0);
}

describe('the likeness of pictures', () => {
  const picture = likenessOf(grey(300, 200, cells(1)));

  it.each([
    ['in another size', grey(451, 307, cells(1))],
    ['in other proportions', grey(200, 300, cells(1))],
    ['brighter and with less contrast', grey(300, 200, (x, y) => 1000 + 7 * cells(1)(x, y))],
    ['with a little noise', grey(300, 200, (x, y) => cells(1)(x, y) + 0.05 * Math.sin(1e6 * (x + 3 * y)))],
  ])('is kept %s', (_what, other) => {
    const likeness = likenessOf(other);
    expect(hashDistance(picture.hash, likeness.hash)).toBeLessThanOrEqual(8);
    expect(thumbnailCorrelation(picture, likeness)).toBeGreaterThan(0.99);
  });

  it('is another for other cells', () => {
    for (let seed = 2; seed < 30; seed += 1) {
      expect(thumbnailCorrelation(picture, likenessOf(grey(300, 200, cells(seed))))).toBeLessThan(0.9);
    }
  });

  it('weighs red, green and blue as a grey copy does', () => {
    const plane = grey(120, 90, cells(3));
    const colour = [0.2, 1, 0.5];
    const data = new Float32Array(plane.data.length * 3).map(
      (_, i) => (plane.data[Math.floor(i / 3)] as number) * (colour[i % 3] as number),
    );
    const rgb = likenessOf({ ...plane, channels: 3, data });
    expect(thumbnailCorrelation(likenessOf(plane), rgb)).toBeCloseTo(1, 5);
  });

  it('compares all 64 bits', () => {
    expect(hashDistance([0, 0], [0xffffffff, 0xffffffff])).toBe(64);
    expect(hashDistance([0x80000001, 0], [0, 1])).toBe(3);
    const rising = likenessOf(grey(90, 80, (x) => x));
    expect(hashDistance(rising.hash, likenessOf(grey(90, 80, (x) => -x)).hash)).toBe(64);
  });

  it('of a flat or tiny picture, or one with holes, is like nothing and no error', () => {
    const flat = likenessOf(grey(100, 100, () => 0.1));
    expect(thumbnailCorrelation(flat, flat)).toBe(0);
    expect(thumbnailCorrelation(flat, picture)).toBe(0);
    const tiny = likenessOf(grey(3, 2, (x, y) => x + y));
    expect(thumbnailCorrelation(tiny, tiny)).toBeCloseTo(1, 5);
    const holes = likenessOf(grey(100, 100, (x, y) => (x > 0.9 ? NaN : cells(1)(x, y))));
    expect(thumbnailCorrelation(holes, holes)).toBeCloseTo(1, 5);
  });
});
