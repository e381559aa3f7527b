import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { planesOf } from '../../electron/engine/formats/plane-index.ts';
import type { PixelSource } from '../../electron/engine/formats/pixel-source.ts';
import { encodeLzw, writeCzi } from '../support/czi-file.ts';
import { writeNd2 } from '../support/nd2-file.ts';
import { findPython, runPython } from '../support/python.ts';

const python = findPython();
const vendor = fileURLToPath(new URL('../../../shared/data/vendor/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'abbe-vendor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a reference reader says of a file: its axes in our order, and the hash of all its samples. */
type Reference = { shape: number[]; dtype: string; hash: string; [more: string]: unknown };

const common = `
import sys, json, hashlib
import numpy as np
def tczyx(array, axes):
    missing = [axis for axis in 'TCZYX' if axis not in axes]
    array = array.reshape(array.shape + (1,) * len(missing))
    order = [(list(axes) + missing).index(axis) for axis in 'TCZYX']
    array = np.ascontiguousarray(array.transpose(order))
    return dict(shape=array.shape, dtype=str(array.dtype), hash=hashlib.sha256(array.tobytes()).hexdigest())
`;

const nd2Reader = `${common}
import nd2
for path in sys.argv[1:]:
    with nd2.ND2File(path) as f:
        axes, array = list(f.sizes), f.asarray()
        if 'P' in axes:
            array = array.take(0, axes.index('P'))
            axes.remove('P')
        out = tczyx(array, axes)
        out['size'] = list(f.voxel_size())
        out['channels'] = [c.channel.name for c in f.metadata.channels]
        out['times'] = [e.get('Time [s]') for e in f.events()]
        out['stage'] = [[e.get('X Coord [µm]'), e.get('Y Coord [µm]'), e.get('Ti ZDrive [µm]')] for e in f.events()]
        settings = f._rdr._cached_raw_metadata()['sPicturePlanes']['sSampleSetting']
        out['exposures'] = [s.get('dExposureTime') for s in settings.values()]
        print(json.dumps(out, default=float))
`;

/** czifile 2019 imports names from tifffile that later versions moved or dropped. */
const cziReader = `${common}
import functools, tifffile
tifffile.lazyattr = functools.cached_property
tifffile.squeeze_axes = tifffile.tifffile.squeeze_axes
import czifile
for path in sys.argv[1:]:
    with czifile.CziFile(path) as f:
        array, axes = f.asarray(max_workers=1), f.axes
        while len(axes) > 1 and any(a not in 'TCZYX0' for a in axes):
            i = next(i for i, a in enumerate(axes) if a not in 'TCZYX0')
            array, axes = array.take(0, i), axes[:i] + axes[i+1:]
        if array.shape[-1] > 1:
            # The samples of a colour picture count as channels.
            c = axes.find('C')
            array = array if c < 0 else array.take(0, c)
            axes = axes.replace('C', '')[:-1] + 'C'
        else:
            array, axes = array[..., 0], axes[:-1]
        print(json.dumps(tczyx(array, axes)))
`;

async function references(reader: string, paths: string[]): Promise<Reference[]> {
  if ('missing' in python) throw new Error(python.missing);
  const lines = (await runPython(python.path, reader, paths)).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Reference);
}

/** The same of our reader. */
async function ours(source: PixelSource): Promise<Reference> {
  const hash = createHash('sha256');
  for (const index of planesOf(source.info)) {
    const { buffer, byteOffset, byteLength } = await source.plane(index);
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return { shape: source.info.shape, dtype: source.info.dtype, hash: hash.digest('hex') };
}

async function expectEqual(path: string, reference: Reference): Promise<void> {
  const source = await openSource(path);
  try {
    const { shape, dtype, hash } = reference;
    expect(await ours(source)).toEqual({ shape, dtype, hash });
  } finally {
    await source.close();
  }
}

const noise = (length: number, seed: number): Uint16Array =>
  Uint16Array.from({ length }, (_, i) => ((i + 1) * (40503 + 2 * seed)) % 65536);
const bytes = (samples: Uint16Array): Uint8Array => new Uint8Array(samples.buffer);

/** nd2 files by our own writer, which the reference reader must also take: it proves writer and reader at once. */
function writtenNd2(): Record<string, string> {
  const [width, height, components] = [13, 9, 2];
  const experiment = {
    eType: 1,
    uLoopPars: { uiCount: 2, dStart: 0, dPeriod: 100, dDuration: 200 },
    uiNextLevelCount: 1,
    ppNextLevelEx: [{ eType: 4, uLoopPars: { uiCount: 3, dZStep: 0.4, dZLow: 0, dZHigh: 0.8, iType: 0 } }],
  };
  const place = (x: number) => ({ dPosX: x, dPosY: 2, dPosZ: 3, dPFSOffset: -1 });
  const positions = {
    eType: 2,
    pItemValid: [true, false, true],
    uLoopPars: { uiCount: 3, Points: [place(1), place(2), place(3)] },
    uiNextLevelCount: 1,
    ppNextLevelEx: [{ eType: 4, uLoopPars: { uiCount: 3, dZStep: 0.4, dZLow: 0, dZHigh: 0.8, iType: 0 } }],
  };
  // The reference reader fails on planes without a probe.
  const probe = { m_sName: '', m_ExcitationSpectrum: { uiCount: 0 }, m_EmissionSpectrum: { uiCount: 0 } };
  const plane = (name: string) => ({
    sDescription: name,
    uiCompCount: 1,
    uiColor: 255,
    pFluorescentProbe: probe,
  });
  const picture = {
    bCalibrated: true,
    dCalibration: 0.11,
    sPicturePlanes: {
      uiCount: 2,
      sPlaneNew: { a0: plane('GFP'), a1: plane('RFP') },
      sSampleSetting: { a0: { dExposureTime: 20 }, a1: { dExposureTime: 50 } },
    },
  };
  const frames = Array.from({ length: 6 }, (_, i) => bytes(noise(width * height * components, i)));
  const columns = { AcqTimesCache: [0, 10, 20, 30, 40, 50] };
  const content = { width, height, components, bits: 16, frames, experiment, picture, columns } as const;
  const kinds = {
    plain: {},
    padded: { padding: 6 },
    lossless: { compression: 'lossless' },
    packed: { packMetadata: true },
    xml: { version: 2 },
    positions: { experiment: positions },
  } as const;
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, more]) => {
      const path = join(folder, `${kind}.nd2`);
      writeNd2(path, { ...content, ...more });
      return [kind, path];
    }),
  );
}

