import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenOptions, PixelSource } from '../../../electron/engine/formats/pixel-source.ts';
import { writeNd2 } from '../../support/nd2-file.ts';
import type { Nd2Content, Tree } from '../../support/nd2-file.ts';
import { temporaryFolder } from './fixtures.ts';
import { refusal, using } from './opening.ts';

const folder = temporaryFolder();
let files = 0;

const picture = (planes: Tree[], settings: Tree = {}): Tree => ({
  bCalibrated: true,
  dCalibration: 0.11,
  dXPos: 5,
  dYPos: 6,
  dZPos: 7,
  sPicturePlanes: {
    uiCount: planes.length,
    sPlaneNew: Object.fromEntries(planes.map((plane, i) => [`a${i}`, plane])),
    sSampleSetting: settings,
  },
});
const plane = (name: string, components = 1): Tree => ({ sDescription: name, uiCompCount: components });
const timeLoop = (count: number, next?: Tree): Tree => ({
  eType: 1,
  uLoopPars: { uiCount: count, dStart: 0, dPeriod: 100, dDuration: 100 * count },
  ...(next ? { uiNextLevelCount: 1, ppNextLevelEx: [next] } : {}),
});
const zLoop = (count: number): Tree => ({
  eType: 4,
  uLoopPars: { uiCount: count, dZStep: 0.4, dZLow: 0, dZHigh: 0.4 * (count - 1), iType: 0 },
});
const points: Tree = [
  { dPosX: 10, dPosY: 20, dPosZ: 30 },
  { dPosX: 11, dPosY: 21, dPosZ: 31 },
  { dPosX: 12, dPosY: 22, dPosZ: 32 },
];
const positionLoop = (next: Tree): Tree => ({
  eType: 2,
  pItemValid: [true, false, true],
  uLoopPars: { uiCount: 3, bUseZ: true, Points: points },
  uiNextLevelCount: 1,
  ppNextLevelEx: [next],
});

/** 16-bit samples that tell frame, row, column and component. */
const valueAt = (frame: number, y: number, x: number, component: number): number =>
  10_000 * component + 1000 * frame + 100 * y + x;

function frame(number: number, width: number, height: number, components: number): Uint8Array {
  const samples = new Uint16Array(width * height * components);
  samples.forEach((_, i) => {
    const [pixel, component] = [Math.floor(i / components), i % components];
    samples[i] = valueAt(number, Math.floor(pixel / width), pixel % width, component);
  });
  return new Uint8Array(samples.buffer);
}

function write(content: Partial<Nd2Content> & { count: number }): string {
  const { count, ...rest } = content;
  const { width, height, components } = { width: 7, height: 5, components: 1, ...rest };
  const file = join(folder, `${(files += 1)}.nd2`);
  const frames = Array.from({ length: count }, (_, i) => frame(i, width, height, components));
  writeNd2(file, { width, height, components, bits: 16, frames, ...rest });
  return file;
}

