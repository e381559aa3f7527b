import { describe, expect, it } from 'vitest';
import { bucketFor, chooseBuckets } from '../../../electron/engine/training/buckets.ts';

const size = (width: number, height: number) => ({ width, height });

/** The paper's spread: 30x14 to 765x1607 pixels. */
const sizes = Array.from({ length: 400 }, (_, i) =>
  size(Math.round(30 + 735 * ((i * 0.618) % 1) ** 3), Math.round(14 + 1593 * ((i * 0.414) % 1) ** 3)),
);

describe('buckets', () => {
  it.each([1, 3, 8, 20])('hold every image in at most %i shapes', (limit) => {
    const buckets = chooseBuckets(sizes, 16, limit);
    expect(buckets.length).toBeLessThanOrEqual(limit);
    for (const image of sizes) expect(bucketFor(image, buckets)).toBeDefined();
    for (const { width, height } of buckets) expect([width % 16, height % 16]).toEqual([0, 0]);
  });

  it('waste less the more of them there may be', () => {
    const padded = (limit: number): number => {
      const buckets = chooseBuckets(sizes, 16, limit);
      return sizes.reduce((sum, image) => {
        const bucket = bucketFor(image, buckets) ?? size(0, 0);
        return sum + bucket.width * bucket.height;
      }, 0);
    };
    const area = sizes.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(padded(8)).toBeLessThan(padded(3));
    expect(padded(3)).toBeLessThan(padded(1));
    expect(padded(8)).toBeLessThan(3 * area);
  });

  it('are one shape an image where that is few enough', () => {
    expect(chooseBuckets([size(30, 14), size(64, 64), size(32, 16)], 16, 8)).toEqual([
      size(32, 16),
      size(64, 64),
    ]);
  });

  it('join the two shapes that cost the least', () => {
    const images = [size(16, 16), size(16, 32), size(128, 128)];
    expect(chooseBuckets(images, 16, 2)).toEqual([size(16, 32), size(128, 128)]);
  });

  it('hold nothing larger than themselves', () => {
    expect(bucketFor(size(33, 8), [size(32, 32)])).toBeUndefined();
    expect(bucketFor(size(20, 20), [size(64, 64), size(32, 32)])).toEqual(size(32, 32));
  });
});
