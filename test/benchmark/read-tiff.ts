import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';

// tifffile reads an uncompressed stack at once into one array; "pages": plane by plane, as we do.
const cases = [
  { codec: 'none', planes: 200, how: 'whole' },
  { codec: 'none', planes: 200, how: 'pages' },
  { codec: 'deflate', planes: 50, how: 'whole' },
  { codec: 'lzw', planes: 50, how: 'whole' },
];

// As the training feed does; tifffile decodes on several threads by itself.
const planesAtOnce = 4;

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
          (count) => timed(count, file),
          (count) => peer.steps(count),
        );
        rows.push({
          name: `read TIFF, ${planes} planes 512x512, ${codec}`,
          peer: `tifffile, ${how}`,
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

async function timed(count: number, file: string): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    const source = await openSource(file);
    const planes = [...planesOf(source.info)];
    for (let at = 0; at < planes.length; at += planesAtOnce) {
      await Promise.all(planes.slice(at, at + planesAtOnce).map((index) => source.plane(index)));
    }
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
