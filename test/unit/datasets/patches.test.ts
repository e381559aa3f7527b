import { describe, expect, it } from 'vitest';
import {
  cornersWithSignal,
  gridCorners,
  parsePatches,
  randomCorner,
  requirePatchFits,
} from '../../../electron/engine/datasets/patches.ts';
import { signalMap } from '../../../electron/engine/datasets/signal-map.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { drawPicture } from './feed-fixture.ts';

const rule = { size: 8, threshold: 0.4, percentile: 99.9 };

/** Dark, but for a bright block. */
function spot(width: number, height: number, x: number, y: number): Raster {
  const raster: Raster = { ...drawPicture(width, height), data: new Uint16Array(width * height).fill(100) };
  for (const [u, v] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) raster.data[(y + v) * width + x + u] = 9000; // prettier-ignore
  return raster;
}

describe('patch parameters', () => {
  it('fill their defaults, and must be divisible as the network needs', () => {
    expect(parsePatches({}, 32)).toMatchObject({ size: 256, sampling: 'random', skipBackground: true });
    expect(() => parsePatches({ size: 100 }, 32)).toThrow(/100 cannot be divided by 32.* choose 96 or 128/);
    expect(() => parsePatches({ size: 16 }, 32)).toThrow(/choose 32/);
    expect(() => parsePatches({ stride: 0 })).toThrow(/stride/);
  });

  it('refuse an image smaller than the patch, naming it and what helps', () => {
    expect(() => requirePatchFits('cell 3', { width: 40, height: 64 }, 64)).toThrow(
      /Item cell 3 has 40 x 64 .* choose patches of at most 40 px/,
    );
    expect(() => requirePatchFits('cell 3', { width: 64, height: 64 }, 64)).not.toThrow();
  });
});

describe('a grid', () => {
  it('covers the image to its last pixel, inside of it', () => {
    const corners = gridCorners({ width: 50, height: 32 }, 16, 16);
    expect(corners.map(({ x }) => x)).toEqual([0, 16, 32, 34, 0, 16, 32, 34]);
    expect(new Set(corners.map(({ y }) => y))).toEqual(new Set([0, 16]));
    expect(gridCorners({ width: 16, height: 16 }, 16, 4)).toEqual([{ x: 0, y: 0 }]);
    expect(gridCorners({ width: 24, height: 16 }, 16, 4).map(({ x }) => x)).toEqual([0, 4, 8]);
  });

  it('keeps patches with signal, or all where none has', () => {
    const image = spot(32, 32, 20, 20);
    const corners = gridCorners(image, 8, 8);
    const kept = cornersWithSignal(corners, signalMap(image, rule));
    expect(kept.map((i) => corners[i])).toEqual([{ x: 16, y: 16 }]);
    const empty: Raster = { ...image, data: new Uint16Array(1024) };
    expect(cornersWithSignal(corners, signalMap(empty, rule))).toHaveLength(corners.length);
  });
});

describe('the map of signal', () => {
  it.each([
    [1, 8],
    [3, 8],
    [1, 7],
    [1, 1],
  ] as const)(
    'of %i channels and patches of %i is the maximum over the middle half of each patch',
    (channels, size) => {
      const image = drawPicture(23, 19, 'uint16', channels);
      // Few bright pixels, so that both answers occur.
      image.data = image.data.map((value, i) => (i % 37 === 0 ? value : value % 90));
      const map = signalMap(image, { ...rule, size, threshold: 0.5, percentile: 100 });
      const level = 0.5 * Math.max(...image.data);
      const [half, start] = [Math.max(1, size >> 1), (size >> 1) - (Math.max(1, size >> 1) >> 1)];
      const expected = Array.from({ length: map.width * map.height }, (_, i) => {
        const [x, y] = [(i % map.width) + start, Math.floor(i / map.width) + start];
        for (let v = y; v < y + half; v += 1) {
          const row = image.data.subarray((v * 23 + x) * channels, (v * 23 + x + half) * channels);
          if (row.some((value) => value > level)) return 1;
        }
        return 0;
      });
      expect([map.width, map.height]).toEqual([24 - size, 20 - size]);
      expect([...map.isSignal]).toEqual(expected);
      expect(new Set(expected).size).toBe(2);
      expect(map.before.at(-1)).toBe(expected.reduce<number>((sum, value) => sum + value, 0));
    },
  );
});

describe('a random corner', () => {
  it('is the same for the same seed, inside the image, and reaches all of it', () => {
    const size = { width: 12, height: 10 };
    const draw = (seed: number) => randomCorner(size, 8, null, seededRandom(seed));
    const all = Array.from({ length: 300 }, (_, seed) => draw(seed));
    expect(draw(5)).toEqual(draw(5));
    expect(new Set(all.map(({ x }) => x))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(new Set(all.map(({ y }) => y))).toEqual(new Set([0, 1, 2]));
  });

  it('is drawn evenly from those with signal', () => {
    const image = spot(40, 30, 25, 11);
    const map = signalMap(image, rule);
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let seed = 0; seed < draws; seed += 1) {
      const { x, y } = randomCorner(image, 8, map, seededRandom(seed));
      expect(map.isSignal[y * map.width + x]).toBe(1);
      counts.set(`${x},${y}`, (counts.get(`${x},${y}`) ?? 0) + 1);
    }
    const total = map.before.at(-1) as number;
    expect(counts.size).toBe(total);
    const expected = draws / total;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // The 99.9th percentile of chi-square lies below this for any number of corners here.
    expect(chiSquare).toBeLessThan(total + 4 * Math.sqrt(2 * total));
  });
});
