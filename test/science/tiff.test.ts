import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleType, SourceInfo } from '../../electron/contract/images.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { allocateSamples } from '../../electron/engine/formats/pixel-source.ts';
import type { PixelSource, Samples, WritableImage } from '../../electron/engine/formats/pixel-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import { tiff } from '../../electron/engine/formats/tiff.ts';
import { findPython, runPython } from '../support/python.ts';
import { temporaryFolder } from '../unit/formats/fixtures.ts';

interface Size {
  x: number | null;
  y: number | null;
  z: number | null;
  unit: string;
}

interface Variant {
  shape: number[];
  dtype: string;
  axesStated: boolean;
  pixelSize?: Size;
  channels?: string[];
  rgb?: boolean;
  series?: number;
  interval?: number;
}

const folder = temporaryFolder();
const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const reference = findPython();
const python = 'path' in reference ? reference.path : '';
const script = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const reader = (name: string): string => script('tiff-axes.py') + script(name);

/** All planes, one after another, as the bytes of their samples; each in the memory of the last where `reuse`. */
async function allBytes(source: PixelSource, reuse: boolean): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let samples: Samples | undefined;
  for (const index of planesOf(source.info)) {
    samples = await source.plane(index, reuse ? samples : undefined);
    const { buffer, byteOffset, byteLength } = samples;
    parts.push(new Uint8Array(buffer, byteOffset, byteLength).slice());
  }
  return Buffer.concat(parts);
}

function expectSize(found: Size | null, wanted: Size | null): void {
  if (found === null || wanted === null) return expect(found).toBe(wanted);
  expect(found.unit).toBe(wanted.unit);
  for (const axis of ['x', 'y', 'z'] as const) {
    if (wanted[axis] === null) expect(found[axis], axis).toBeNull();
    else expect(found[axis], axis).toBeCloseTo(wanted[axis], 6);
  }
}

describe.skipIf(!python)('what tifffile writes', () => {
  let variants: Record<string, Variant>;

  beforeAll(async () => {
    const output = await runPython(python, script('tiff-variants.py'), [folder]);
    variants = JSON.parse(output.toString()) as typeof variants;
  });

  it('is read to the last bit: types, byte orders, layouts, compressions, predictors, programs', async () => {
    expect(Object.keys(variants).length).toBeGreaterThan(230);
    for (const [name, wanted] of Object.entries(variants)) {
      const options = wanted.series === undefined ? {} : { series: wanted.series };
      const source = await openSource(join(folder, `${name}.tif`), options);
      const { shape, dtype, pixelSize, channels, rgb, axesStated } = source.info;
      expect({ name, shape, dtype, rgb, axesStated }).toEqual({
        name,
        shape: wanted.shape,
        dtype: wanted.dtype,
        rgb: wanted.rgb ?? (shape[1] === 3 && name.startsWith('jpeg')),
        axesStated: wanted.axesStated,
      });
      expectSize(pixelSize, wanted.pixelSize ?? null);
      if (wanted.channels) expect(channels).toEqual(wanted.channels);
      const last = { t: shape[0] - 1, c: 0, z: 0 };
      expect(source.metadata(last).time).toBe(
        wanted.interval === undefined ? undefined : last.t * wanted.interval,
      );
      for (const reuse of [false, true]) {
        const same = (await allBytes(source, reuse)).equals(readFileSync(join(folder, `${name}.raw`)));
        expect(same, `${name}: its samples are those that tifffile wrote`).toBe(true);
      }
      await source.close();
    }
  });

  it('gives the same pixels by rectangles as by planes', async () => {
    for (const name of Object.keys(variants).filter((key) =>
      /^(strips|tiles|rgb|type-bool|predictor)/.test(key),
    )) {
      const source = await openSource(join(folder, `${name}.tif`));
      const index = { t: 0, c: source.info.shape[1] - 1, z: 0 };
      const plane = await source.plane(index);
      const width = source.info.shape[4];
      for (const box of [
        { x: 5, y: 9, width: 40, height: 20 },
        { x: 52, y: 36, width: 1, height: 1 },
        { x: 0, y: 15, width: 53, height: 2 },
      ]) {
        const region = await source.region(index, box);
        const wanted = Array.from(region, (_v, i) => {
          const [row, column] = [Math.floor(i / box.width), i % box.width];
          return plane[(box.y + row) * width + box.x + column];
        });
        expect([...region], name).toEqual(wanted);
      }
      await source.close();
    }
  });
});

