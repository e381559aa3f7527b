import { writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { sourceFormats } from '../../../electron/engine/formats/index.ts';
import { convertPixelSize } from '../../../electron/engine/formats/units.ts';
import { nifti } from '../../../electron/engine/formats/nifti.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { cutRegion } from '../../../electron/engine/formats/pixel-source.ts';
import type { SourceFormat, WritableImage } from '../../../electron/engine/formats/pixel-source.ts';
import { planesOf } from '../../../electron/engine/formats/plane-index.ts';
import { encodePng, writePng } from '../../../electron/engine/formats/png.ts';
import { writableRaster } from '../../../electron/engine/formats/raster-source.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { bmpBytes, pngBytes, scramble, temporaryFolder, tiffBytes, toSharp } from './fixtures.ts';

const folder = temporaryFolder();

interface Fixture {
  file: string;
  pixels: Raster;
}

/**
 * One file of each format in the list, whose first picture is known exactly. Formats that we only read and
 * whose files take many lines to make (nd2, czi) have theirs in their own tests.
 */
const fixtures: Record<string, () => Promise<Fixture>> = {
  png: () => lossless('png', scramble(7, 5, 3, 'uint8'), (image) => image.png()),
  tiff: () => lossless('tif', scramble(7, 5, 1, 'uint16'), (image) => image.tiff({ compression: 'lzw' })),
  webp: () => lossless('webp', scramble(7, 5, 3, 'uint8'), (image) => image.webp({ lossless: true })),
  bmp: async () => {
    const pixels = scramble(7, 5, 3, 'uint8');
    return { file: save('a.bmp', bmpBytes(pixels)), pixels };
  },
  // JPEG keeps an even picture exactly.
  jpeg: () =>
    lossless('jpg', { ...scramble(8, 8, 3, 'uint8'), data: new Uint8Array(192).fill(128) }, (image) =>
      image.jpeg(),
    ),
  nifti: () => written(nifti, 'nii.gz', scramble(7, 5, 1, 'uint16')),
  'ome-zarr': () => written(omeZarr, 'zarr', scramble(7, 5, 3, 'uint8')),
  idx: async () => {
    const pixels = scramble(7, 5, 1, 'uint8');
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 7]);
    return { file: save('a-idx3-ubyte', Buffer.concat([header, pixels.data as Uint8Array])), pixels };
  },
};
const madeElsewhere = ['nd2', 'czi'];

async function lossless(
  extension: string,
  pixels: Raster,
  encode: (image: Sharp) => Sharp,
): Promise<Fixture> {
  return { file: save(`a.${extension}`, await encode(toSharp(pixels)).toBuffer()), pixels };
}

async function written(format: SourceFormat, extension: string, pixels: Raster): Promise<Fixture> {
  const file = join(folder, `a.${extension}`);
  await format.write?.(file, writableRaster(pixels, { x: 1, y: 1, z: 1, unit: 'µm' }));
  return { file, pixels };
}

