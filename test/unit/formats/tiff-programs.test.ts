import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { omeXmlOf } from '../../../electron/engine/formats/tiff/ome-xml-writer.ts';
import { encodeDirectories } from '../../../electron/engine/formats/tiff/write-directories.ts';
import { temporaryFolder } from './fixtures.ts';
import { infoOf, numbered, tiffFile } from './tiff-bytes.ts';
import type { TiffPage } from './tiff-bytes.ts';

const folder = temporaryFolder();

function save(name: string, bytes: Uint8Array | string): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe('an OME-TIFF set', () => {
  const companion = (names: string[]): string => `<?xml version="1.0"?>
    <ome:OME xmlns:ome="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:0">
    <ome:Image ID="Image:0"><ome:Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="5" SizeY="4"
      SizeZ="${names.length}" SizeC="1" SizeT="1" PhysicalSizeX="0.2" PhysicalSizeY="200" PhysicalSizeYUnit="nm">
    <ome:Channel ID="Channel:0:0" Name="actin"/>
    ${names.map((name, z) => `<ome:TiffData FirstZ="${z}" IFD="0"><ome:UUID FileName="${name}">urn:uuid:${z + 1}</ome:UUID></ome:TiffData>`).join('\n')}
    <ome:Plane TheZ="1" TheC="0" TheT="0" DeltaT="250" DeltaTUnit="ms" ExposureTime="0.02" PositionX="1"
      PositionXUnit="mm" PositionY="2" PositionYUnit="µm"/>
    </ome:Pixels></ome:Image></ome:OME>`;
  const member = (z: number): string =>
    `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:${z + 1}"><BinaryOnly MetadataFile="set.companion.ome" UUID="urn:uuid:0"/></OME>`;
  const names = ['s-0.ome.tif', 's-1.ome.tif', 's-2.ome.tif'];

  async function makeSet(name: string): Promise<string> {
    const own = join(folder, name);
    await mkdir(own);
    await writeFile(join(own, 'set.companion.ome'), companion(names));
    for (const [z, file] of names.entries()) {
      const page = { width: 5, height: 4, pixels: new Uint16Array(20).fill(z + 1), description: member(z) };
      await writeFile(join(own, file), tiffFile([page]));
    }
    return own;
  }

  it('opens by any member, with positions and times in our units', async () => {
    const own = await makeSet('set');
    const source = await openSource(join(own, 's-2.ome.tif'));
    expect(source.info).toMatchObject({
      shape: [1, 1, 3, 4, 5],
      channels: ['actin'],
      pixelSize: { x: 0.2, y: 0.2, z: null, unit: 'µm' },
      axesStated: true,
      notes: [],
    });
    for (const z of [0, 1, 2]) expect((await source.plane({ t: 0, c: 0, z }))[7]).toBe(z + 1);
    expect(source.metadata({ t: 0, c: 0, z: 1 })).toEqual({
      time: 0.25,
      exposure: 0.02,
      position: { x: 1000, y: 2 },
    });
    expect(source.metadata({ t: 0, c: 0, z: 0 })).toEqual({});
    await source.close();
  });

  it('names a missing member at open and when its plane is asked for; the others are read', async () => {
    const own = await makeSet('gap');
    await rm(join(own, 's-1.ome.tif'));
    const source = await openSource(join(own, 's-0.ome.tif'));
    expect(source.info.notes.join()).toMatch(/1 are missing beside it: s-1\.ome\.tif/);
    expect((await source.plane({ t: 0, c: 0, z: 2 }))[0]).toBe(3);
    await expect(source.plane({ t: 0, c: 0, z: 1 })).rejects.toMatchObject({
      code: 'not-found',
      file: join(own, 's-1.ome.tif'),
      message: expect.stringMatching(/s-1\.ome\.tif is missing: it holds the plane t=0, c=0, z=1/),
    });
    await source.close();
  });

  it('without its metadata is a single page, and says so', async () => {
    const own = await makeSet('alone');
    await rename(join(own, 'set.companion.ome'), join(own, 'elsewhere'));
    const info = await infoOf(join(own, 's-0.ome.tif'));
    expect(info).toMatchObject({ shape: [1, 1, 1, 4, 5] });
    expect(info.notes.join()).toMatch(/set\.companion\.ome, which is not beside it/);
  });

  it('a renamed file is still its own', async () => {
    const file = join(folder, 'before.ome.tif');
    await tiff.write!(file, numbered([1, 1, 2, 4, 5]));
    const bytes = readFileSync(file);
    const renamed = save('after.ome.tif', bytes);
    expect(await infoOf(renamed)).toMatchObject({ shape: [1, 1, 2, 4, 5], notes: [] });
  });
});

/** CZ_LSMINFO of `times` stacks of `slices` with two channels, as 32-bit numbers. */
function lsmInfo(slices: number, times: number, names: number, stamps: number): number[] {
  const bytes = Buffer.alloc(512);
  bytes.writeUInt32LE(0x0400494c, 0);
  [3, 2, slices, 2, times].forEach((size, i) => bytes.writeInt32LE(size, 8 + 4 * i));
  [0.2e-6, 0.3e-6, 1.5e-6].forEach((size, i) => bytes.writeDoubleLE(size, 40 + 8 * i));
  bytes.writeUInt16LE(6, 88);
  bytes.writeUInt32LE(names, 108);
  bytes.writeUInt32LE(stamps, 132);
  return [...new Uint32Array(bytes.buffer, bytes.byteOffset, 128)];
}