describe('nd2 files', () => {
  const twoChannels = {
    count: 6,
    components: 2,
    experiment: timeLoop(2, zLoop(3)),
    picture: picture([plane('GFP'), plane('RFP')], { a0: { dExposureTime: 20 }, a1: { dExposureTime: 50 } }),
  };

  for (const [how, content] of Object.entries({
    uncompressed: {},
    'with padded rows': { padding: 2 },
    lossless: { compression: 'lossless', padding: 4 },
    'with packed metadata': { packMetadata: true },
    'of version 2 (XML)': { version: 2 },
  } as const)) {
    it(`gives the axes, names and numbers, ${how}`, async () => {
      await using(write({ ...twoChannels, ...content }), async (source) => {
        expect(source.info).toMatchObject({
          shape: [2, 2, 3, 5, 7],
          dtype: 'uint16',
          channels: ['GFP', 'RFP'],
          pixelSize: { x: 0.11, y: 0.11, z: 0.4, unit: 'µm' },
          axesStated: true,
          notes: [],
        });
        const samples = await source.plane({ t: 1, c: 1, z: 2 });
        const wanted = Array.from({ length: 35 }, (_, i) => valueAt(5, Math.floor(i / 7), i % 7, 1));
        expect([...samples]).toEqual(wanted);
        const part = await source.region({ t: 0, c: 0, z: 1 }, { x: 2, y: 3, width: 2, height: 2 });
        expect([...part]).toEqual([302, 303, 402, 403].map((value) => value + 1000));
      });
    });
  }

  it('reads several positions as series, without those that were not used', async () => {
    const file = write({
      count: 4,
      experiment: timeLoop(2, positionLoop(zLoop(1))),
      picture: picture([plane('A')]),
    });
    const read = (series: number) =>
      using(
        file,
        async ({ info, plane, metadata }) => {
          const index = { t: 1, c: 0, z: 0 };
          return [
            info.seriesCount,
            info.series,
            info.shape[0],
            (await plane(index))[0],
            metadata(index).position,
          ];
        },
        { series },
      );
    expect(await read(0)).toEqual([2, 0, 2, 2000, { x: 10, y: 20, z: 30 }]);
    expect(await read(1)).toEqual([2, 1, 2, 3000, { x: 12, y: 22, z: 32 }]);
    expect(await refusal(file, undefined, { series: 2 })).toMatch(/no position 2/);
  });

  it('says time, exposure and stage of a plane', async () => {
    const columns = {
      AcqTimesCache: [5, 105],
      Camera_ExposureTime1: [10, 40],
      X: [1, 2],
      Y: [3, 4],
      Z: [8, 9],
    };
    const single = { count: 2, experiment: timeLoop(2), columns, picture: picture([plane('A')]) };
    await using(write(single), async ({ metadata }) => {
      const second = { exposure: 0.04, time: 0.105, position: { x: 2, y: 4, z: 9 } };
      expect(metadata({ t: 1, c: 0, z: 0 })).toEqual(second);
    });
    await using(write(twoChannels), async ({ metadata }) => {
      const stage = { position: { x: 5, y: 6, z: 7 } };
      expect(metadata({ t: 0, c: 1, z: 0 })).toEqual({ exposure: 0.05, ...stage });
    });
  });

  it('reads colour, which is stored blue first', async () => {
    const file = write({ count: 1, components: 3, picture: picture([plane('Colour', 3)]) });
    await using(file, async ({ info, plane: read }) => {
      expect([info.rgb, info.channels]).toEqual([true, ['Red', 'Green', 'Blue']]);
      const firsts = await Promise.all([0, 1, 2].map(async (c) => (await read({ t: 0, c, z: 0 }))[0]));
      expect(firsts).toEqual([20_000, 10_000, 0]);
    });
  });

  it('asks what frames are that no loop explains', async () => {
    const file = write({ count: 4 });
    const read = (options?: OpenOptions) =>
      using(file, async ({ info }) => [info.shape, info.axesStated, info.axis, info.pixelSize], options);
    expect(await read()).toEqual([[4, 1, 1, 5, 7], false, 't', null]);
    expect(await read({ axis: 'z' })).toEqual([[1, 1, 4, 5, 7], false, 'z', null]);
  });

  it('shows what a stopped acquisition recorded', async () => {
    const frames = [0, null, 2, 3].map((number) => (number === null ? null : frame(number, 7, 5, 1)));
    const file = write({ count: 0, frames, experiment: timeLoop(50, zLoop(2)) });
    await using(file, async ({ info, plane: read }) => {
      expect(info.shape.slice(0, 3)).toEqual([2, 1, 2]);
      expect(info.notes).toEqual([
        'The acquisition was stopped early: 4 of 100 frames were recorded.',
        '1 of 4 frames were not recorded; they read as 0.',
      ]);
      expect(new Set(await read({ t: 0, c: 0, z: 1 }))).toEqual(new Set([0]));
      expect((await read({ t: 1, c: 0, z: 1 }))[0]).toBe(3000);
    });
  });

  it('reads 8-bit and floating-point samples', async () => {
    const bytes = { count: 0, width: 3, height: 1, frames: [Uint8Array.of(1, 2, 255)] };
    await using(write({ ...bytes, bits: 8 }), async ({ info, plane: read }) => {
      expect(info.dtype).toBe('uint8');
      expect([...(await read({ t: 0, c: 0, z: 0 }))]).toEqual([1, 2, 255]);
    });
    const floats = new Uint8Array(Float32Array.of(0.5, -2, 1e6).buffer);
    await using(write({ ...bytes, bits: 32, frames: [floats] }), async ({ info, plane: read }) => {
      expect(info.dtype).toBe('float32');
      expect([...(await read({ t: 0, c: 0, z: 0 }))]).toEqual([0.5, -2, 1e6]);
    });
  });
});

