import { describe, expect, it } from 'vitest';
import { RasterCache } from '../../../electron/engine/datasets/raster-cache.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function raster(bytes: number): Raster {
  return { width: bytes, height: 1, channels: 1, dtype: 'uint8', data: new Uint8Array(bytes), notes: [] };
}

/** A cache, and how often each key was made. */
function counted(maxBytes: number): {
  get: (key: string, bytes?: number) => Promise<Raster>;
  made: string[];
  cache: RasterCache;
} {
  const cache = new RasterCache(maxBytes);
  const made: string[] = [];
  const get = (key: string, bytes = 10): Promise<Raster> =>
    cache.get(key, async () => {
      made.push(key);
      return raster(bytes);
    });
  return { get, made, cache };
}

describe('the raster cache', () => {
  it('makes each raster once, also when asked twice at once', async () => {
    const { get, made } = counted(100);
    const [first, second] = await Promise.all([get('a'), get('a')]);
    expect(second).toBe(first);
    expect(await get('a')).toBe(first);
    expect(made).toEqual(['a']);
  });

  it('gives up the one least recently used', async () => {
    const { get, made, cache } = counted(30);
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(key);
    expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(cache.bytes).toBe(30);
  });

  it('hands over what is larger than itself without keeping anything less', async () => {
    const { get, made, cache } = counted(30);
    await get('a');
    expect((await get('large', 31)).width).toBe(31);
    await get('a');
    expect(made).toEqual(['a', 'large']);
    expect(cache.bytes).toBe(10);
  });

  it('tries anew what failed', async () => {
    const cache = new RasterCache();
    await expect(cache.get('a', async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect((await cache.get('a', async () => raster(5))).width).toBe(5);
  });
});
