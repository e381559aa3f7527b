import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import type { WritableImage } from '../../../electron/engine/formats/pixel-source.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { scramble, temporaryFolder, tiffBytes, toSharp } from './fixtures.ts';
import { infoOf, numbered, tiffFile } from './tiff-bytes.ts';
import type { TiffPage } from './tiff-bytes.ts';

const folder = temporaryFolder();

function save(name: string, bytes: Uint8Array | string): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** Pages of 3 x 2 pixels, the n-th filled with n. */
const pages = (count: number, description?: string): TiffPage[] =>
  Array.from({ length: count }, (_v, i) => ({
    width: 3,
    height: 2,
    pixels: new Uint8Array(6).fill(i),
    ...(i === 0 && description !== undefined ? { description } : {}),
  }));

it('fills a plane that nobody needs any more, where the samples lie as they are read', async () => {
  const source = await openSource(save('again.tif', tiffFile(pages(3))));
  const [one, two] = [1, 2].map((t) => ({ t, c: 0, z: 0 }));
  const samples = await source.plane(one!);
  const [other, small, wide] = [samples.slice(), new Uint8Array(5), new Uint16Array(3)];
  const again = await source.plane(two!, samples);
  expect(again.buffer).toBe(samples.buffer);
  expect([...again]).toEqual([2, 2, 2, 2, 2, 2]);
  expect([...other]).toEqual([1, 1, 1, 1, 1, 1]);
  for (const unfit of [small, wide]) {
    expect(await source.plane(one!, unfit)).toEqual(other);
    expect([...unfit].every((value) => value === 0)).toBe(true);
  }
  await source.close();
});

describe('axes', () => {
  it('of pages that say nothing are time, or what is asked for, and not stated', async () => {
    const file = save('pages.tif', tiffFile(pages(5)));
    expect(await infoOf(file)).toMatchObject({ shape: [5, 1, 1, 2, 3], axesStated: false, axis: 't' });
    expect(await infoOf(file, { axis: 'z' })).toMatchObject({ shape: [1, 1, 5, 2, 3], axis: 'z' });
    const source = await openSource(file, { axis: 'c' });
    expect(source.info).toMatchObject({ shape: [1, 5, 1, 2, 3], axesStated: false, axis: 'c' });
    expect([...(await source.plane({ t: 0, c: 3, z: 0 }))]).toEqual([3, 3, 3, 3, 3, 3]);
    await source.close();
  });

  it('of ImageJ: channels before slices before frames, or in the order that it says', async () => {
    const sizes = 'ImageJ=1.54f\nimages=24\nchannels=2\nslices=3\nframes=4\nhyperstack=true\n';
    const usual = await openSource(save('hyperstack.tif', tiffFile(pages(24, sizes))));
    expect(usual.info).toMatchObject({ shape: [4, 2, 3, 2, 3], axesStated: true });
    expect((await usual.plane({ t: 3, c: 1, z: 2 }))[0]).toBe(3 * 6 + 2 * 2 + 1);
    await usual.close();
    const other = await openSource(save('order.tif', tiffFile(pages(24, `${sizes}order=zct\n`))));
    expect((await other.plane({ t: 3, c: 1, z: 2 }))[0]).toBe(3 * 6 + 1 * 3 + 2);
    await other.close();
  });

  it('of ImageJ are asked for where it counts images only', async () => {
    const file = save('images.tif', tiffFile(pages(4, 'ImageJ=1.54f\nimages=4\n')));
    expect(await infoOf(file)).toMatchObject({ shape: [4, 1, 1, 2, 3], axesStated: false, axis: 't' });
    expect(await infoOf(file, { axis: 'z' })).toMatchObject({ shape: [1, 1, 4, 2, 3], axis: 'z' });
  });

  it('of ImageJ that do not fit the pages are not believed', async () => {
    const file = save('fewer.tif', tiffFile(pages(3, 'ImageJ=1.54f\nimages=90\nslices=90\n')));
    expect(await infoOf(file)).toMatchObject({ shape: [3, 1, 1, 2, 3], axesStated: false });
  });

  it('pages of other sizes are series of their own, thumbnails are left out', async () => {
    const file = save(
      'sizes.tif',
      tiffFile([
        ...pages(2),
        { width: 1, height: 1, pixels: Uint8Array.of(9), subfileType: 1 },
        { width: 4, height: 1, pixels: new Uint8Array(4).fill(7) },
      ]),
    );
    const first = await infoOf(file);
    expect(first).toMatchObject({ shape: [2, 1, 1, 2, 3], seriesCount: 2, series: 0 });
    expect(first.notes.join()).toMatch(/1 pages .* left out.*2 sizes/);
    expect(await infoOf(file, { series: 1 })).toMatchObject({ shape: [1, 1, 1, 1, 4], series: 1 });
    await expect(infoOf(file, { series: 2 })).rejects.toThrow(/no series 2: it has 2/);
  });
});

