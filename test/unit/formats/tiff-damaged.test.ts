import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { planesOf } from '../../../electron/engine/formats/plane-index.ts';
import type { OpenOptions, PixelSource } from '../../../electron/engine/formats/pixel-source.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { decodePackBits } from '../../../electron/engine/formats/tiff/decompress.ts';
import { decodeLzw } from '../../../electron/engine/formats/tiff/lzw.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { scramble, temporaryFolder, toSharp } from './fixtures.ts';
import { refusal, using } from './opening.ts';
import { tiffFile } from './tiff-bytes.ts';
import type { TiffPage } from './tiff-bytes.ts';

const folder = temporaryFolder();
const page: TiffPage = { width: 3, height: 2, pixels: new Uint8Array(6).fill(5) };

function save(bytes: Uint8Array): string {
  const file = join(folder, 'damaged.tif');
  writeFileSync(file, bytes);
  return file;
}

async function readFirstPlanes(source: PixelSource): Promise<void> {
  for (const index of [...planesOf(source.info)].slice(0, 8)) await source.plane(index);
}

const readAll = (file: string, options?: OpenOptions): Promise<void> => using(file, readFirstPlanes, options);

const refused = (bytes: Uint8Array, options?: OpenOptions): Promise<string> =>
  refusal(save(bytes), readFirstPlanes, options);