describe.skipIf(!python)('what is written', () => {
  const cases: [name: string, shape: SourceInfo['shape'], dtype: SampleType, rgb: boolean][] = [
    ['movie', [3, 2, 4, 37, 53], 'uint16', false],
    ['signed', [1, 1, 5, 37, 53], 'int16', false],
    ['labels', [1, 1, 1, 300, 401], 'uint32', false],
    ['negative', [1, 2, 1, 37, 53], 'int32', false],
    ['restored', [2, 1, 1, 300, 401], 'float32', false],
    ['exact', [1, 1, 1, 37, 53], 'float64', false],
    ['bytes', [1, 4, 1, 37, 53], 'uint8', false],
    ['signed-bytes', [1, 1, 1, 37, 53], 'int8', false],
    ['photo', [2, 3, 2, 37, 53], 'uint8', true],
    ['photo16', [1, 3, 1, 300, 401], 'uint16', true],
  ];

  it.each(cases)('%s is read by tifffile and by us as it was', async (name, shape, dtype, rgb) => {
    const file = join(folder, `${name}.ome.tif`);
    const planes = new Map<string, Samples>();
    let seed = 1;
    const image: WritableImage = {
      shape,
      dtype,
      rgb,
      pixelSize: { x: 0.1083, y: 0.11, z: shape[2] > 1 ? 0.3 : null, unit: 'µm' },
      channels: Array.from({ length: shape[1] }, (_v, i) => `Channel <"${i}"> & µ`),
      plane: (index) => {
        const samples = allocateSamples(dtype, shape[3] * shape[4]);
        for (let i = 0; i < samples.length; i += 1) samples[i] = (seed = (seed * 48271) % 2147483647) / 3;
        planes.set(Object.values(index).join(), samples);
        return samples;
      },
    };
    await tiff.write!(file, image);
    const source = await openSource(file);
    expect(source.info).toMatchObject({ shape, dtype, rgb, pixelSize: image.pixelSize, axesStated: true });
    expect(source.info.channels).toEqual(rgb ? ['Red', 'Green', 'Blue'] : image.channels);
    const theirs = await runPython(python, reader('tiff-read-back.py'), [file]);
    const end = theirs.indexOf(10);
    expect(JSON.parse(theirs.toString('utf8', 0, end))).toEqual({
      kind: 'ome',
      dtype,
      shape,
      sides: Object.values(image.pixelSize!).slice(0, 3),
      names: rgb ? [null] : image.channels,
      files: 1,
    });
    let at = end + 1;
    for (const index of planesOf(source.info)) {
      const written = planes.get(Object.values(index).join())!;
      expect(await source.plane(index)).toEqual(written);
      const bytes = new Uint8Array(written.buffer);
      expect(theirs.subarray(at, (at += bytes.length)).equals(bytes)).toBe(true);
    }
    expect(at).toBe(theirs.length);
    await source.close();
  });
});

describe.skipIf(!python || !existsSync(data))('the real files', () => {
  it('have the axes, types, values and pixel sizes that tifffile finds', async () => {
    const files = globSync(['**/*.tif', '**/*.tiff', '**/*.lsm'], { cwd: data, absolute: true }).sort();
    expect(files.length).toBeGreaterThan(45);
    const output = await runPython(python, reader('tiff-files.py'), files);
    type Found = { shape: number[]; dtype: string; pixelSize: Size | null; planes: number[][] };
    const wanted = JSON.parse(output.toString()) as Record<string, Found>;
    for (const file of files) {
      const source = await openSource(file);
      const { shape, dtype, pixelSize, axesStated } = source.info;
      expect({ file, shape, dtype, axesStated }).toEqual({
        file,
        shape: wanted[file]!.shape,
        dtype: wanted[file]!.dtype,
        axesStated: true,
      });
      expectSize(pixelSize, wanted[file]!.pixelSize);
      const planes: number[][] = [];
      for (const index of planesOf(source.info)) planes.push(statistics(await source.plane(index)));
      planes.flat().forEach((value, i) => {
        const should = wanted[file]!.planes.flat()[i]!;
        expect(Math.abs(value - should), file).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(should)));
      });
      await source.close();
    }
  });
});

function statistics(samples: ArrayLike<number>): number[] {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return [min, max, sum / samples.length];
}

if ('missing' in reference) process.stderr.write(`${reference.missing}\n`);
if (!existsSync(data)) process.stderr.write('The files of ../shared/data are absent: they are not read.\n');
