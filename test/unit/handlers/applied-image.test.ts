import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyFormat } from '../../../electron/contract/apply-methods.ts';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { writeOmeTiff } from '../../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { applyToFiles } from '../../../electron/engine/handlers/runs/apply.ts';
import type { Generator } from '../../../electron/engine/handlers/runs/generator-pool.ts';
import type { Sampling } from '../../../electron/engine/inference/disagreement.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-applied-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Half of each pixel, as floating-point numbers; fails on images that begin with `refused`. */
const halving = (refused = -1): Generator => ({
  async translate(image) {
    if (image.data[0] === refused) throw new AbbeError('invalid-input', 'This one not.');
    return { ...image, dtype: 'float32', data: Float32Array.from(image.data, (value: number) => value / 2) };
  },
  import: () => undefined,
  dispose: () => undefined,
});

/** A movie of two channels and three times; the first pixel of a plane is 10 t + c. */
async function writeMovie(name: string): Promise<string> {
  const file = join(folder, name);
  await writeOmeTiff(file, {
    shape: [3, 2, 1, 4, 5],
    dtype: 'uint16',
    pixelSize: { x: 0.2, y: 0.2, z: null, unit: 'µm' },
    channels: ['GFP', 'RFP'],
    metadata: ({ t }) => ({ exposure: 0.5, time: t * 2 }),
    plane: ({ t, c }) => Uint16Array.from({ length: 20 }, (_, i) => 10 * t + c + i),
  });
  return file;
}

async function apply(
  files: string[],
  output: string,
  generator = halving(),
  sampling: Sampling | null = null,
  format: ApplyFormat = 'auto',
) {
  const written: string[] = [];
  const told: { done: number; message: string }[] = [];
  const failed = await applyToFiles({
    run: 'run-1',
    generator,
    sampling,
    unlike: () => [],
    files,
    output,
    format,
    signal: new AbortController().signal,
    tell: (done, message) => void told.push({ done, message }),
    onWritten: (_file, made) =>
      void written.push(made.output, ...(made.deviation === null ? [] : [made.deviation])),
  });
  return { written, failed, told };
}

describe('a run applied to a movie', () => {
  it('makes a floating-point OME-TIFF with its axes, pixel size, channels and times', async () => {
    const output = join(folder, 'out');
    const { written, failed } = await apply([await writeMovie('movie.ome.tif')], output);
    expect(failed).toEqual([]);
    expect(written.map((file) => basename(file))).toEqual(['movie_run-1.ome.tif']);
    const source = await openSource(written[0] as string);
    const [x, unit] = [source.info.pixelSize?.x ?? NaN, source.info.pixelSize?.unit];
    expect(source.info).toMatchObject({ shape: [3, 2, 1, 4, 5], dtype: 'float32', channels: ['GFP', 'RFP'] });
    expect([x, unit]).toEqual([0.2, 'µm']);
    expect(source.metadata({ t: 2, c: 1, z: 0 })).toMatchObject({ exposure: 0.5, time: 4 });
    const plane = await source.plane({ t: 2, c: 1, z: 0 });
    expect(Array.from(plane)).toEqual(Array.from({ length: 20 }, (_, i) => (21 + i) / 2));
    await source.close();
  });

  it('leaves nothing behind where one of its planes cannot be used, and goes on with the next file', async () => {
    const output = join(folder, 'broken');
    const files = [await writeMovie('bad.ome.tif'), join(folder, 'none.tif')];
    const { written, failed } = await apply(files, output, halving(11));
    expect(written).toEqual([]);
    expect(failed.map(({ file }) => file)).toEqual(files);
    expect(failed[0]?.reason).toMatch(/bad\.ome\.tif cannot be used: This one not/);
    expect(await readdir(output)).toEqual([]);
  });
});

