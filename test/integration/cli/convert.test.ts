import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import type { CommandDocument } from '../../../electron/contract/cli.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { abbe } from '../../support/abbe.ts';

let folder: string;
let movie: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-convert-'));
  movie = join(folder, 'movie.ome.tif');
  await tiff.write?.(movie, {
    shape: [2, 2, 3, 5, 7],
    dtype: 'uint16',
    pixelSize: { x: 0.1, y: 0.1, z: 0.5, unit: 'µm' },
    channels: ['DAPI', 'GFP'],
    plane: ({ t, c, z }) => Uint16Array.from({ length: 35 }, (_, i) => 10_000 * t + 1000 * c + 100 * z + i),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(file: string): Promise<CommandDocument<'read'>> {
  const { stdout } = await abbe('read', file, '--json');
  return documents.read.parse(JSON.parse(stdout));
}

describe('abbe convert', () => {
  it.each(['out.ome.zarr', 'out.nii.gz', 'again.tif'])(
    'keeps all planes and the pixel size in %s',
    async (name) => {
      const output = join(folder, name);
      const { code, stdout } = await abbe('convert', movie, output, '--json');
      expect(code).toBe(0);
      expect(documents.convert.parse(JSON.parse(stdout))).toMatchObject({ output, planes: 12 });
      const [before, after] = [await read(movie), await read(output)];
      expect(after.shape).toEqual(before.shape);
      expect(after.dtype).toBe('uint16');
      expect(after.planes.map(({ mean }) => mean)).toEqual(before.planes.map(({ mean }) => mean));
      const [own, theirs] = [after.pixelSize, before.pixelSize];
      const scale = own?.unit === 'mm' ? 1000 : 1;
      expect((own?.z ?? 0) * scale).toBeCloseTo(theirs?.z ?? NaN, 6);
      if (!name.endsWith('.nii.gz')) expect(after.channels).toEqual(['DAPI', 'GFP']);
    },
  );

  it.each([
    ['out.png', /out\.png cannot be written: a picture file holds one grey or RGB picture.*write OME-TIFF/],
    ['out.lsm', /out\.lsm cannot be written: its ending names no format that is written/],
  ])('refuses %s and says what to do', async (name, message) => {
    const { code, stderr } = await abbe('convert', movie, join(folder, name));
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });
});
