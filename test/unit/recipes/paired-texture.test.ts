import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { textureDistance } from '../../../electron/engine/recipes/paired/texture.ts';

function grey(width: number, height: number, at: (x: number, y: number) => number): Raster {
  const data = Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

const noise = (x: number, y: number): number => 50 * Math.sin(12.9 * x + 78.2 * y) ** 3 + 100;

describe('the distance of textures', () => {
  const image = grey(40, 30, noise);

  it('is zero where pixels lie elsewhere only', () => {
    expect(textureDistance(image, image)).toBe(0);
    expect(
      textureDistance(
        grey(40, 30, (x, y) => noise(39 - x, 29 - y)),
        image,
      ),
    ).toBeCloseTo(0, 5);
  });

  it('is half the offset of a brighter image, whose differences are the same', () => {
    expect(
      textureDistance(
        grey(40, 30, (x, y) => noise(x, y) + 8),
        image,
      ),
    ).toBeCloseTo(4, 4);
  });

  it('is as counted by hand', () => {
    const ramp = grey(3, 1, (x) => x * x);
    // Intensities 0 1 4 and 2 2 2: (2 + 1 + 2) / 3; differences 1 3 and 0 0: 2.
    expect(
      textureDistance(
        ramp,
        grey(3, 1, () => 2),
      ),
    ).toBeCloseTo((5 / 3 + 2) / 2, 6);
  });

  it('is larger for a blurred image than for another one of the same kind', () => {
    const blurred = grey(40, 30, (x, y) => (noise(x - 1, y) + noise(x, y) + noise(x + 1, y)) / 3);
    const other = grey(40, 30, (x, y) => noise(x + 97, y + 31));
    expect(textureDistance(blurred, image)).toBeGreaterThan(4 * textureDistance(other, image));
  });

  it('is refused for images of two sizes', () => {
    expect(() =>
      textureDistance(
        grey(2, 3, () => 0),
        grey(3, 2, () => 0),
      ),
    ).toThrow(RangeError);
  });
});