describe('pixel size', () => {
  it.each(['um', 'µm', '\\u00B5m', 'micron', 'nm', 'mm', 'cm', 'pixel', ''])(
    'of ImageJ in %s',
    async (unit) => {
      const text = `ImageJ=1.54f\nimages=2\nslices=2\nunit=${unit}\nspacing=2\n`;
      const resolution = { x: 4, y: 2, unit: 1 };
      const list = pages(2, text).map((page) => ({ ...page, resolution }));
      const factor = { um: 1, µm: 1, '\\u00B5m': 1, micron: 1, nm: 1e-3, mm: 1e3, cm: 1e4 }[unit];
      const size = factor && { x: 0.25 * factor, y: 0.5 * factor, z: 2 * factor, unit: 'µm' };
      expect((await infoOf(save('unit.tif', tiffFile(list)))).pixelSize).toEqual(size ?? null);
    },
  );

  it.each([
    [72, 2, null],
    [300, 2, null],
    [28.35, 3, null],
    [118.11, 3, null],
    [20_000, 3, 0.5],
    [50_800, 2, 0.5],
    [20_000, 1, null],
    [0, 3, null],
  ])('of a plain file with %s pixels in unit %s', async (resolution, unit, side) => {
    const [page] = pages(1);
    const file = save(
      'plain.tif',
      tiffFile([{ ...page!, resolution: { x: resolution, y: resolution, unit } }]),
    );
    const { pixelSize } = await infoOf(file);
    if (side === null) expect(pixelSize).toBeNull();
    else expect(pixelSize).toMatchObject({ x: expect.closeTo(side, 9), z: null, unit: 'µm' });
  });
});