describe('a hostile or damaged TIFF', () => {
  it('whose pages go round in a circle', async () => {
    const bytes = tiffFile([page, page]);
    const first = bytes.readUInt32LE(4);
    const entries = bytes.readUInt16LE(first);
    const second = bytes.readUInt32LE(first + 2 + 12 * entries);
    bytes.writeUInt32LE(first, second + 2 + 12 * entries);
    expect(await refused(bytes)).toMatch(/endless chain/);
  });

  it('whose directories overlap a million times', async () => {
    const bytes = Buffer.alloc(1_000_000);
    bytes.write('II*\0');
    bytes.writeUInt32LE(8, 4);
    // Each directory of 3000 empty fields begins two bytes behind the one before.
    const fields = 3000;
    bytes.fill(fields & 255, 8);
    for (let at = 8; at + 2 < bytes.length; at += 2) bytes.writeUInt16LE(fields, at);
    await refused(bytes);
  });

  it.each<[what: string, fields: Record<number, number[]>, RegExp]>([
    ['more pixels than the limit', { 256: [30_000], 257: [30_000] }, /900 megapixels/],
    ['no pixels', { 256: [0] }, /0 x 2 pixels/],
    ['65,000 samples a pixel', { 277: [65_000] }, /65000 samples/],
    ['a strip beyond the end', { 273: [1_000_000] }, /does not lie inside/],
    ['a strip at 0', { 273: [0] }, /missing/],
    ['a tile of 4 billion pixels', { 322: [65_536], 323: [65_536], 324: [8], 325: [6] }, /megapixels/],
    ['more rows than there are strips for', { 257: [2000], 278: [1] }, /names 1 of its 2000 blocks/],
    ['pixels of 13 bytes', { 258: [104] }, /104-bit/],
    ['complex numbers', { 258: [64], 339: [6] }, /64-bit complex/],
    ['an unknown predictor', { 317: [77], 259: [8] }, /damaged/],
    ['a volume in a page', { 32997: [9] }, /volumes/],
  ])('that claims %s', async (_what, fields, message) => {
    expect(await refused(tiffFile([{ ...page, fields }]))).toMatch(message);
  });

  it.each([
    ['LZW', 5],
    ['Deflate', 8],
    ['PackBits', 32773],
    ['JPEG', 7],
    ['Zstandard', 50000],
  ])(
    'whose six bytes of %s are to become 190 megapixels: refused before they are asked for',
    async (_n, codec) => {
      const size = { width: 13_784, height: 13_784 };
      const before = process.memoryUsage().arrayBuffers;
      await refused(tiffFile([{ ...page, ...size, compression: codec }]));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
    },
  );

  it('whose ImageJ description claims a billion images', async () => {
    for (const count of ['1000000000', '-3', 'NaN', '1e999']) {
      const description = `ImageJ=1.54f\nimages=${count}\nslices=${count}\n`;
      const bytes = tiffFile([{ ...page, description }]);
      if (count === '1000000000') expect(await refused(bytes)).toMatch(/ends before/);
      else await readAll(save(bytes));
    }
  });

  it.each([
    ['two million planes', 'SizeZ="1000" SizeC="1000" SizeT="1000"', '', /two million/],
    ['no size', 'SizeZ="1" SizeC="1" SizeT="-1"', '', /SizeT/],
    [
      'entities',
      'SizeZ="1" SizeC="1" SizeT="1"',
      '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
      /entities/,
    ],
  ])('whose OME-XML claims %s is read page by page, and says why', async (_what, sizes, doctype, reason) => {
    const description = `<?xml version="1.0"?>${doctype}<OME><Image><Pixels DimensionOrder="XYZCT" SizeX="3" SizeY="2" ${sizes}><TiffData/></Pixels></Image></OME>`;
    const source = await openSource(save(tiffFile([{ ...page, description }])));
    expect(source.info.shape).toEqual([1, 1, 1, 2, 3]);
    expect(source.info.notes.join()).toMatch(reason);
    await source.close();
  });

  it('whose OME-XML names planes that are not there, a folder above, or each plane a million times', async () => {
    const xml = (data: string, z = 4): string =>
      `<OME><Image><Pixels DimensionOrder="XYZCT" SizeX="3" SizeY="2" SizeZ="${z}" SizeC="1" SizeT="1">${data}</Pixels></Image></OME>`;
    const absent = await refused(
      tiffFile([{ ...page, description: xml('<TiffData IFD="0" PlaneCount="4"/>') }]),
    );
    expect(absent).toMatch(/no page 1 for the plane t=0, c=0, z=1/);
    const above = xml(
      '<TiffData FirstZ="0" IFD="0"/><TiffData FirstZ="1"><UUID FileName="../../secret.tif">x</UUID></TiffData><TiffData FirstZ="2"><UUID FileName="b.tif">y</UUID></TiffData>',
    );
    const source = await openSource(save(tiffFile([{ ...page, description: above }])));
    await expect(source.plane({ t: 0, c: 0, z: 1 })).rejects.toMatchObject({
      file: join(folder, 'secret.tif'),
    });
    await source.close();
    const repeated = xml('<TiffData IFD="0" PlaneCount="1000"/>'.repeat(5000), 1000);
    const many = await openSource(save(tiffFile([{ ...page, description: repeated }])));
    expect(many.info.notes.join()).toMatch(/far more planes/);
    await many.close();
  });

  it('that is changed in any place: an error or a picture, never a crash', { timeout: 60_000 }, async () => {
    const photo = scramble(40, 30, 3, 'uint8');
    const ome = join(folder, 'whole.ome.tif');
    await tiff.write!(ome, {
      shape: [2, 1, 2, 30, 40],
      dtype: 'uint16',
      pixelSize: null,
      channels: ['a'],
      plane: () => scramble(40, 30, 1, 'uint16').data,
    });
    const whole = [
      await toSharp(photo).tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
      await toSharp(photo)
        .tiff({ compression: 'jpeg', tile: true, tileWidth: 16, tileHeight: 16 })
        .toBuffer(),
      tiffFile([{ ...page, description: 'ImageJ=1.54f\nimages=2\nslices=2\n' }, page]),
      readFileSync(ome),
    ];
    const random = seededRandom(11);
    let errors = 0;
    for (let round = 0; round < 240; round += 1) {
      const bytes = Buffer.from(whole[round % whole.length]!);
      for (let k = 0; k < 3; k += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const thrown: unknown = await readAll(save(bytes), { maxPixels: 1e6 }).catch((error: unknown) => error);
      if (thrown === undefined) continue;
      errors += 1;
      expect(thrown).toBeInstanceOf(AbbeError);
      expect((thrown as AbbeError).code).toBe('invalid-input');
    }
    expect(errors).toBeGreaterThan(20);
  });
});

describe('decoders', () => {
  it('LZW: codes that stand for nothing, and a stream that ends early', () => {
    // 256 (clear), then 300, nine bits each.
    expect(() => decodeLzw(Uint8Array.of(0b10000000, 0b01001011, 0b00000000), 10)).toThrow(
      /stands for nothing/,
    );
    expect(decodeLzw(Uint8Array.of(0b10000000, 0b00010000), 10)).toHaveLength(0);
  });

  it('PackBits: runs, copies and a stream that ends early', () => {
    const stream = Uint8Array.of(0xfe, 0xaa, 0x02, 1, 2, 3, 0x80, 0xfd, 7);
    expect([...decodePackBits(stream, 10)]).toEqual([0xaa, 0xaa, 0xaa, 1, 2, 3, 7, 7, 7, 7]);
    expect(decodePackBits(stream.subarray(0, 4), 10)).toHaveLength(3);
  });
});
