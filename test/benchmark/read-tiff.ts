import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import type { PixelSource, Samples } from '../../electron/engine/formats/pixel-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';

// "whole": all planes in memory at the end, as after `imread`. "pages": one plane after another, each in
// the memory of the last, which is what Python's allocator makes of `page.asarray()`, and we of `into`.
const cases = [
  { codec: 'none', planes: 200, how: 'whole' },
  { codec: 'none', planes: 200, how: 'pages' },
  { codec: 'deflate', planes: 50, how: 'whole' },
  { codec: 'lzw', planes: 50, how: 'whole' },
];

// Enough for the four threads that read and unpack; tifffile decodes on several threads by itself.
const planesAtOnce = 8;

/** Opening a stack of 512 x 512 planes of 16 bits and reading all of it, against tifffile. */
export const readTiff: Benchmark = {
  id: 'read-tiff',
  async run({ python, note }) {
    const rows: Row[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'abbe-read-tiff-'));
    try {
      for (const { codec, planes, how } of cases) {
        note(`TIFF stack, ${codec}, ${how}`);
        const file = join(folder, `${codec}.tif`);
        const peer = new Peer(python, 'read-tiff.py', [file, codec, String(planes), how]);
        const theirSum = Number(await peer.line());
        const ourSum = await readAll(file);
        if (ourSum !== theirSum)
          throw new Error(`The pixels differ: ours add up to ${ourSum}, theirs to ${theirSum}.`);
        const times = await alternate(
          5,
          1,
          (count) => timed(count, file, how === 'whole' ? readWhole : readPages),
          (count) => peer.steps(count),
        );
        rows.push({
          name: `read TIFF, ${planes} planes 512x512, ${codec}, ${how}`,
          peer: how === 'whole' ? 'tifffile.imread' : 'TiffPage.asarray',
          ...times,
        });
        await peer.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return rows;
  },
};

/** All planes, each in an array of its own. */
async function readWhole(source: PixelSource): Promise<Samples[]> {
  const indices = [...planesOf(source.info)];
  const planes: Samples[] = [];
  for (let at = 0; at < indices.length; at += planesAtOnce) {
    const some = indices.slice(at, at + planesAtOnce);
    planes.push(...(await Promise.all(some.map((index) => source.plane(index)))));
  }
  return planes;
}

async function readPages(source: PixelSource): Promise<void> {
  let plane: Samples | undefined;
  for (const index of planesOf(source.info)) plane = await source.plane(index, plane);
}

async function timed(
  count: number,
  file: string,
  read: (source: PixelSource) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    const source = await openSource(file);
    await read(source);
    await source.close();
    times.push(performance.now() - start);
  }
  return times;
}

async function readAll(file: string): Promise<number> {
  const source = await openSource(file);
  let sum = 0;
  for (const index of planesOf(source.info)) for (const value of await source.plane(index)) sum += value;
  await source.close();
  return sum;
}
