import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../electron/contract/calls.ts';
import { methods } from '../../../electron/contract/methods.ts';
import type { ViewedImage } from '../../../electron/contract/view-methods.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { writeOmeTiff } from '../../../electron/engine/formats/tiff/write-ome-tiff.ts';

const [width, height] = [300, 200];
const call = { signal: new AbortController().signal, progress: () => undefined };
let folder: string;
let engine: Engine;
let stack: string;
let other: string;

const valueAt = (x: number, y: number, t: number): number => 1000 * t + 200 * y + x;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-viewing-'));
  [stack, other] = [join(folder, 'stack.ome.tif'), join(folder, 'other.ome.tif')];
  const write = (file: string, times: number, w: number) =>
    writeOmeTiff(file, {
      shape: [times, 1, 1, height, w],
      dtype: 'uint16',
      pixelSize: { x: 0.25, y: 0.25, z: null, unit: 'µm' },
      channels: ['DAPI'],
      plane: ({ t }) =>
        Uint16Array.from({ length: w * height }, (_, i) => valueAt(i % w, Math.floor(i / w), t)),
    });
  await write(stack, 3, width);
  await write(other, 1, width - 1);
  const folders = { dataFolder: join(folder, 'data'), cacheFolder: join(folder, 'cache') };
  engine = await createEngine({ ...folders, abbeVersion: 'test' });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const plane = (t: number, file = stack) => ({ kind: 'file' as const, file, t, c: null, z: 0 });
const info = (image: ViewedImage) => engine.handlers['view.describe']({ image }, call);
const tile = (
  image: ViewedImage,
  reduce: number,
  box: { x: number; y: number; width: number; height: number },
) => engine.handlers['view.tile']({ image, reduce, box }, call);

describe('an image that is looked at', () => {
  it('says what it is before any of its pixels are handed out', async () => {
    const found = await info(plane(1));
    expect(methods['view.describe'].result.parse(found)).toEqual(found);
    expect(found).toMatchObject({ width, height, channels: 1, dtype: 'uint16', fileType: 'uint16' });
    expect(found.range).toEqual({ min: valueAt(0, 0, 1), max: valueAt(width - 1, height - 1, 1) });
    expect(found.pixelSize).toMatchObject({ x: 0.25, unit: 'µm' });
    expect(found.planes).toEqual({ t: 3, c: 1, z: 1, channels: ['DAPI'], rgb: false });
    const counted = found.histogram.counts[0]?.reduce((sum, n) => sum + n, 0);
    expect(counted).toBe(width * height);
  });

  it('comes in tiles of its own numbers, and reduced by means', async () => {
    const whole = await tile(plane(2), 1, { x: 250, y: 100, width: 2, height: 2 });
    const numbers = new Uint16Array(whole.data.slice().buffer);
    expect([...numbers]).toEqual([
      valueAt(250, 100, 2),
      valueAt(251, 100, 2),
      valueAt(250, 101, 2),
      valueAt(251, 101, 2),
    ]);
    const reduced = await tile(plane(2), 4, { x: 10, y: 20, width: 1, height: 1 });
    expect([...new Uint16Array(reduced.data.slice().buffer)]).toEqual([Math.round(valueAt(41.5, 81.5, 2))]);
  });

  it('refuses tiles beyond it, and planes that are not there, naming the file', async () => {
    await expect(tile(plane(0), 4, { x: 70, y: 0, width: 10, height: 1 })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(info(plane(3))).rejects.toThrow(/stack\.ome\.tif/);
    await expect(info(plane(0, join(folder, 'none.tif')))).rejects.toThrow(/none\.tif/);
  });

  it('is read anew when its file has changed', async () => {
    const file = join(folder, 'changing.ome.tif');
    const write = (value: number) =>
      writeOmeTiff(file, {
        shape: [1, 1, 1, 2, value],
        dtype: 'uint8',
        pixelSize: null,
        channels: [],
        plane: () => new Uint8Array(2 * value).fill(value),
      });
    await write(3);
    expect((await info(plane(0, file))).range).toEqual({ min: 3, max: 3 });
    await write(9);
    expect((await info(plane(0, file))).range).toEqual({ min: 9, max: 9 });
  });
});

describe('a difference of two images', () => {
  it('is one less the other as floats, or the size of that', async () => {
    const of = plane(0);
    const from = plane(1);
    const signed = await info({ kind: 'difference', of, from, absolute: false });
    expect(signed).toMatchObject({ dtype: 'float32', range: { min: -1000, max: -1000 } });
    const size = await info({ kind: 'difference', of, from, absolute: true });
    expect(size.range).toEqual({ min: 1000, max: 1000 });
  });

  it('needs images of one size and says which these have', async () => {
    const image: ViewedImage = { kind: 'difference', of: plane(0), from: plane(0, other), absolute: false };
    await expect(info(image)).rejects.toThrow('300 x 200');
  });
});

it('a profile runs over the numbers of the file', async () => {
  const { values } = await engine.handlers['view.profile'](
    { image: plane(0), from: { x: 10.5, y: 20.5 }, to: { x: 13.5, y: 20.5 } },
    call,
  );
  expect(values).toEqual([[10, 11, 12, 13].map((x) => valueAt(x, 20, 0))]);
});
