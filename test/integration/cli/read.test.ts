import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'npyjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents, failureDocumentSchema } from '../../../electron/contract/cli.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { abbe } from '../../support/abbe.ts';

let folder: string;
let movie: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-read-'));
  movie = join(folder, 'movie.zarr');
  await omeZarr.write?.(movie, {
    shape: [2, 2, 3, 4, 5],
    dtype: 'int16',
    pixelSize: { x: 0.1, y: 0.2, z: 0.5, unit: 'µm' },
    channels: ['DAPI', 'GFP'],
    plane: ({ t, c, z }) => Int16Array.from({ length: 20 }, (_, i) => i - 100 * z + 1000 * c + 2000 * t),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const npy = async (file: string) => load((await readFile(file)).buffer as ArrayBuffer);

describe('abbe read', () => {
  it('prints axes, type, pixel size, channels and each plane', async () => {
    const { code, stdout } = await abbe('read', movie, '--json');
    expect(code).toBe(0);
    const found = documents.read.parse(JSON.parse(stdout));
    expect(found).toMatchObject({
      file: movie,
      axes: 'tczyx',
      shape: [2, 2, 3, 4, 5],
      dtype: 'int16',
      pixelSize: { x: 0.1, y: 0.2, z: 0.5, unit: 'µm' },
      channels: ['DAPI', 'GFP'],
      rgb: false,
    });
    expect(found.planes).toHaveLength(12);
    expect(found.planes[1]).toEqual({ t: 0, c: 0, z: 1, min: -100, max: -81, mean: -90.5 });
    expect(found.planes[11]).toEqual({ t: 1, c: 1, z: 2, min: 2800, max: 2819, mean: 2809.5 });
  });

  it('writes all values, or one plane, as a NumPy file', async () => {
    const [whole, one] = [join(folder, 'whole.npy'), join(folder, 'one.npy')];
    expect((await abbe('read', movie, '--npy', whole)).code).toBe(0);
    const all = await npy(whole);
    expect(all).toMatchObject({ shape: [2, 2, 3, 4, 5], dtype: 'i2', fortranOrder: false });
    expect((all.data as Int16Array)[239]).toBe(2819);
    expect((await abbe('read', movie, '--npy', one, '--plane', '1,0,2')).code).toBe(0);
    const plane = await npy(one);
    expect(plane).toMatchObject({ shape: [4, 5], dtype: 'i2' });
    expect((plane.data as Int16Array)[0]).toBe(1800);
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('shows a person a table', async () => {
    const { code, stdout } = await abbe('read', movie);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Size +5 x 4 pixels, 3 slices, 2 channels, 2 time points/);
    expect(stdout).toMatch(/1,1,2 +2800 +2819 +2809\.5/);
  });

  it('says in one sentence what cannot be read', async () => {
    await mkdir(join(folder, 'photos'), { recursive: true });
    await writeFile(join(folder, 'notes.txt'), 'no image');
    for (const [name, says] of [
      ['photos', /is a folder and no OME-Zarr image; choose a file inside it/],
      ['notes.txt', /not an image of a supported format/],
      ['absent.tif', /does not exist/],
    ] as const) {
      const { code, stdout } = await abbe('read', join(folder, name), '--json');
      expect(code).toBe(1);
      const { error } = failureDocumentSchema.parse(JSON.parse(stdout));
      expect(error.message).toMatch(says);
      expect(error.file).toBe(join(folder, name));
    }
    const none = await abbe('read', movie, '--npy', join(folder, 'none.npy'), '--plane', '5,0,0');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/has no plane t=5/);
    expect(existsSync(join(folder, 'none.npy'))).toBe(false);
    const place = await abbe('read', movie, '--npy', join(folder, 'nowhere', 'a.npy'));
    expect(place.stderr).toMatch(/a\.npy cannot be written/);
  });

  it.each([
    [['--plane', '0,0,0'], /give --npy FILE too/],
    [['--npy', 'x.npy', '--plane', '1,2'], /--plane is t,c,z/],
    [['--series', '-1'], /whole number from 0/],
    [['--axis', 'x'], /Allowed choices are t, c, z/],
    [['another.tif'], /Expected 1 argument but got 2/],
  ])('wrong usage: %j', async (options, says) => {
    const { code, stderr } = await abbe('read', movie, ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});