async function writtenCzi(): Promise<Record<string, string>> {
  const [width, height] = [16, 12];
  const block = { pixelType: 1, compression: 0, x: 3, y: 4, width, height };
  const jpeg = await sharp(Buffer.from(noise(width * height * 3, 1).map((value) => value >> 8)), {
    raw: { width, height, channels: 3 },
  })
    .jpeg({ quality: 90 })
    .toBuffer();
  const plane = (seed: number) => bytes(noise(width * height, seed));
  const stack = [0, 1].flatMap((T) =>
    [0, 1].flatMap((C) =>
      [0, 1, 2].map((Z) => ({ ...block, at: { C, Z, T }, pixels: plane(6 * T + 3 * C + Z) })),
    ),
  );
  const tiles = [0, 1, 2, 3].map((M) => ({
    ...block,
    x: 12 * (M % 2) - 40,
    y: 9 * (M >> 1),
    at: { C: 0, M },
    pixels: plane(M),
  }));
  const lzw = { ...block, at: { C: 0 }, compression: 2, pixels: encodeLzw(plane(7)) };
  const colour = { ...block, at: { C: 0 }, pixelType: 4, pixels: bytes(noise(width * height * 3, 8)) };
  const picture = { ...block, at: { C: 0 }, pixelType: 3, compression: 1, pixels: jpeg };
  const files = { stack, mosaic: tiles, lzw: [lzw], colour: [colour], jpeg: [picture] };
  return Object.fromEntries(
    Object.entries(files).map(([kind, blocks]) => {
      const path = join(folder, `${kind}.czi`);
      writeCzi(path, { blocks, metadata: '<ImageDocument/>' });
      return [kind, path];
    }),
  );
}

