import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ThumbnailCache } from '../../../electron/engine/formats/thumbnail-cache.ts';
import type { ShownPhoto } from '../../../electron/engine/formats/thumbnail-cache.ts';
import { scramble, temporaryFolder } from './fixtures.ts';

const plane = { t: 0, c: 0, z: 0 };

function shown(file: string, size = 16): ShownPhoto {
  const info = { file, width: 100, height: 80, channels: 1, dtype: 'uint16' as const, min: 3, max: 4000.5 };
  const notes = ['Shown from 1 to 2 µm “so”.'];
  return { info: { ...info, notes }, picture: { ...scramble(size, size, 3, 'uint8'), notes } };
}

/** A cache in a folder of its own, and how often it had to make a picture. */
function cacheIn(folder: string, maxBytes?: number) {
  const cache = new ThumbnailCache(join(folder, 'thumbnails'), maxBytes);
  let made = 0;
  return {
    cache,
    made: () => made,
    get: (file: string, maxSize = 64, at = plane, size = 16) =>
      cache.get(file, maxSize, at, async () => {
        made += 1;
        return shown(file, size);
      }),
  };
}

describe('thumbnails on disk', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'photo.tif');
  writeFileSync(file, 'some bytes');
  const { get, made } = cacheIn(folder);

  it('are found again, also by another cache, with all that is known of the image', async () => {
    expect(await get(file)).toEqual(shown(file));
    expect(await get(file)).toEqual(shown(file));
    expect(made()).toBe(1);
    const later = cacheIn(folder);
    expect(await later.get(file)).toEqual(shown(file));
    expect(later.made()).toBe(0);
  });

  it('are made anew for another size, plane or content', async () => {
    const before = made();
    await get(file, 128);
    await get(file, 64, { ...plane, z: 1 });
    writeFileSync(file, 'other bytes');
    await get(file);
    expect(made()).toBe(before + 3);
  });

  it('are made anew where an entry is damaged', async () => {
    const entries = readdirSync(join(folder, 'thumbnails')).map((name) => join(folder, 'thumbnails', name));
    for (const entry of entries) writeFileSync(entry, readFileSync(entry).subarray(0, 60));
    const before = made();
    expect(await get(file)).toEqual(shown(file));
    expect(made()).toBe(before + 1);
    expect(await get(file)).toEqual(shown(file));
    expect(made()).toBe(before + 1);
  });

  it('a missing file and a folder that cannot be written are no matter', async () => {
    expect(await get(join(folder, 'absent.tif'))).toEqual(shown(join(folder, 'absent.tif')));
    // The cache's place is taken by a file.
    writeFileSync(join(folder, 'taken'), '');
    const blocked = new ThumbnailCache(join(folder, 'taken'));
    expect(await blocked.get(file, 64, plane, async () => shown(file))).toEqual(shown(file));
  });
});

it('the ones used longest ago are given up beyond the bound', async () => {
  const folder = temporaryFolder();
  const { get, made } = cacheIn(folder);
  const files = Array.from({ length: 10 }, (_, i) => join(folder, `photo${i}.tif`));
  const place = join(folder, 'thumbnails');
  for (const [i, file] of files.entries()) {
    writeFileSync(file, 'x');
    const known = new Set(i === 0 ? [] : readdirSync(place));
    await get(file, 64, plane, 50);
    const [entry] = readdirSync(place).filter((name) => !known.has(name));
    utimesSync(join(place, entry!), 1000 + i, 1000 + i);
  }
  // Used again, so that it is now the youngest.
  await get(files[0]!, 64, plane, 50);
  const held = () => readdirSync(place).reduce((sum, name) => sum + statSync(join(place, name)).size, 0);
  const all = held();
  await cacheIn(folder, all / 2).cache.tidy();
  expect(held()).toBeLessThanOrEqual(all / 2);
  expect(held()).toBeGreaterThan(all / 4);
  await get(files[0]!, 64, plane, 50);
  await get(files[9]!, 64, plane, 50);
  expect(made()).toBe(10);
  await get(files[1]!, 64, plane, 50);
  expect(made()).toBe(11);
});