describe('the format of results', () => {
  /** Adds one and keeps the type of its numbers; tells of two tiles. */
  const adding: Generator = {
    async translate(image, { onProgress } = {}) {
      onProgress?.(0, 2);
      onProgress?.(1, 2);
      return { ...image, data: image.data.map((value: number) => value + 1) } as typeof image;
    },
    import: () => undefined,
    dispose: () => undefined,
  };

  it.each([
    { format: 'ome-tiff', name: 'a_run-1.ome.tif', channels: ['GFP', 'RFP'] },
    { format: 'imagej-tiff', name: 'a_run-1.tif', channels: ['Channel 1', 'Channel 2'] },
    { format: 'ome-zarr', name: 'a_run-1.ome.zarr', channels: ['GFP', 'RFP'] },
    { format: 'nifti', name: 'a_run-1.nii.gz', channels: ['Component 1', 'Component 2'] },
  ] as const)('$format keeps 16 bits, axes and pixel size', async ({ format, name, channels }) => {
    const output = join(folder, format);
    const { written, failed } = await apply([await writeMovie('a.ome.tif')], output, adding, null, format);
    expect(failed).toEqual([]);
    expect(written.map((file) => basename(file))).toEqual([name]);
    const source = await openSource(written[0] as string);
    expect(source.info).toMatchObject({ shape: [3, 2, 1, 4, 5], dtype: 'uint16', channels });
    const { x = null, unit = '' } = source.info.pixelSize ?? {};
    expect((x ?? NaN) * (unit === 'mm' ? 1000 : 1)).toBeCloseTo(0.2, 6);
    for (const [t, c] of [
      [0, 0],
      [1, 1],
      [2, 0],
    ] as const) {
      const plane = await source.plane({ t, c, z: 0 });
      expect(Array.from(plane)).toEqual(Array.from({ length: 20 }, (_, i) => 10 * t + c + i + 1));
    }
    await source.close();
  });

  it('that cannot hold a file fails with what can, writes nothing and goes on', async () => {
    const output = join(folder, 'png');
    const single = join(folder, 'single.png');
    const data = Uint16Array.from({ length: 20 }, (_, i) => 1000 * i);
    const grey = { width: 5, height: 4, channels: 1 as const, dtype: 'uint16' as const, data, notes: [] };
    await writeFile(single, await encodePng(grey));
    const files = [await writeMovie('many.ome.tif'), single];
    const { written, failed } = await apply(files, output, adding, null, 'png');
    expect(failed.map(({ file }) => file)).toEqual([files[0]]);
    expect(failed[0]?.reason).toMatch(/holds one grey or RGB picture.*write OME-TIFF/);
    expect(written.map((file) => basename(file))).toEqual(['single_run-1.png']);
    expect(await readdir(output)).toEqual(['single_run-1.png']);
  });

  it('of RGB is packed colours in 8 bits and channels in 16 bits for ImageJ', async () => {
    const output = join(folder, 'colours');
    const common = { width: 5, height: 4, channels: 3 as const, notes: [] };
    const [eight, sixteen] = [join(folder, 'eight.png'), join(folder, 'sixteen.png')];
    const of = (length: number, i: number): number => (i * 255) / length;
    const bytes = Uint8Array.from({ length: 60 }, (_, i) => of(61, i));
    const words = Uint16Array.from({ length: 60 }, (_, i) => 200 * i);
    await writeFile(eight, await encodePng({ ...common, dtype: 'uint8', data: bytes }));
    await writeFile(sixteen, await encodePng({ ...common, dtype: 'uint16', data: words }));
    const { written, failed } = await apply([eight, sixteen], output, adding, null, 'imagej-tiff');
    expect(failed).toEqual([]);
    const [packed, channels] = await Promise.all(written.map((file) => openSource(file)));
    expect(packed?.info).toMatchObject({ rgb: true, dtype: 'uint8', shape: [1, 3, 1, 4, 5] });
    expect(channels?.info).toMatchObject({ rgb: false, dtype: 'uint16', shape: [1, 3, 1, 4, 5] });
    const green = { t: 0, c: 1, z: 0 };
    expect((await packed?.plane(green))?.[2]).toBe((bytes[7] ?? 0) + 1);
    expect((await channels?.plane(green))?.[2]).toBe(1401);
    await Promise.all([packed?.close(), channels?.close()]);
  });

  it('tells which picture and tile is worked on, and is done only when the file is written', async () => {
    const { told } = await apply([await writeMovie('told.ome.tif')], join(folder, 'told'), adding);
    expect(told[0]).toEqual({ done: 0, message: 'Applying to told.ome.tif' });
    expect(told.map(({ message }) => message)).toContain('told.ome.tif, picture 3 of 6, tile 2 of 2');
    const done = told.map((each) => each.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(Math.max(...done)).toBeLessThan(1);
  });
});

describe('a run applied with repeated results', () => {
  /** Adds 3 k in draw k: three draws have the mean + 3 and the standard deviation 3. */
  const drawing: Generator = {
    dropout: true,
    async translate(image, { sample = NaN } = {}) {
      return { ...image, data: image.data.map((value: number) => value + 3 * sample) } as typeof image;
    },
    import: () => undefined,
    dispose: () => undefined,
  };

  it('writes the mean and, beside it, the standard deviation of every plane of a movie', async () => {
    const file = await writeMovie('sampled.ome.tif');
    const { written, failed } = await apply([file], join(folder, 'sampled'), drawing, 3);
    expect(failed).toEqual([]);
    expect(written.map((each) => basename(each))).toEqual([
      'sampled_run-1.ome.tif',
      'sampled_run-1_sd.ome.tif',
    ]);
    const [mean, deviation] = await Promise.all(written.map((each) => openSource(each)));
    const index = { t: 2, c: 1, z: 0 };
    expect([...((await mean?.plane(index)) ?? [])].slice(0, 3)).toEqual([24, 25, 26]);
    expect(mean?.info).toMatchObject({ dtype: 'uint16', shape: [3, 2, 1, 4, 5] });
    expect([...((await deviation?.plane(index)) ?? [])]).toEqual(new Array(20).fill(3));
    expect(deviation?.info).toMatchObject({ dtype: 'float32', shape: [3, 2, 1, 4, 5] });
    expect(deviation?.info.pixelSize).toMatchObject({ x: 0.2, unit: 'µm' });
    await Promise.all([mean?.close(), deviation?.close()]);
  });

  it('writes a picture as PNG with the deviation of its colours as floats, overwriting nothing', async () => {
    const file = join(folder, 'colour.png');
    const data = Uint8Array.from({ length: 60 }, (_, i) => i);
    await writeFile(
      file,
      await encodePng({ width: 5, height: 4, channels: 3, dtype: 'uint8', data, notes: [] }),
    );
    const output = join(folder, 'pictures');
    await apply([file], output, drawing, 3);
    const { written } = await apply([file], output, drawing, 3);
    expect(written.map((each) => basename(each))).toEqual([
      'colour_run-1-2.png',
      'colour_run-1-2_sd.ome.tif',
    ]);
    const deviation = await openSource(written[1] as string);
    expect([...(await deviation.plane({ t: 0, c: 2, z: 0 }))]).toEqual(new Array(20).fill(3));
    await deviation.close();
  });
});