describe('numbers', () => {
  it.each([
    ['int16', 2, Int16Array.of(-5, 0, 7, 300)],
    ['uint32', 1, Uint32Array.of(1, 2, 3, 4_000_000_000)],
    ['float64', 3, Float64Array.of(1e-300, -1, NaN, 0.1)],
  ] as const)('%s are kept', async (dtype, format, pixels) => {
    const source = await openSource(save(`${dtype}.tif`, tiffBytes(2, 2, format, pixels)));
    expect(source.info.dtype).toBe(dtype);
    expect(await source.plane({ t: 0, c: 0, z: 0 })).toEqual(pixels);
    await source.close();
  });

  it('a palette of colours is seen as RGB, one of greys as grey, a lookup table of ImageJ not at all', async () => {
    const map = (colour: (i: number, k: number) => number): number[] =>
      Array.from({ length: 768 }, (_v, i) => 257 * colour(i % 256, Math.floor(i / 256)));
    const [page] = pages(1);
    const pixels = Uint8Array.of(0, 1, 2, 3, 4, 255);
    const with_ = (colorMap: number[], description?: string): string =>
      save(
        'palette.tif',
        tiffFile([{ ...page!, pixels, colorMap, photometric: 3, ...(description ? { description } : {}) }]),
      );
    const coloured = await openPhoto(with_(map((i, k) => (i + 10 * k) % 256)));
    expect(coloured).toMatchObject({ channels: 3, dtype: 'uint8' });
    expect([...coloured.data]).toEqual([0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 255, 9, 19]);
    expect([...(await openPhoto(with_(map((i) => 255 - i)))).data]).toEqual([255, 254, 253, 252, 251, 0]);
    const lookup = await openPhoto(
      with_(
        map((i, k) => (i + 10 * k) % 256),
        'ImageJ=1.54f\n',
      ),
    );
    expect([...lookup.data]).toEqual([...pixels]);
    expect(lookup.notes.join()).toMatch(/as stored/);
  });

  it('"zero is white" is said and not undone', async () => {
    const [page] = pages(1);
    const photo = await openPhoto(save('white.tif', tiffFile([{ ...page!, photometric: 0 }])));
    expect([...photo.data]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(photo.notes.join()).toMatch(/zero is white/);
  });

  it('CMYK and fax, which are pictures, go through libvips', async () => {
    const cmyk = await toSharp(scramble(8, 8, 3, 'uint8'))
      .toColourspace('cmyk')
      .tiff()
      .toBuffer();
    expect(await openPhoto(save('cmyk.tif', cmyk))).toMatchObject({ channels: 3, width: 8 });
    const fax = toSharp(scramble(16, 8, 1, 'uint8')).tiff({ compression: 'ccittfax4', bitdepth: 1 });
    expect(await openPhoto(save('fax.tif', await fax.toBuffer()))).toMatchObject({ channels: 1, width: 16 });
  });
});

describe('writing', () => {
  it('replaces a file when the new one is whole, and leaves nothing beside it', async () => {
    const own = join(folder, 'own');
    await mkdir(own);
    const file = join(own, 'a.ome.tif');
    await tiff.write!(file, numbered([1, 1, 1, 4, 5]));
    const before = readFileSync(file);
    const failing: WritableImage = {
      ...numbered([2, 1, 1, 4, 5]),
      plane: ({ t }) => {
        if (t === 1) throw new Error('The camera is gone.');
        return new Uint16Array(20);
      },
    };
    await expect(tiff.write!(file, failing)).rejects.toThrow('The camera is gone.');
    await expect(
      tiff.write!(file, { ...numbered([1, 1, 1, 4, 5]), plane: () => new Uint8Array(20) }),
    ).rejects.toThrow(/a\.ome\.tif cannot be written: a plane has 20 samples \(Uint8Array\)/);
    expect(readFileSync(file).equals(before)).toBe(true);
    await tiff.write!(file, numbered([2, 2, 2, 4, 5]));
    expect(await infoOf(file)).toMatchObject({ shape: [2, 2, 2, 4, 5] });
    expect(await readdir(own)).toEqual(['a.ome.tif']);
  });

  it('OME-XML has the order of elements and the attributes that the 2016-06 schema asks for', async () => {
    const file = join(folder, 'schema.ome.tif');
    const image = { ...numbered([1, 2, 1, 4, 5]), channels: ['a<b', 'µ "c"'] };
    await tiff.write!(file, { ...image, pixelSize: { x: 65, y: 65, z: null, unit: 'nm' } });
    const text = readFileSync(file, 'utf8');
    const xml = text.slice(text.indexOf('<?xml'), text.indexOf('</OME>'));
    expect(xml.match(/<(\w+)/g)).toEqual(['<OME', '<Image', '<Pixels', '<Channel', '<Channel', '<TiffData']);
    for (const name of ['ID', 'DimensionOrder', 'Type', 'SizeX', 'SizeY', 'SizeZ', 'SizeC', 'SizeT']) {
      expect(xml).toMatch(new RegExp(`<Pixels [^>]*\\b${name}="`));
    }
    expect(xml).toContain('PhysicalSizeX="0.065" PhysicalSizeXUnit="µm"');
    expect(xml).toContain('Name="a&lt;b"');
    expect((await infoOf(file)).channels).toEqual(['a<b', 'µ "c"']);
  });

  it('keeps what is known of single planes', async () => {
    const file = join(folder, 'planes.ome.tif');
    const known = { exposure: 0.02, time: 1.5, position: { x: 10, y: -20, z: 3 } };
    const metadata: WritableImage['metadata'] = ({ t, c }) => (t === 1 && c === 1 ? known : {});
    await tiff.write!(file, { ...numbered([2, 2, 1, 4, 5]), metadata });
    const source = await tiff.open(file, {});
    expect(source.metadata({ t: 1, c: 1, z: 0 })).toEqual(known);
    expect(source.metadata({ t: 0, c: 1, z: 0 })).toEqual({});
    await source.close();
  });
});
