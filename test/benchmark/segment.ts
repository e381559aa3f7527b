import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import type { Raster, Rectangle } from '../../electron/engine/imaging/raster.ts';
import { segmentCells } from '../../electron/engine/imaging/segment-cells.ts';
import { defaultSegmentParameters } from '../../electron/engine/imaging/segment-parameters.ts';
import { scoreBoxes } from '../../electron/engine/metrics/box-matching.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';

const [width, height] = [4096, 3072];
const photos = fileURLToPath(new URL('../../resources/samples/stained-cells/', import.meta.url));

/** The size of the cells in the sample photos (decision 0010), given to both; ours measures polarity anyway. */
const given = { diameter: 103, window: 73, margin: 0 } as const;

const peers = { keep: 'OpenCV-Python', split: 'OpenCV-Python, scikit-image' };

/**
 * Finding the cells of one 4096 x 3072 photo, from pixels in memory to boxes, against the same steps in OpenCV's
 * C++ from Python: once with touching cells kept whole, where all of theirs is OpenCV, and once split, where the
 * watershed is scikit-image's.
 */
export const segment: Benchmark = {
  id: 'segment',
  async run({ python, note }) {
    const raster = await mosaic();
    const folder = await mkdtemp(join(tmpdir(), 'abbe-benchmark-'));
    const file = join(folder, 'photo.raw');
    await writeFile(file, raster.data);
    try {
      const rows: Row[] = [];
      for (const touching of ['keep', 'split'] as const) {
        rows.push(await compare(python, note, raster, file, touching));
      }
      return rows;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare(
  python: string,
  note: (message: string) => void,
  raster: Raster,
  file: string,
  touching: 'keep' | 'split',
): Promise<Row> {
  const parameters = { ...defaultSegmentParameters, ...given, touching };
  const peer = new Peer(python, 'segment.py', [JSON.stringify({ ...parameters, file, width, height })]);
  let found: Rectangle[] = [];
  const ours = async (runs: number): Promise<number[]> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now();
      found = (await segmentCells(raster, parameters)).cells;
      times.push(performance.now() - start);
    }
    return times;
  };
  const times = await alternate(3, 1, ours, (runs) => peer.steps(runs));
  const theirs = ((await peer.ask('boxes')) as [number, number, number, number][]).map(
    ([x, y, width, height]) => ({ x, y, width, height }),
  );
  await peer.close();
  checkAgreement(found, theirs, note);
  return { name: `segment 12.6 Mpx, touching: ${touching}`, peer: peers[touching], ...times };
}

/** Two implementations of the same steps find nearly the same boxes; else the times mean nothing. */
function checkAgreement(ours: Rectangle[], theirs: Rectangle[], note: (message: string) => void): void {
  const { matched, f1, meanIou } = scoreBoxes([{ found: ours, truth: theirs }], 0.8);
  const words = `${matched} boxes agree at IoU 0.8, of ${ours.length} of ours and ${theirs.length} of theirs`;
  note(`${words}; their mean IoU is ${meanIou.toFixed(3)}.`);
  if (!(f1 > 0.95)) throw new Error(`The segmentations differ: only ${words}.`);
}

/** The sample photos side by side, as many as the size takes. */
async function mosaic(): Promise<Raster> {
  const files = readdirSync(photos).filter((name) => name.endsWith('.jpg'));
  const data = new Uint8Array(3 * width * height);
  const columns = Math.ceil(width / 640);
  for (let i = 0; i < columns * Math.ceil(height / 480); i += 1) {
    const tile = await openPhoto(join(photos, files[i % files.length] as string));
    const [left, top] = [640 * (i % columns), 480 * Math.floor(i / columns)];
    const row = 3 * Math.min(tile.width, width - left);
    for (let y = 0; y < Math.min(tile.height, height - top); y += 1) {
      const start = 3 * tile.width * y;
      data.set(tile.data.subarray(start, start + row), 3 * ((top + y) * width + left));
    }
  }
  return { width, height, channels: 3, dtype: 'uint8', data, notes: [] };
}
