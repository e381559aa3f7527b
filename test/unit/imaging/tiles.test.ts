import { describe, expect, it } from 'vitest';
import { coreOf, tilesOf } from '../../../electron/engine/imaging/tiles.ts';

describe.each([
  { width: 1000, height: 700, side: 300, overlap: 60 },
  { width: 301, height: 300, side: 300, overlap: 60 },
  { width: 540, height: 299, side: 300, overlap: 60 },
  { width: 90, height: 2000, side: 200, overlap: 90 },
  { width: 500, height: 500, side: 50, overlap: 40 },
])('$width x $height in tiles of $side sharing $overlap', ({ width, height, side, overlap }) => {
  const tiles = tilesOf({ width, height }, side, overlap);

  it('tiles lie inside the image and are no larger than asked', () => {
    for (const tile of tiles) {
      expect(Math.min(tile.x, tile.y)).toBeGreaterThanOrEqual(0);
      expect(tile.x + tile.width).toBeLessThanOrEqual(width);
      expect(tile.y + tile.height).toBeLessThanOrEqual(height);
      expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(Math.max(side, 4 * overlap));
    }
  });

  it('cores cover each pixel once', () => {
    const seen = new Uint8Array(width * height);
    for (const tile of tiles) {
      const core = coreOf(tile, { width, height }, overlap);
      for (let y = core.y; y < core.y + core.height; y += 1) {
        for (let x = core.x; x < core.x + core.width; x += 1)
          seen[y * width + x] = (seen[y * width + x] ?? 0) + 1;
      }
    }
    expect(seen.every((times) => times === 1)).toBe(true);
  });
});

it('an image that fits is one tile', () => {
  expect(tilesOf({ width: 300, height: 20 }, 300, 60)).toEqual([{ x: 0, y: 0, width: 300, height: 20 }]);
});
