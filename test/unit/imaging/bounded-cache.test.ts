import { describe, expect, it } from 'vitest';
import { BoundedCache } from '../../../electron/engine/imaging/bounded-cache.ts';

type Thing = { bytes: number };

const cacheOf = (maxBytes: number): BoundedCache<Thing> => new BoundedCache(maxBytes, ({ bytes }) => bytes);

/** A cache, and how often each key was made. */
function counted(maxBytes: number): {
  get: (key: string, bytes?: number) => Promise<Thing>;
  made: string[];
  cache: BoundedCache<Thing>;
} {
  const cache = cacheOf(maxBytes);
  const made: string[] = [];
  const get = (key: string, bytes = 10): Promise<Thing> =>
    cache.get(key, async () => {
      made.push(key);
      return { bytes };
    });
  return { get, made, cache };
}

describe('the bounded cache', () => {
  it('makes each thing once, also when asked twice at once', async () => {
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
    expect((await get('large', 31)).bytes).toBe(31);
    await get('a');
    expect(made).toEqual(['a', 'large']);
    expect(cache.bytes).toBe(10);
  });

  it('tries anew what failed', async () => {
    const cache = cacheOf(100);
    await expect(cache.get('a', async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect((await cache.get('a', async () => ({ bytes: 5 }))).bytes).toBe(5);
  });
});