describe('nd2 files that cannot be read', () => {
  const first = { t: 0, c: 0, z: 0 };

  it('says what to do with JPEG 2000, old and new', async () => {
    expect(await refusal(write({ count: 1, compression: 'lossy' }))).toMatch(/export it as OME-TIFF/);
    const old = join(folder, 'old.nd2');
    writeFileSync(old, Buffer.from([0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 13, 10, 0x87, 10, 0, 0, 0, 0]));
    expect(await refusal(old)).toMatch(/old kind .*export it as OME-TIFF/);
  });

  it('refuses planes above the limit from the header', async () => {
    expect(await refusal(write({ count: 1 }), undefined, { maxPixels: 34 })).toMatch(/limit/);
  });

  it('refuses a file that was cut off', async () => {
    const file = write({ count: 3 });
    truncateSync(file, 20_000);
    expect(await refusal(file)).toMatch(/no chunk map/);
  });

  it('refuses a frame that lies elsewhere or is too short', async () => {
    const file = write({ count: 1 });
    const bytes = readFileSync(file);
    const chunk = bytes.indexOf('ImageDataSeq|0!') - 16;
    const changed = (change: (copy: Buffer) => void): string => {
      const copy = Buffer.from(bytes);
      change(copy);
      writeFileSync(file, copy);
      return file;
    };
    const read = (source: PixelSource) => source.plane(first);
    expect(
      await refusal(
        changed((copy) => copy.fill(0, chunk, chunk + 4)),
        read,
      ),
    ).toMatch(/frame 0 is not where/);
    expect(
      await refusal(
        changed((copy) => copy.writeUInt8(40, chunk + 8)),
        read,
      ),
    ).toMatch(/frame 0 is too short/);
    expect(
      await refusal(
        changed((copy) => copy.fill(255, chunk + 8, chunk + 16)),
        read,
      ),
    ).toMatch(/does not lie inside/);
  });

  it('refuses metadata that claims more than is there', async () => {
    const file = write({ count: 1 });
    const bytes = readFileSync(file);
    // The number of entries of the attributes' level, after its type, length of name, and name.
    const name = Buffer.from('SLxImageAttributes\0', 'utf16le');
    bytes.writeUInt32LE(0xffffffff, bytes.indexOf(name) + name.length);
    writeFileSync(file, bytes);
    expect(await refusal(file)).toMatch(/metadata/);
  });

  it('refuses a lossless frame that does not unpack', async () => {
    const file = write({ count: 1, compression: 'lossless' });
    const bytes = readFileSync(file);
    const stream = bytes.indexOf('ImageDataSeq|0!') - 16 + 4096;
    bytes.fill(0x55, stream, stream + 20);
    writeFileSync(file, bytes);
    expect(await refusal(file, (source) => source.plane(first))).toMatch(/frame 0 cannot be unpacked/);
  });
});
