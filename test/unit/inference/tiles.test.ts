import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import type { Tile } from '../../../electron/engine/inference/tiles.ts';
import { planTiles, runTiled } from '../../../electron/engine/inference/tiles.ts';

const rules = { tile: 64, stride: 4, receptiveRadius: 11 };

const sizes = [
  [64, 64],
  [65, 64],
  [100, 333],
  [1, 200],
  [640, 480],
] as const;

describe('tiles', () => {
  it.each(sizes)('have cores that cover %i x %i once', (width, height) => {
    const count = new Uint8Array(width * height);
    for (const { core } of planTiles(width, height, rules)) {
      for (let y = core.y; y < core.y + core.height; y += 1) {
        for (let x = core.x; x < core.x + core.width; x += 1)
          count[y * width + x] = (count[y * width + x] ?? 0) + 1;
      }
    }
    expect(count.every((times) => times === 1)).toBe(true);
  });

  it.each(sizes)('of %i x %i reach beyond their cores, begin at the stride and fit', (width, height) => {
    for (const { core, ...tile } of planTiles(width, height, rules)) {
      expect([tile.x % rules.stride, tile.y % rules.stride]).toEqual([0, 0]);
      expect(tile.width).toBeLessThanOrEqual(rules.tile);
      expect(tile.height).toBeLessThanOrEqual(rules.tile);
      const around = rules.receptiveRadius;
      expect(tile.x === 0 || core.x - tile.x >= around).toBe(true);
      expect(tile.y === 0 || core.y - tile.y >= around).toBe(true);
      const [right, bottom] = [tile.x + tile.width, tile.y + tile.height];
      expect(right === width || right - (core.x + core.width) >= around).toBe(true);
      expect(bottom === height || bottom - (core.y + core.height) >= around).toBe(true);
    }
  });

  it('are refused where nothing would be left of them', () => {
    expect(() => planTiles(100, 100, { ...rules, tile: 24 })).toThrow(RangeError);
  });
});

describe('running tiles', () => {
  it('halves them when memory runs out', async () => {
    const seen = new Map<number, number>();
    const run = (_tile: Tile, side: number): void => {
      seen.set(side, (seen.get(side) ?? 0) + 1);
      if (side > 64) throw new Error('OOM when allocating tensor');
    };
    await runTiled(200, 100, { ...rules, tile: 256 }, run);
    expect([...seen.keys()]).toEqual([256, 128, 64]);
    expect(seen.get(64)).toBe(planTiles(200, 100, rules).length);
  });

  it('gives up when the smallest is too large', async () => {
    const run = (): void => {
      throw new AbbeError('out-of-memory', 'Not enough memory.');
    };
    await expect(runTiled(200, 200, rules, run)).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  it('hands other errors on at once', async () => {
    let calls = 0;
    const run = (): void => {
      calls += 1;
      throw new RangeError('wrong');
    };
    await expect(runTiled(200, 200, rules, run)).rejects.toThrow('wrong');
    expect(calls).toBe(1);
  });

  it('stops between tiles when it is cancelled, and tells how far it is', async () => {
    const controller = new AbortController();
    const told: number[] = [];
    let calls = 0;
    const run = (): void => {
      calls += 1;
      if (calls === 3) controller.abort();
    };
    const onProgress = (done: number): void => void told.push(done);
    const running = runTiled(640, 480, rules, run, { signal: controller.signal, onProgress });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls).toBe(3);
    expect(told).toEqual([0, 1, 2]);
  });
});