const missing = 'missing' in python;
if (missing) console.warn(python.missing);
const cluster = join(vendor, 'cluster.nd2');
const bright = join(vendor, 's_1_t_1_c_1_z_1.czi');
if (!existsSync(vendor))
  console.warn('The files of ../shared/data/vendor are not here: they are not tested.');

describe.skipIf(missing)('nd2, against the Python reader nd2', () => {
  let written: Record<string, string> = {};
  let expected: Record<string, Reference> = {};
  beforeAll(async () => {
    written = writtenNd2();
    const found = await references(nd2Reader, Object.values(written));
    expected = Object.fromEntries(Object.keys(written).map((kind, i) => [kind, found[i]!]));
  }, 120_000);

  it.each([
    ['plain', 2],
    ['padded', 2],
    ['lossless', 2],
    ['packed', 2],
    ['xml', 2],
    ['positions', 1],
  ])('a written file, %s', async (kind, times) => {
    expect(expected[kind]!.channels).toEqual(['GFP', 'RFP']);
    expect(expected[kind]!.shape).toEqual([times, 2, 3, 9, 13]);
    await expectEqual(written[kind]!, expected[kind]!);
  });

  it.skipIf(!existsSync(cluster))(
    'the real file: samples, sizes, names, times, stage, exposure',
    async () => {
      const [reference] = await references(nd2Reader, [cluster]);
      await expectEqual(cluster, reference!);
      const source = await openSource(cluster);
      const { info } = source;
      const { x, y, z, unit } = info.pixelSize!;
      expect([[x, y, z], unit]).toEqual([reference!.size, 'µm']);
      expect(info.channels).toEqual(reference!.channels);
      const planes = [...planesOf(info)].filter(({ c }) => c === 1).map((index) => source.metadata(index));
      const times = reference!.times as number[];
      planes.forEach(({ time }, i) => expect(time).toBeCloseTo(times[i]!, 9));
      expect(planes.map(({ position }) => [position?.x, position?.y, position?.z])).toEqual(reference!.stage);
      expect(planes[0]!.exposure! * 1000).toBeCloseTo((reference!.exposures as number[])[0]!, 9);
      await source.close();
    },
    60_000,
  );
});

describe.skipIf(missing)('czi, against the Python reader czifile', () => {
  let written: Record<string, string> = {};
  let expected: Record<string, Reference> = {};
  beforeAll(async () => {
    written = await writtenCzi();
    const found = await references(cziReader, Object.values(written));
    expected = Object.fromEntries(Object.keys(written).map((kind, i) => [kind, found[i]!]));
  }, 120_000);

  it.each([
    ['stack', [2, 2, 3, 12, 16]],
    ['mosaic', [1, 1, 1, 21, 28]],
    ['lzw', [1, 1, 1, 12, 16]],
    ['colour', [1, 3, 1, 12, 16]],
    ['jpeg', [1, 3, 1, 12, 16]],
  ])('a written file, %s', async (kind, shape) => {
    expect(expected[kind]!.shape).toEqual(shape);
    await expectEqual(written[kind]!, expected[kind]!);
  });

  it.skipIf(!existsSync(bright))(
    'the real file: samples, pixel size, name, exposure, time, stage',
    async () => {
      const [reference] = await references(cziReader, [bright]);
      await expectEqual(bright, reference!);
      const source = await openSource(bright);
      // Read off the XML and the attachment that czifile prints of this file.
      expect(source.info.pixelSize!.x).toBeCloseTo(1.0833333333333333, 12);
      expect(source.info.channels).toEqual(['Bright']);
      const { exposure, time, position } = source.metadata({ t: 0, c: 0, z: 0 });
      expect([time, position]).toEqual([0.4960496, { x: 43427.982, y: 42720.296, z: 9801.29 }]);
      expect(exposure).toBeCloseTo(0.010004210526316, 12);
      await source.close();
    },
    60_000,
  );
});
