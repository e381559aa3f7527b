import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { nifti } from '../../../electron/engine/formats/nifti.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import type { OpenOptions, WritableImage } from '../../../electron/engine/formats/pixel-source.ts';
import { temporaryFolder } from './fixtures.ts';
import { refusal } from './opening.ts';

const folder = temporaryFolder();

/** What a zarr.json holds that these tests change. */
interface Metadata {
  attributes: { ome: { multiscales: { axes: object[] }[] } };
  codecs: { name: string }[];
  chunk_grid: { configuration: object };
}
const volume: WritableImage = {
  shape: [1, 1, 4, 5, 6],
  dtype: 'int16',
  pixelSize: { x: 1, y: 1, z: 1, unit: 'mm' },
  channels: ['Grey'],
  plane: ({ z }) => Int16Array.from({ length: 30 }, (_, i) => i + 30 * z),
};

/** As `refusal`, at opening or at the first plane. */
const refused = (file: string, options?: OpenOptions) =>
  refusal(file, (source) => source.plane({ t: 0, c: 0, z: 0 }), options);

function save(name: string, bytes: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe('NIfTI', () => {
  let plain: Buffer;
  beforeAll(async () => {
    await nifti.write?.(join(folder, 'good.nii'), volume);
    plain = readFileSync(join(folder, 'good.nii'));
  });
  const changed = (name: string, change: (bytes: Buffer) => void, pack = false): string => {
    const bytes = Buffer.from(plain);
    change(bytes);
    return save(name, pack ? gzipSync(bytes) : bytes);
  };

  it('cut off, plain and packed', async () => {
    expect(await refused(save('cut.nii', plain.subarray(0, 400)))).toMatch(/ends before the image does/);
    const packed = gzipSync(plain);
    expect(await refused(save('cut.nii.gz', packed.subarray(0, packed.length - 20)))).toMatch(
      /gzip stream is damaged/,
    );
    expect(gunzipSync(packed)).toEqual(plain);
  });

  it('a header whose sizes make no sense, or more than a packed file can hold', async () => {
    expect(await refused(changed('none.nii', (bytes) => bytes.writeInt16LE(0, 40)))).toMatch(
      /gives the size/,
    );
    expect(await refused(changed('minus.nii', (bytes) => bytes.writeInt16LE(-5, 42)))).toMatch(
      /gives the size -5/,
    );
    const huge = (bytes: Buffer) => [42, 44, 46].forEach((at) => bytes.writeInt16LE(10_000, at));
    expect(await refused(changed('huge.nii', huge))).toMatch(/announces 2,000,000,000,352 bytes/);
    expect(await refused(changed('huge.nii.gz', huge, true))).toMatch(/announces/);
    expect(await refused(changed('wide.nii', huge), { maxPixels: 1e6 })).toMatch(/limit is 1 megapixels/);
  });

  it('numbers that are no pictures', async () => {
    expect(await refused(changed('complex.nii', (bytes) => bytes.writeInt16LE(32, 70)))).toMatch(
      /complex numbers/,
    );
    expect(await refused(changed('strange.nii', (bytes) => bytes.writeInt16LE(999, 70)))).toMatch(/type 999/);
  });

  it('a header without its voxels', async () => {
    const file = changed('alone.hdr', (bytes) => bytes.write('ni1', 344));
    expect(await refused(file)).toMatch(/alone\.img is not beside it; copy both files/);
  });

  it('bytes behind the volume do no harm', async () => {
    const source = await openSource(
      save('more.nii.gz', gzipSync(Buffer.concat([plain, Buffer.alloc(5000)]))),
    );
    expect(await source.plane({ t: 0, c: 0, z: 3 })).toEqual(volume.plane({ t: 0, c: 0, z: 3 }));
    await source.close();
  });
});

describe('OME-Zarr', () => {
  const group = (name: string, attributes: object): string => {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(
      join(path, 'zarr.json'),
      JSON.stringify({ zarr_format: 3, node_type: 'group', attributes }),
    );
    return path;
  };
  const image = async (name: string, file: string, change: (metadata: Metadata) => void) => {
    const path = join(folder, name);
    await omeZarr.write?.(path, volume);
    const metadata = JSON.parse(readFileSync(join(path, file), 'utf8')) as Metadata;
    change(metadata);
    writeFileSync(join(path, file), JSON.stringify(metadata));
    return path;
  };

  it('plates, wells and Zarr without images are named', async () => {
    const plate = group('plate.zarr', { ome: { plate: { wells: [{ path: 'B/3' }] } } });
    expect(await refused(plate)).toMatch(/is a plate of many wells; .*for example .*B.3.0/);
    expect(await refused(group('well.zarr', { ome: { well: {} } }))).toMatch(/is a well of several images/);
    expect(await refused(group('plain.zarr', {}))).toMatch(/without an OME-Zarr image/);
  });

  it('a folder of several images has series', async () => {
    const path = group('many.zarr', { 'bioformats2raw.layout': 3 });
    for (const [i, dtype] of (['uint8', 'uint16'] as const).entries()) {
      const plane = () => (dtype === 'uint8' ? new Uint8Array(30) : new Uint16Array(30));
      await omeZarr.write?.(join(path, String(i)), { ...volume, dtype, plane });
    }
    const source = await openSource(path, { series: 1 });
    expect(source.info).toMatchObject({ dtype: 'uint16', series: 1, seriesCount: 2 });
    await source.close();
    expect(await refused(path, { series: 2 })).toMatch(/has 2 images and number 2/);
  });

  it('chunks that are damaged, unknown, too large or outside', async () => {
    const cut = await image('cut.zarr', 'zarr.json', () => {});
    const chunk = join(cut, '0', 'c', '0', '0', '0', '0', '0');
    writeFileSync(chunk, readFileSync(chunk).subarray(0, 20));
    expect(await refused(cut)).toMatch(/Failed to decode chunk/);
    writeFileSync(chunk, gzipSync(Buffer.alloc(10)));
    expect(await refused(cut)).toMatch(/chunk 0\/0\/0\/0\/0 is not whole/);
    writeFileSync(chunk, gzipSync(Buffer.alloc(50_000_000)));
    expect(await refused(cut)).toMatch(/Failed to decode chunk/);
    const codec = await image('codec.zarr', '0/zarr.json', (metadata) => {
      metadata.codecs[1]!.name = 'unheard';
    });
    expect(await refused(codec)).toMatch(/packed with "unheard"/);
    const large = await image('large.zarr', '0/zarr.json', (metadata) => {
      metadata.chunk_grid.configuration = {
        chunk_shape: [1, 1, 900, 9000, 9000],
      };
    });
    expect(await refused(large)).toMatch(/limit is 512 MiB/);
    const outside = await image('outside.zarr', 'zarr.json', (metadata) => {
      const text = JSON.stringify(metadata.attributes).replace('"path":"0"', '"path":"..%2f..%2fgood"');
      metadata.attributes = JSON.parse(text) as Metadata['attributes'];
    });
    expect(await refused(outside)).toMatch(/Not found/);
  });

  it('axes that do not fit the array', async () => {
    const path = await image('axes.zarr', 'zarr.json', (metadata) => {
      const { ome } = metadata.attributes;
      ome.multiscales[0]!.axes.pop();
    });
    expect(await refused(path)).toMatch(/axes \(t, c, z, y\) do not fit its 5-dimensional array/);
  });
});
