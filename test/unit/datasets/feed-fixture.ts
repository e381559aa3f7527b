import type { DatasetItem, ImageReference } from '../../../electron/contract/datasets.ts';
import type { ImageAccess } from '../../../electron/engine/datasets/load-image.ts';
import { planeReference } from '../../../electron/engine/datasets/plane-reference.ts';
import { allocate, crop } from '../../../electron/engine/imaging/raster.ts';
import type { Dtype, Raster } from '../../../electron/engine/imaging/raster.ts';

/** An item of a dataset with what a test does not care for filled in. */
export function itemOf(
  id: string,
  target: ImageReference,
  own: Partial<DatasetItem> & { width: number; height: number },
): DatasetItem {
  const rest = { label: null, subject: null, session: null, included: true, reason: '', tags: [], note: '' };
  return { id, target, input: null, split: 'training', measures: {}, ...rest, ...own };
}

/** A picture without symmetry: every pixel tells where it comes from. */
export function drawPicture(
  width: number,
  height: number,
  dtype: Dtype = 'uint16',
  channels: 1 | 3 = 1,
): Raster {
  const data = allocate(dtype, width * height * channels);
  const top = dtype === 'uint8' ? 251 : dtype === 'uint16' ? 60_013 : 1;
  for (let i = 0; i < data.length; i += 1) {
    const value = (i * i * 31 + i * 7) % (dtype === 'float32' ? 1009 : top);
    data[i] = dtype === 'float32' ? value / 1009 : value;
  }
  return { width, height, channels, dtype, data, notes: [] };
}

/** Pictures by name, in memory; `reads` says what was read. */
export function pictures(files: Record<string, Raster>): ImageAccess & { reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    async readRaster(source, _position, box) {
      reads.push(box ? `${source} ${box.width} x ${box.height}` : source);
      const raster = files[source];
      if (!raster) throw new Error(`There is no ${source}.`);
      return box ? crop(raster, box) : raster;
    },
    readVolume: async (source) => Promise.reject(new Error(`${source} is not a volume.`)),
  };
}

/** Pairs NAME-in.png and NAME-out.png of pictures that are read as they are. */
export function pairItems(names: readonly string[], size: { width: number; height: number }): DatasetItem[] {
  return names.map((name) =>
    itemOf(name, planeReference(`${name}-out.png`), { ...size, input: planeReference(`${name}-in.png`) }),
  );
}

/** Any NAME-in.png (8-bit) and NAME-out.png (16-bit), 48 x 40; what a name begins with makes it darker. */
export function drawnPairs(): ImageAccess {
  return {
    async readRaster(source) {
      const raster = drawPicture(48, 40, source.endsWith('-in.png') ? 'uint8' : 'uint16');
      const divisor = source.charCodeAt(0) - 95;
      return { ...raster, data: raster.data.map((value) => value / divisor) };
    },
    readVolume: async (source) => Promise.reject(new Error(`${source} is not a volume.`)),
  };
}
