import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { writeOmeTiff } from '../../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { SourcePool } from '../../../electron/engine/handlers/source-pool.ts';
import { viewHandlers } from '../../../electron/engine/handlers/view.ts';
import { colourTable } from '../../../electron/engine/imaging/colour-map.ts';

let folder: string;
let file: string;
const sources = new SourcePool();
const view = viewHandlers({ sources })['image.view'];
const call = { signal: new AbortController().signal, progress: () => undefined };

/** Two slices of 100 x 100: -3 to 6 from left to right, and twice that. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-view-'));
  file = join(folder, 'image.ome.tif');
  await writeOmeTiff(file, {
    shape: [1, 1, 2, 100, 100],
    dtype: 'float32',
    pixelSize: null,
    channels: [],
    metadata: () => ({}),
    plane: ({ z }) =>
      Float32Array.from({ length: 10_000 }, (_, i) => (z + 1) * (Math.floor((i % 100) / 10) - 3)),
  });
});
afterAll(async () => {
  await sources.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows a plane in the colours of a map over a given range, with a bar at its right', async () => {
  const output = join(folder, 'slice.png');
  const payload = {
    file,
    plane: { t: 0, c: 0, z: 1 },
    map: 'inferno',
    range: { min: -6, max: 12 },
    output,
  } as const;
  expect(await view(payload, call)).toMatchObject({ written: output, range: { min: -6, max: 12 } });
  const picture = await openPhoto(output);
  const at = (x: number) => [...picture.data.slice(3 * x, 3 * x + 3)];
  const table = [...colourTable('inferno')];
  expect(at(0)).toEqual(table.slice(0, 3));
  expect(at(99)).toEqual(table.slice(-3));
  expect(at(35)).toEqual(table.slice(3 * 85, 3 * 86));
  expect(picture.width).toBeGreaterThan(122);
});

it('puts zero in the middle of a map for differences', async () => {
  const { range } = await view({ file, map: 'blue-red', output: join(folder, 'difference.png') }, call);
  expect(range).toEqual({ min: -6, max: 6 });
});

it('refuses a plane that the file does not have', async () => {
  const payload = { file, plane: { t: 0, c: 0, z: 2 }, output: join(folder, 'none.png') };
  await expect(view(payload, call)).rejects.toThrow(/z|slice|plane/);
});