it('a Zeiss LSM: thumbnails skipped, channels named, times and voxels in our units', async () => {
  const [slices, times] = [3, 2];
  const names = Buffer.from('\x38\0\0\0\x02\0\0\0\x02\0\0\0\x18\0\0\0\x20\0\0\0\0\0\0\0........', 'latin1');
  const labels = Buffer.from('\x05\0\0\0Ch1\0\0\x08\0\0\0Ch2-T1\0\0', 'latin1');
  const stamps = Buffer.alloc(24);
  stamps.writeInt32LE(24, 0);
  stamps.writeInt32LE(2, 4);
  stamps.writeDoubleLE(5000.5, 8);
  stamps.writeDoubleLE(5002, 16);
  const make = (at: number): Buffer =>
    tiffFile(
      Array.from({ length: 2 * slices * times }, (_v, i): TiffPage => {
        if (i % 2) return { width: 1, height: 1, pixels: Uint8Array.of(99), subfileType: 1 };
        const pixels = Uint8Array.from({ length: 12 }, (_w, k) => 10 * (i / 2) + (k % 2));
        const info = i === 0 ? { 34412: lsmInfo(slices, times, at, at + names.length + labels.length) } : {};
        return { width: 3, height: 2, pixels, fields: { 258: [8, 8], 277: [2], 279: [12], ...info } };
      }),
    );
  const bytes = make(make(0).length);
  const source = await openSource(save('scan.lsm', Buffer.concat([bytes, names, labels, stamps])));
  expect(source.info).toMatchObject({
    shape: [2, 2, 3, 2, 3],
    channels: ['Ch1', 'Ch2-T1'],
    pixelSize: {
      x: expect.closeTo(0.2, 9),
      y: expect.closeTo(0.3, 9),
      z: expect.closeTo(1.5, 9),
      unit: 'µm',
    },
    axesStated: true,
  });
  expect([...(await source.plane({ t: 1, c: 1, z: 2 }))]).toEqual(new Array(6).fill(51));
  expect(source.metadata({ t: 1, c: 0, z: 0 })).toEqual({ time: 1.5 });
  await source.close();
});

it('becomes BigTIFF where the directories lie beyond 4 GB', async () => {
  const [start, image] = [5_000_000_000, numbered([1, 1, 2, 4, 5])];
  const planes = [0, 1].map((z) => deflateSync(new Uint16Array(20).fill(z + 7)));
  const offsets = [start, start + 1000];
  const pages = planes.map(({ length }, z) => ({ offsets: [offsets[z]!], byteCounts: [length] }));
  const { header, bytes } = encodeDirectories(image, pages, omeXmlOf(image), start + 2000);
  const file = join(folder, 'big.ome.tif');
  const handle = openSync(file, 'w');
  writeSync(handle, header, 0, header.length, 0);
  planes.forEach((plane, z) => writeSync(handle, plane, 0, plane.length, offsets[z]));
  writeSync(handle, bytes, 0, bytes.length, start + 2000);
  closeSync(handle);
  expect(header.readUInt16LE(2)).toBe(43);
  const source = await openSource(file);
  expect(source.info).toMatchObject({ shape: [1, 1, 2, 4, 5], dtype: 'uint16' });
  for (const z of [0, 1]) expect((await source.plane({ t: 0, c: 0, z }))[19]).toBe(z + 7);
  await source.close();
});

it('planes of a 6 GB stack with one directory are read in bounded memory', { timeout: 60_000 }, () => {
  const [width, height, images] = [2048, 2048, 768];
  const file = join(folder, 'stack-6gb.tif');
  const description = `ImageJ=1.54f\nimages=${images}\nslices=${images}\nunit=um\nspacing=0.5\n`;
  const head = tiffFile([{ width, height, pixels: new Uint16Array(0), bits: 16, description }], {
    dataLast: true,
  });
  const planeBytes = width * height * 2;
  const handle = openSync(file, 'w');
  writeSync(handle, head);
  ftruncateSync(handle, head.length + images * planeBytes);
  for (const z of [0, 400, images - 1]) {
    writeSync(
      handle,
      new Uint16Array(width * height).fill(z + 1),
      0,
      planeBytes,
      head.length + z * planeBytes,
    );
  }
  closeSync(handle);
  const formats = new URL('../../../electron/engine/formats/open-source.ts', import.meta.url).href;
  const code = `
    const { openSource } = await import(${JSON.stringify(formats)});
    const source = await openSource(${JSON.stringify(file)});
    const values = [];
    for (const z of [0, 1, 400, ${images - 2}, ${images - 1}]) {
      const plane = await source.plane({ t: 0, c: 0, z });
      values.push(plane[0], plane[plane.length - 1]);
    }
    for (let z = 500; z < 560; z += 1) await source.plane({ t: 0, c: 0, z });
    await source.close();
    const rss = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ shape: source.info.shape, values, rss }));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 50_000 });
  const { shape, values, rss } = JSON.parse(child.stdout.toString()) as Record<string, number[]> & {
    rss: number;
  };
  expect(shape).toEqual([1, 1, images, height, width]);
  expect(values).toEqual([1, 1, 0, 0, 401, 401, 0, 0, images, images]);
  expect(rss, 'megabytes').toBeLessThan(500);
});
