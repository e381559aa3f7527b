import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelSource } from '../../../electron/engine/formats/pixel-source.ts';
import { encodeLzw, writeCzi } from '../../support/czi-file.ts';
import type { CziBlock, CziContent } from '../../support/czi-file.ts';
import { temporaryFolder } from './fixtures.ts';
import { refusal, using } from './opening.ts';

const folder = temporaryFolder();
let files = 0;
const first = { t: 0, c: 0, z: 0 };
const [width, height] = [6, 4];

/** 16-bit samples that tell the block, the row and the column. */
const samplesOf = (number: number): Uint16Array =>
  Uint16Array.from(
    { length: width * height },
    (_, i) => 1000 * number + 10 * Math.floor(i / width) + (i % width),
  );
const bytesOf = (samples: Uint16Array | Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(samples.buffer);

function block(number: number, rest: Partial<CziBlock> = {}): CziBlock {
  const pixels = bytesOf(samplesOf(number));
  return { pixelType: 1, compression: 0, x: 0, y: 0, width, height, pixels, ...rest };
}

function write(blocks: CziBlock[], rest: Partial<CziContent> = {}): string {
  const file = join(folder, `${(files += 1)}.czi`);
  writeCzi(file, { blocks, ...rest });
  return file;
}

/** Low bytes of all samples, then high bytes, behind a header that says so. */
function zstd1(samples: Uint16Array, split: boolean): Uint8Array {
  const bytes = bytesOf(samples);
  if (!split) return Buffer.concat([Buffer.from([1]), zstdCompressSync(bytes)]);
  const halves = Buffer.from([
    ...bytes.filter((_, i) => i % 2 === 0),
    ...bytes.filter((_, i) => i % 2 === 1),
  ]);
  return Buffer.concat([Buffer.from([3, 1, 1]), zstdCompressSync(halves)]);
}

describe('pixels of czi files', () => {
  it.each([
    ['none', 0, (samples: Uint16Array) => bytesOf(samples)],
    ['LZW', 2, (samples: Uint16Array) => encodeLzw(bytesOf(samples))],
    ['Zstd0', 5, (samples: Uint16Array) => zstdCompressSync(bytesOf(samples))],
    ['Zstd1', 6, (samples: Uint16Array) => zstd1(samples, false)],
    ['Zstd1 with split bytes', 6, (samples: Uint16Array) => zstd1(samples, true)],
  ])('compression: %s', async (_, compression, pack) => {
    const blocks = [3, 4].map((number, z) =>
      block(number, { compression, pixels: pack(samplesOf(number)), at: { Z: z } }),
    );
    await using(write(blocks), async ({ info, plane, region }) => {
      expect([info.shape, info.dtype]).toEqual([[1, 1, 2, height, width], 'uint16']);
      expect(await plane({ t: 0, c: 0, z: 1 })).toEqual(samplesOf(4));
      const part = await region({ t: 0, c: 0, z: 0 }, { x: 4, y: 1, width: 2, height: 2 });
      expect([...part]).toEqual([3014, 3015, 3024, 3025]);
    });
  });

  const floats = Float32Array.from({ length: width * height }, (_, i) => i / 7 - 1);
  const integers = Int32Array.from({ length: width * height }, (_, i) => i * 1e8 - 5e8);
  const grey = Uint8Array.from({ length: width * height }, (_, i) => i * 10);
  it.each([
    ['Gray8', 0, grey, 'uint8', grey],
    ['Gray32Float', 2, bytesOf(floats), 'float32', floats],
    ['Gray32', 12, bytesOf(integers), 'int32', integers],
  ] as const)('pixel type: %s', async (_, pixelType, pixels, dtype, samples) => {
    await using(write([block(0, { pixelType, pixels })]), async ({ info, plane }) => {
      expect(info.dtype).toBe(dtype);
      expect(await plane(first)).toEqual(samples);
    });
  });

  it.each([
    ['Bgr24', 3, 3, (values: number[]) => Uint8Array.from(values)],
    ['Bgr48', 4, 3, (values: number[]) => bytesOf(Uint16Array.from(values, (value) => value * 200))],
    ['Bgra32', 9, 4, (values: number[]) => Uint8Array.from(values)],
  ])('colour: %s', async (_, pixelType, samples, pack) => {
    const pixels = pack(
      Array.from({ length: width * height }, () => [10, 20, 30, 255].slice(0, samples)).flat(),
    );
    await using(write([block(0, { pixelType, pixels })]), async ({ info, plane }) => {
      expect([info.rgb, info.channels, info.shape[1]]).toEqual([true, ['Red', 'Green', 'Blue'], 3]);
      const scale = pixelType === 4 ? 200 : 1;
      const values = await Promise.all(
        [0, 1, 2].map(async (c) => (await plane({ ...first, c }))[7]! / scale),
      );
      expect(values).toEqual([30, 20, 10]);
    });
  });

  it('JPEG, grey and colour', async () => {
    const jpeg = (channels: 1 | 3, background: number[]) =>
      sharp(Buffer.from(Array.from({ length: 256 }, () => background).flat()), {
        raw: { width: 16, height: 16, channels },
      })
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
    const size = { width: 16, height: 16, compression: 1 };
    const file = write([block(0, { ...size, pixelType: 0, pixels: await jpeg(1, [77]) })]);
    await using(file, async ({ plane }) => expect(new Set(await plane(first))).toEqual(new Set([77])));
    const colour = write([block(0, { ...size, pixelType: 3, pixels: await jpeg(3, [200, 100, 50]) })]);
    await using(colour, async ({ plane }) => {
      const values = await Promise.all([0, 1, 2].map(async (c) => (await plane({ ...first, c }))[5]!));
      values.forEach((value, i) => expect(Math.abs(value - [50, 100, 200][i]!)).toBeLessThanOrEqual(2));
    });
  });

  it('channels of different types share the wider one', async () => {
    const file = write([block(1, { at: { C: 0 } }), block(0, { at: { C: 1 }, pixelType: 0, pixels: grey })]);
    await using(file, async ({ info, plane }) => {
      expect([info.dtype, info.channels]).toEqual(['uint16', ['Channel 1', 'Channel 2']]);
      expect([...(await plane({ ...first, c: 1 }))]).toEqual([...grey]);
    });
  });
});

describe('planes of czi files', () => {
  it('lie along t, c and z, whose numbers need not begin at 0; what is missing reads as 0', async () => {
    const blocks = [5, 6]
      .flatMap((t, i) => [0, 1].map((c) => block(2 * i + c + 1, { at: { T: t, C: c, Z: 9 } })))
      .slice(0, 3);
    await using(write(blocks), async ({ info, plane }) => {
      expect(info.shape).toEqual([2, 2, 1, height, width]);
      expect(info.notes).toEqual(['1 of 4 planes were not recorded; they read as 0.']);
      expect(await plane({ t: 1, c: 0, z: 0 })).toEqual(samplesOf(3));
      expect(new Set(await plane({ t: 1, c: 1, z: 0 }))).toEqual(new Set([0]));
    });
  });

  it('are put together from tiles, those with higher numbers on top, and the pyramid is left out', async () => {
    const reduced = block(9, {
      width: 10,
      height: 6,
      stored: { width: 5, height: 3 },
      pixels: new Uint8Array(30),
    });
    const tiles = [
      block(2, { x: -96, y: 102, at: { M: 1 } }),
      block(1, { x: -100, y: 100, at: { M: 0 } }),
      { ...reduced, x: -100, y: 100 },
    ];
    await using(write(tiles), async ({ info, plane, region }) => {
      expect(info.shape).toEqual([1, 1, 1, 6, 10]);
      const whole = await plane(first);
      const row = (y: number) => [...whole.slice(10 * y, 10 * y + 10)];
      expect(row(0)).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 0, 0, 0, 0]);
      expect(row(2)).toEqual([1020, 1021, 1022, 1023, 2000, 2001, 2002, 2003, 2004, 2005]);
      expect(row(5)).toEqual([0, 0, 0, 0, 2030, 2031, 2032, 2033, 2034, 2035]);
      const part = await region(first, { x: 3, y: 1, width: 3, height: 2 });
      expect([...part]).toEqual([1013, 1014, 1015, 1023, 2000, 2001]);
    });
  });

  it('reads no more tiles than a rectangle needs', async () => {
    const file = write([
      block(1, { at: { M: 0 } }),
      block(2, { x: 6, at: { M: 1 }, compression: 5, pixels: new Uint8Array(9) }),
    ]);
    await using(file, async ({ region }) => {
      expect((await region(first, { x: 5, y: 0, width: 1, height: 1 }))[0]).toBe(1005);
      await expect(region(first, { x: 5, y: 0, width: 2, height: 1 })).rejects.toThrow(/cannot be unpacked/);
    });
  });

  it('belong to scenes, which are the series, each of its own size', async () => {
    const large = new Uint16Array(80).fill(7);
    const file = write([
      block(1, { at: { S: 0 } }),
      block(0, { at: { S: 1 }, x: 1000, width: 10, height: 8, pixels: bytesOf(large) }),
    ]);
    const read = (series: number) =>
      using(
        file,
        async ({ info, plane }) => [info.seriesCount, info.series, info.shape.slice(3), await plane(first)],
        { series },
      );
    expect(await read(0)).toEqual([2, 0, [4, 6], samplesOf(1)]);
    expect(await read(1)).toEqual([2, 1, [8, 10], large]);
    expect(await refusal(file, undefined, { series: 2 })).toMatch(/no scene 2/);
  });

  it('along other axes: the first is read, and a note says so', async () => {
    const file = write([block(1, { at: { H: 0 } }), block(2, { at: { H: 1 } })]);
    await using(file, async ({ info, plane }) => {
      expect(info.notes).toEqual(['Only the first of 2 along the axis H (phase) is read.']);
      expect(await plane(first)).toEqual(samplesOf(1));
    });
  });

  it('know pixel size, channel names, exposure, time and stage', async () => {
    const channel = (name: string, nanoseconds: number) =>
      `<Channel Id="C" Name="${name}"><ExposureTime>${nanoseconds}</ExposureTime></Channel>`;
    const distance = (axis: string, metres: string) =>
      `<Distance Id="${axis}"><Value>${metres}</Value></Distance>`;
    const metadata = `<ImageDocument><Metadata><Information><Image><Dimensions><Channels>${channel('DAPI', 2e7)}${channel('GFP', 5e7)}</Channels></Dimensions></Image></Information>
      <Scaling><Items>${distance('X', '1.3E-07')}${distance('Y', '1.3E-07')}${distance('Z', '5E-07')}</Items></Scaling></Metadata></ImageDocument>`;
    const state =
      '&lt;CameraState&gt;&lt;ExposureTime&gt;30000000.5&lt;/ExposureTime&gt;&lt;/CameraState&gt;';
    const tags = `<METADATA><Tags><StageXPosition>+00012.5</StageXPosition><StageYPosition>-3</StageYPosition><FocusPosition>7</FocusPosition><DetectorState>${state}</DetectorState></Tags></METADATA>`;
    const blocks = [0, 1].flatMap((t) =>
      [0, 1].map((c) => block(t, { at: { T: t, C: c }, ...(c === 1 ? { metadata: tags } : {}) })),
    );
    await using(write(blocks, { metadata, timeStamps: [0.25, 1.5] }), async (source) => {
      expect(source.info.channels).toEqual(['DAPI', 'GFP']);
      const { x, y, z, unit } = source.info.pixelSize!;
      expect(unit).toBe('µm');
      [x, y, z].forEach((size, i) => expect(size).toBeCloseTo([0.13, 0.13, 0.5][i]!, 12));
      expect(source.metadata({ t: 1, c: 0, z: 0 })).toEqual({ exposure: 0.02, time: 1.5 });
      const position = { x: 12.5, y: -3, z: 7 };
      expect(source.metadata({ t: 0, c: 1, z: 0 })).toEqual({ exposure: 0.0300000005, time: 0.25, position });
    });
  });
});

