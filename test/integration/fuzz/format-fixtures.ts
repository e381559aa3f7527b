import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { PixelSize, SampleType } from '../../../electron/contract/images.ts';
import { nifti } from '../../../electron/engine/formats/nifti.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { allocateSamples } from '../../../electron/engine/formats/pixel-source.ts';
import type { WritableImage } from '../../../electron/engine/formats/pixel-source.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { bmpBytes, scramble, toSharp } from '../../unit/formats/fixtures.ts';

const vendor = fileURLToPath(new URL('../../../../shared/data/vendor/', import.meta.url));

/** Why some fixtures are missing; null where none is. */
export const missingVendorFiles = existsSync(vendor)
  ? null
  : 'The vendor files (../shared/data/vendor) are absent: nd2, czi and foreign TIFFs are not fuzzed.';

function movie(dtype: SampleType): WritableImage {
  const pixelSize: PixelSize = { x: 0.2, y: 0.2, z: 1, unit: 'µm' };
  return {
    shape: [2, 2, 3, 20, 30],
    dtype,
    pixelSize,
    channels: ['DAPI', 'GFP'],
    plane: ({ t, c, z }) => {
      const plane = allocateSamples(dtype, 600);
      for (let i = 0; i < 600; i += 1) plane[i] = (i * 7 + t + 3 * c + 5 * z) % 251;
      return plane;
    },
  };
}

/** MNIST's layout: two pictures of 5 x 7 pixels. */
export function idxBytes(): Buffer {
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 5]);
  return Buffer.concat([header, Buffer.from(Array.from({ length: 70 }, (_, i) => i))]);
}

type Make = (folder: string) => Promise<string[]>;

const rgb = () => toSharp(scramble(40, 30, 3, 'uint8'));
const saved = (folder: string, name: string, bytes: Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const vendorFiles = (...names: string[]): string[] =>
  names.map((name) => join(vendor, name)).filter((file) => existsSync(file));

/** Small files of every format in the list, made here or real ones, by the format's id. */
export const formatFixtures: Record<string, Make> = {
  png: async (folder) => [
    saved(folder, 'rgb.png', await rgb().png().toBuffer()),
    saved(
      folder,
      'deep.png',
      await toSharp(scramble(40, 30, 1, 'uint16'))
        .png()
        .toBuffer(),
    ),
  ],
  jpeg: async (folder) => [saved(folder, 'rgb.jpg', await rgb().jpeg().toBuffer())],
  webp: async (folder) => [saved(folder, 'rgb.webp', await rgb().webp().toBuffer())],
  bmp: async (folder) => [
    saved(folder, 'rgb.bmp', bmpBytes(scramble(40, 30, 3, 'uint8'))),
    saved(folder, 'grey.bmp', bmpBytes(scramble(40, 30, 1, 'uint8'))),
  ],
  tiff: async (folder) => {
    const written = join(folder, 'written.ome.tif');
    await tiff.write?.(written, movie('uint16'));
    return [
      written,
      saved(folder, 'lzw.tif', await rgb().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer()),
      saved(folder, 'jpeg.tif', await rgb().tiff({ compression: 'jpeg', tile: true }).toBuffer()),
      ...vendorFiles('CZT_peaks.ome.tif', 'Stack-1.tif', 'test.lsm'),
    ];
  },
  nifti: async (folder) => {
    const files = ['volume.nii', 'volume.nii.gz'].map((name) => join(folder, name));
    for (const file of files) await nifti.write?.(file, movie('int16'));
    return files;
  },
  'ome-zarr': async (folder) => {
    const file = join(folder, 'movie.zarr');
    await omeZarr.write?.(file, { ...movie('uint16'), shape: [1, 2, 1, 20, 30] });
    return [file, file];
  },
  idx: async (folder) => [
    saved(folder, 'plain-idx3-ubyte', idxBytes()),
    saved(folder, 'packed-idx3-ubyte.gz', gzipSync(idxBytes())),
  ],
  nd2: async () => vendorFiles('cluster.nd2'),
  czi: async () => vendorFiles('s_1_t_1_c_1_z_1.czi'),
};