function save(name: string, bytes: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe.each(sourceFormats)('$label', (format) => {
  const make = fixtures[format.id];

  it('has a fixture, and its own id and extensions', () => {
    expect(make !== undefined || madeElsewhere.includes(format.id)).toBe(true);
    const others = sourceFormats.filter((other) => other !== format);
    expect(others.map(({ id }) => id)).not.toContain(format.id);
    const taken = others.flatMap(({ extensions }) => extensions);
    for (const extension of format.extensions) {
      expect(extension).toMatch(/^[a-z0-9.-]+$/);
      expect(taken).not.toContain(extension);
    }
  });

  it.skipIf(!make)('opens its fixture to the exact pixels, whatever the file is called', async () => {
    const { file, pixels } = await make!();
    const other = join(folder, `photo-${format.id}.dat`);
    await cp(file, other, { recursive: true });
    for (const path of [file, other]) {
      const head = (await stat(path)).isDirectory()
        ? Buffer.alloc(0)
        : (await readFile(path)).subarray(0, 512);
      const claims = await Promise.all(sourceFormats.map(async (each) => each.sniff(head, path)));
      expect(sourceFormats.filter((_, i) => claims[i])).toEqual([format]);
      expect(await openPhoto(path)).toEqual(pixels);
    }
  });

  it('does not claim a few bytes or text', async () => {
    for (const text of ['', 'B', 'RIFF', 'Not an image, but a letter of some length.']) {
      expect(await format.sniff(new TextEncoder().encode(text), 'photo')).toBe(false);
    }
  });

  it('writes what it says it can write, and reads it back with its axes and pixel size', async (context) => {
    if (!format.write || format.id === 'png')
      return context.skip('It is written as one picture, or only read.');
    const file = join(folder, `written.${format.extensions[0]}`);
    const image = movie();
    await format.write(file, image);
    // Twice: the new one takes the old one's place.
    await format.write(file, image);
    const source = await openSource(file);
    expect(source.info).toMatchObject({ shape: image.shape, dtype: 'float32', axesStated: true });
    const size = convertPixelSize(source.info.pixelSize!, 'µm')!;
    [size.x, size.y, size.z].forEach((each, i) => expect(each).toBeCloseTo([0.25, 0.5, 2][i]!, 5));
    for (const index of planesOf(source.info)) {
      expect(await source.plane(index)).toEqual(image.plane(index));
      const box = { x: 2, y: 1, width: 3, height: 2 };
      expect(await source.region(index, box)).toEqual(cutRegion(await image.plane(index), 7, box));
    }
    await expect(source.plane({ t: 0, c: 0, z: 3 })).rejects.toThrow(/has no plane t=0, c=0, z=3/);
    for (const part of [{ x: 5 }, { y: -1 }, { width: 0 }, { height: 1.5 }]) {
      const outside = { x: 2, y: 1, width: 3, height: 2, ...part };
      await expect(source.region({ t: 0, c: 0, z: 0 }, outside)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/rectangle .* does not lie inside the 7 x 5 pixels of/),
      });
    }
    await source.close();
    await source.close();
    expect((await readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});

/** Every axis, with negative and fractional values. */
it('OME-Zarr never takes the place of a folder of other things', async () => {
  const other = join(folder, 'photos');
  await mkdir(other);
  writeFileSync(join(other, 'kept.txt'), 'kept');
  await expect(omeZarr.write!(other, movie())).rejects.toThrow(/photos cannot be written: a folder/);
  expect(await readdir(other)).toEqual(['kept.txt']);
});

function movie(): WritableImage {
  return {
    shape: [2, 2, 3, 5, 7],
    dtype: 'float32',
    pixelSize: { x: 0.25, y: 0.5, z: 2, unit: 'µm' },
    channels: ['DAPI', 'GFP'],
    plane: ({ t, c, z }) =>
      Float32Array.from({ length: 35 }, (_, i) => i / 3 - 5 + 40 * z + 200 * c + 500 * t),
  };
}

describe('pixels as the file has them', () => {
  it.each([
    ['8-bit grey', scramble(6, 4, 1, 'uint8')],
    ['8-bit RGB', scramble(6, 4, 3, 'uint8')],
    ['16-bit grey', scramble(6, 4, 1, 'uint16')],
    ['16-bit RGB', scramble(6, 4, 3, 'uint16')],
    ['one pixel', scramble(1, 1, 3, 'uint8')],
  ])('PNG, %s: written and read back', async (name, pixels) => {
    const file = join(folder, `${name}.png`);
    await writePng(file, pixels);
    expect(await openPhoto(file)).toEqual(pixels);
  });

  it('TIFF of 16-bit RGB', async () => {
    const pixels = scramble(6, 4, 3, 'uint16');
    const bytes = await toSharp(pixels).tiff({ compression: 'deflate' }).toBuffer();
    expect(await openPhoto(save('rgb16.tif', bytes))).toEqual(pixels);
  });

  it('TIFF of floating point, small, negative and not a number', async () => {
    const data = Float32Array.of(0.0021, -3.5, NaN, 1e9, 0, 0.25);
    const opened = await openPhoto(save('float.tif', tiffBytes(3, 2, 3, data)));
    expect(opened).toEqual({ width: 3, height: 2, channels: 1, dtype: 'float32', data, notes: [] });
  });

  it('PNG of a palette', async () => {
    const colours = scramble(2, 2, 3, 'uint8');
    const palette = await toSharp(colours).png({ palette: true, colours: 4, dither: 0 }).toBuffer();
    expect(await openPhoto(save('palette.png', palette))).toMatchObject({
      channels: 3,
      dtype: 'uint8',
      width: 2,
    });
  });

  it('PNG of one bit becomes black and white', async () => {
    const rows = Uint8Array.of(0, 0b01101000, 0, 0b10010000);
    const bytes = pngBytes({ width: 5, height: 2, bits: 1, colourType: 0 }, rows);
    const opened = await openPhoto(save('bits.png', bytes));
    expect(opened).toMatchObject({ channels: 1, dtype: 'uint8' });
    expect([...opened.data]).toEqual([0, 255, 255, 0, 255, 255, 0, 0, 255, 0]);
  });

  it('BMP of grey, of a coloured palette, and stored top-down', async () => {
    const grey = scramble(5, 3, 1, 'uint8');
    expect(await openPhoto(save('grey.bmp', bmpBytes(grey)))).toEqual(grey);
    expect(await openPhoto(save('down.bmp', bmpBytes(grey, { topDown: true })))).toEqual(grey);
    // Palette entries are blue, green, red.
    const coloured = await openPhoto(save('red.bmp', bmpBytes(grey, { palette: (i) => [0, 1, i] })));
    expect(coloured.channels).toBe(3);
    expect([...coloured.data.slice(0, 3)]).toEqual([grey.data[0], 1, 0]);
  });

  it('alpha is dropped, CMYK converted, orientation left, and all of it said', async () => {
    const photo = scramble(4, 3, 3, 'uint8');
    const alpha = await toSharp(photo).ensureAlpha(0.5).png().toBuffer();
    expect(await openPhoto(save('alpha.png', alpha))).toEqual({
      ...photo,
      notes: ['The alpha channel was dropped.'],
    });
    const cmyk = await openPhoto(
      save('cmyk.jpg', await toSharp(photo).toColourspace('cmyk').jpeg().toBuffer()),
    );
    expect(cmyk).toMatchObject({ channels: 3, notes: ['The CMYK colours were converted to RGB.'] });
    const turned = await openPhoto(
      save('turned.jpg', await toSharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer()),
    );
    expect(turned).toMatchObject({ width: 4, height: 3 });
    expect(turned.notes.join()).toMatch(/orientation 6/);
  });

  it('an embedded colour profile does not change the numbers', async () => {
    const photo = scramble(4, 3, 3, 'uint8');
    const tagged = await toSharp(photo)
      .png()
      .keepIccProfile()
      .withIccProfile('p3', { attach: true })
      .toBuffer();
    const plain = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    expect([...(await openPhoto(save('p3.png', tagged))).data]).toEqual([...plain]);
  });
});

describe('writing', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const target = join(folder, 'written');
    await mkdir(target);
    const file = join(target, 'a.png');
    await writePng(file, scramble(3, 3, 1, 'uint8'));
    await writePng(file, scramble(5, 5, 1, 'uint16'));
    expect(await openPhoto(file)).toEqual(scramble(5, 5, 1, 'uint16'));
    expect(await readdir(target)).toEqual(['a.png']);
  });

  it('a failure leaves the old file as it was', async () => {
    const file = join(folder, 'kept.png');
    await writePng(file, scramble(3, 3, 1, 'uint8'));
    const before = await readFile(file);
    await expect(writePng(file, scramble(3, 3, 1, 'float32'))).rejects.toThrow(/floating-point/);
    expect(await readFile(file)).toEqual(before);
    await expect(writePng(join(folder, 'nowhere', 'a.png'), scramble(1, 1, 1, 'uint8'))).rejects.toThrow(
      /ENOENT/,
    );
  });

  it('refuses floating point, which PNG cannot hold', async () => {
    await expect(encodePng(scramble(2, 2, 1, 'float32'))).rejects.toThrow(RangeError);
  });
});
