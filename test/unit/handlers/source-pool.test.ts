import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PixelSource, WritableImage } from '../../../electron/engine/formats/pixel-source.ts';
import { nifti } from '../../../electron/engine/formats/nifti.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { writePng } from '../../../electron/engine/formats/png.ts';
import { SourcePool } from '../../../electron/engine/handlers/source-pool.ts';
import { bmpBytes, scramble, temporaryFolder } from '../formats/fixtures.ts';

const folder = temporaryFolder();
const first = { t: 0, c: 0, z: 0 };
const names = ['a.png', 'b.png', 'c.png', 'd.png'];
const [side, pictureBytes] = [20, 20 * 20 * 3];
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  for (const name of names) await writePng(at(name), scramble(side, side, 3, 'uint8'));
});

/** Reads a plane, as a handler does, and gives the source that it was read from. */
function readFrom(pool: SourcePool, name: string): Promise<PixelSource> {
  return pool.use(at(name), {}, async (source) => {
    await source.plane(first);
    return source;
  });
}

describe('open files that nobody reads', () => {
  it('are closed, the longest unused first, until the rest holds no more than the limit', async () => {
    const pool = new SourcePool({ files: 16, bytes: 2 * pictureBytes });
    const [a, b] = [await readFrom(pool, 'a.png'), await readFrom(pool, 'b.png')];
    expect([a, b].map((source) => source.heldBytes!())).toEqual([pictureBytes, pictureBytes]);
    expect(await readFrom(pool, 'a.png')).toBe(a);
    const c = await readFrom(pool, 'c.png');
    expect([a, b, c].map((source) => source.heldBytes!())).toEqual([pictureBytes, 0, pictureBytes]);
    expect(await readFrom(pool, 'b.png')).not.toBe(b);
    await pool.close();
    expect([a, c].map((source) => source.heldBytes!())).toEqual([0, 0]);
  });

  it('stay where one alone is above the limit, as long as no other comes', async () => {
    const pool = new SourcePool({ files: 16, bytes: pictureBytes / 2 });
    const a = await readFrom(pool, 'a.png');
    expect(await readFrom(pool, 'a.png')).toBe(a);
    expect(a.heldBytes!()).toBe(pictureBytes);
    await readFrom(pool, 'b.png');
    expect(a.heldBytes!()).toBe(0);
    await pool.close();
  });

  it('are no more than the limit of files, and those in use do not count', async () => {
    const pool = new SourcePool({ files: 2, bytes: Infinity });
    await pool.use(at('a.png'), {}, async (a) => {
      await a.plane(first);
      const others: PixelSource[] = [];
      for (const name of names.slice(1)) others.push(await readFrom(pool, name));
      expect(others.map((source) => source.heldBytes!() > 0)).toEqual([false, true, true]);
      expect(a.heldBytes!()).toBe(pictureBytes);
    });
    await pool.close();
  });
});

it('files that are unpacked or decoded count what they hold', async () => {
  const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i);
  const image: WritableImage = {
    shape: [1, 1, 2, side, side],
    dtype: 'uint8',
    pixelSize: null,
    channels: ['Grey'],
    plane: () => bytes(side * side),
  };
  await nifti.write!(at('v.nii.gz'), image);
  await nifti.write!(at('v.nii'), image);
  await omeZarr.write!(at('v.zarr'), image);
  writeFileSync(at('p.bmp'), bmpBytes(scramble(side, side, 3, 'uint8')));
  const header = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, side, 0, 0, 0, side);
  writeFileSync(at('m.idx.gz'), gzipSync(Buffer.concat([header, bytes(2 * side * side)])));
  const pool = new SourcePool();
  const held: Record<string, number> = {};
  for (const name of readdirSync(folder).filter((each) => /^[vpm]\./.test(each))) {
    held[name] = (await readFrom(pool, name)).heldBytes!();
  }
  expect(held).toEqual({
    'm.idx.gz': header.length + 2 * side * side,
    'p.bmp': pictureBytes,
    'v.nii': 0,
    'v.nii.gz': 352 + 2 * side * side,
    // A chunk counts as what it may unpack to, a checksum included.
    'v.zarr': side * side + 4096,
  });
  await pool.close();
});
