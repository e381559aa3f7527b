import { describe, expect, it } from 'vitest';
import { packImage, packPairs, unpackImage } from '../../../electron/engine/recipes/microgan/image-batch.ts';
import type { PairItem } from '../../../electron/engine/recipes/recipe.ts';

const bucket = { width: 16, height: 16 };

/** A 16-bit image whose pixel values tell where they were. */
function makePair(width: number, height: number): PairItem {
  const data = Uint16Array.from({ length: width * height }, (_, i) => i * 7);
  const image = { width, height, channels: 1 as const, dtype: 'uint16' as const, data, notes: [] };
  return { id: 'pair', input: image, truth: image };
}

const toIndex = (signed: number): number => Math.round(((signed + 1) * 32767.5) / 7);

describe('a batch of pairs', () => {
  it('has each image at the top left, the mask over it and zeros beside it', () => {
    const rules = { bucket, channels: 1, patchSize: null, augment: false };
    const batch = packPairs([makePair(5, 3), makePair(16, 16)], rules, [1, 0]);
    expect(batch.count).toBe(2);
    for (let y = 0; y < 16; y += 1) {
      for (let x = 0; x < 16; x += 1) {
        const inside = x < 5 && y < 3;
        expect(batch.mask[y * 16 + x]).toBe(inside ? 1 : 0);
        const value = batch.truth[y * 16 + x] as number;
        if (inside) expect(toIndex(value)).toBe(y * 5 + x);
        else expect(value).toBe(0);
      }
    }
    expect(batch.mask.subarray(256).every((value) => value === 1)).toBe(true);
  });

  it('cuts large images to patches, the same from input and truth, at many places', () => {
    const rules = { bucket, channels: 1, patchSize: 8, augment: false };
    const corners = new Set<number>();
    for (let step = 0; step < 40; step += 1) {
      const { input, truth, mask } = packPairs([makePair(30, 6)], rules, [1, step]);
      expect(input).toEqual(truth);
      expect(mask.reduce((a, b) => a + b)).toBe(8 * 6);
      corners.add(toIndex(input[0] as number));
    }
    expect(corners.size).toBeGreaterThan(10);
    expect(Math.max(...corners)).toBe(22);
  });

  it('shows all eight orientations, the same of input and truth', () => {
    const rules = { bucket, channels: 1, patchSize: null, augment: true };
    const seen = new Map<string, number[]>();
    for (let step = 0; step < 100; step += 1) {
      const { input, truth } = packPairs([makePair(4, 3)], rules, [1, step]);
      expect(input).toEqual(truth);
      const values = [...input].map((value, i) => (input[i] === 0 ? -1 : toIndex(value)));
      seen.set(values.join(), values);
    }
    expect(seen.size).toBe(8);
    for (const values of seen.values()) {
      const inside = values.filter((value) => value >= 0);
      expect(inside.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
      // Neighbours stay neighbours: one step along the first row is one pixel or one row of the original.
      expect([1, 4]).toContain(Math.abs((values[1] as number) - (values[0] as number)));
    }
  });

  it('turns no image that its bucket does not hold turned', () => {
    const rules = { bucket: { width: 32, height: 16 }, channels: 1, patchSize: null, augment: true };
    for (let step = 0; step < 30; step += 1) {
      const { mask } = packPairs([makePair(30, 5)], rules, [1, step]);
      expect(mask.subarray(0, 30).every((value) => value === 1)).toBe(true);
    }
  });
});

describe('a single image', () => {
  it('comes back from its padding', () => {
    const { input: image } = makePair(7, 5);
    const { input } = packImage(image, bucket);
    expect([...unpackImage(input, bucket, image, 1)].map(toIndex)).toEqual(
      Array.from({ length: 35 }, (_, i) => i),
    );
  });
});
