import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import * as zarr from 'zarrita';
import type { NumberDataType } from 'zarrita';
import { AbbeError } from '../../../contract/errors.ts';
import { replaceWith } from '../atomic-file.ts';
import { convertPixelSize } from '../units.ts';
import { planesOf } from '../plane-index.ts';
import type { WritableImage } from '../pixel-source.ts';
import { FolderStore, hasZarrMetadata } from './store.ts';

const chunkSide = 1024;
const level = 5;
/** Colours of channels in viewers: those of RGB, else grey. */
const rgbColours = ['FF0000', '00FF00', '0000FF'];

/**
 * Writes an OME-Zarr 0.5 folder (Zarr 3, one resolution level, chunks of one plane and at most 1024 x 1024,
 * gzip): axes t c z y x, the pixel size in micrometres as the scale, channel names. It appears when it is whole.
 * @throws AbbeError invalid-input where a folder of that name holds something else.
 */
export async function writeOmeZarr(path: string, image: WritableImage): Promise<void> {
  await requireReplaceable(path);
  await replaceWith(path, async (temporary) => {
    const root = zarr.root(new FolderStore(temporary));
    await zarr.create(root, { attributes: { ome: attributesOf(image, basename(path)) } });
    const { shape } = image;
    const [, , , height, width] = shape;
    const array = await zarr.create(root.resolve('0'), {
      shape: [...shape],
      chunkShape: [1, 1, 1, Math.min(chunkSide, height), Math.min(chunkSide, width)],
      dtype: image.dtype as NumberDataType,
      codecs: [
        { name: 'bytes', configuration: { endian: 'little' } },
        { name: 'gzip', configuration: { level } },
      ],
      fillValue: 0,
      dimensionNames: ['t', 'c', 'z', 'y', 'x'],
    });
    for (const index of planesOf(image)) {
      const data = await image.plane(index);
      const stride = [0, 0, 0, width, 1];
      const one = (at: number) => zarr.slice(at, at + 1);
      await zarr.set(array, [one(index.t), one(index.c), one(index.z), null, null], {
        data: data as never,
        shape: [1, 1, 1, height, width],
        stride,
      });
    }
  });
}

/** An older image may be replaced, a folder of other things never. */
async function requireReplaceable(path: string): Promise<void> {
  const names = await readdir(path).catch(() => []);
  if (names.length === 0 || (await hasZarrMetadata(path))) return;
  throw new AbbeError(
    'invalid-input',
    `${path} cannot be written: a folder of that name holds other files; choose another name.`,
    { file: path },
  );
}

function attributesOf(image: WritableImage, name: string): Record<string, unknown> {
  const size = image.pixelSize && convertPixelSize(image.pixelSize, 'µm');
  const length = (axis: 'x' | 'y' | 'z') => {
    const known = size?.[axis] != null;
    return { name: axis, type: 'space', ...(known ? { unit: 'micrometer' } : {}) };
  };
  const axes = [
    { name: 't', type: 'time' },
    { name: 'c', type: 'channel' },
    length('z'),
    length('y'),
    length('x'),
  ];
  const scale = [1, 1, size?.z ?? 1, size?.y ?? 1, size?.x ?? 1];
  const datasets = [{ path: '0', coordinateTransformations: [{ type: 'scale', scale }] }];
  const channels = image.channels.map((label, i) => ({
    label,
    color: image.rgb ? (rgbColours[i] ?? 'FFFFFF') : 'FFFFFF',
    active: true,
  }));
  return {
    version: '0.5',
    multiscales: [{ name: name.replace(/\.zarr$/i, ''), axes, datasets }],
    omero: { channels },
  };
}