describe('czi files that cannot be read', () => {
  const read = (source: PixelSource) => source.plane(first);

  it('says what to do with JPEG-XR, several files and unknown pixel types', async () => {
    expect(await refusal(write([block(0, { compression: 4 })]), read)).toMatch(
      /JPEG-XR planes are not supported; export it as OME-TIFF/,
    );
    expect(await refusal(write([block(0)], { filePart: 1 }))).toMatch(/one of several files/);
    expect(await refusal(write([block(0, { pixelType: 10 })]))).toMatch(/type number 10/);
    const stack = block(0, { at: { Z: 0 }, sizes: { Z: 4 } });
    expect(await refusal(write([stack]))).toMatch(/hold 4 planes along Z/);
  });

  it('refuses planes above the limit from the directory', async () => {
    const apart = [block(0), block(0, { x: 100_000, y: 100_000, at: { M: 1 } })];
    expect(await refusal(write(apart))).toMatch(/limit is 200 megapixels/);
  });

  it('refuses blocks shorter than they claim, and such that unpack to more', async () => {
    expect(await refusal(write([block(0, { pixels: new Uint8Array(47) })]), read)).toMatch(
      /shorter than its size says/,
    );
    const bomb = zstdCompressSync(new Uint8Array(1e6));
    expect(await refusal(write([block(0, { compression: 5, pixels: bomb })]), read)).toMatch(
      /cannot be unpacked/,
    );
    const little = encodeLzw(new Uint8Array(20));
    expect(await refusal(write([block(0, { compression: 2, pixels: little })]), read)).toMatch(
      /shorter than its size says/,
    );
  });

  it('refuses a JPEG of another size than the block', async () => {
    const pixels = await sharp(Buffer.alloc(64), { raw: { width: 8, height: 8, channels: 1 } })
      .jpeg()
      .toBuffer();
    expect(await refusal(write([block(0, { pixelType: 0, compression: 1, pixels })]), read)).toMatch(
      /cannot be unpacked/,
    );
  });

  it('refuses a file that was cut off, and a damaged directory', async () => {
    const file = write([block(0), block(1, { at: { Z: 1 } })]);
    const bytes = readFileSync(file);
    const directory = Number(bytes.readBigInt64LE(32 + 52));
    const changed = (change: (copy: Buffer) => void): string => {
      const copy = Buffer.from(bytes);
      change(copy);
      writeFileSync(file, copy);
      return file;
    };
    expect(await refusal(changed((copy) => copy.writeInt32LE(1e9, directory + 32)))).toMatch(
      /directory is damaged/,
    );
    expect(await refusal(changed((copy) => copy.fill(255, directory + 24, directory + 32)))).toMatch(
      /does not lie inside/,
    );
    const entry = directory + 32 + 128;
    expect(
      await refusal(
        changed((copy) => copy.writeBigInt64LE(2n ** 40n, entry + 6)),
        read,
      ),
    ).toMatch(/does not lie inside/);
    expect(await refusal(changed((copy) => copy.writeInt32LE(-5, entry + 32 + 8)))).toMatch(
      /directory is damaged/,
    );
    truncateSync(file, 600);
    expect(await refusal(file)).toMatch(/does not lie inside/);
  });

  it('reads the pixels although the metadata is damaged, and says so', async () => {
    const file = write([block(1)], { metadata: '<ImageDocument><Metadata', timeStamps: [1] });
    const bytes = readFileSync(file);
    bytes.write('X', bytes.indexOf('ZISRAWATTDIR'), 'latin1');
    writeFileSync(file, bytes);
    await using(file, async ({ info, plane }) => {
      expect(info.notes).toContain('Its time stamps cannot be read.');
      expect(info.pixelSize).toBeNull();
      expect(await plane(first)).toEqual(samplesOf(1));
    });
  });
});
