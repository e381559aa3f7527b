import { join, resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { parseSegmentation } from '../datasets/segmentation.ts';
import { ThumbnailCache } from '../formats/thumbnail-cache.ts';
import type { ShownPhoto } from '../formats/thumbnail-cache.ts';
import { thumbnail } from '../formats/thumbnail.ts';
import { percentileRange, valueRange } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';
import type { EngineContext } from './context.ts';
import { findCells } from '../datasets/find-cells.ts';
import { toPixels } from './pixels.ts';

/** Pictures up to this size are thumbnails, which are kept on disk. */
const thumbnailSize = 512;

export function photoHandlers({
  photos,
  options,
}: EngineContext): Pick<Handlers, 'photo.view' | 'photo.segment'> {
  const thumbnails = new ThumbnailCache(join(options.cacheFolder, 'thumbnails'));
  return {
    'photo.view': async ({ file, maxSize }) => {
      const path = resolve(file);
      const make = async (): Promise<ShownPhoto> => show(path, await photos.open(path), maxSize);
      const small = maxSize <= thumbnailSize;
      const { info, picture } = await (small ? thumbnails.get(path, maxSize, first, make) : make());
      return { info: { ...info, file }, pixels: toPixels(picture) };
    },
    'photo.segment': async ({ file, parameters, steps }, { signal }) => {
      const parsed = parseSegmentation(parameters);
      const raster = await photos.open(resolve(file));
      signal.throwIfAborted();
      const found = await findCells(file, raster, parsed, steps);
      return {
        cells: found.cells,
        rejected: found.rejected,
        parameters: { ...found.parameters },
        expectedDiameter: found.estimate.diameter,
        steps: (found.steps ?? []).map(({ name, caption, image }) => ({
          name,
          caption,
          pixels: toPixels(image),
        })),
      };
    },
  };
}

const first = { t: 0, c: 0, z: 0 };

async function show(file: string, raster: Raster, maxSize: number): Promise<ShownPhoto> {
  const { range, notes } = contrastOf(raster);
  const { width, height, channels, dtype } = raster;
  const info = {
    file,
    width,
    height,
    channels,
    dtype,
    ...valueRange(raster),
    notes: [...raster.notes, ...notes],
  };
  return { info, picture: await thumbnail(raster, maxSize, range) };
}

/** 8-bit images are shown as they are; all others between percentiles, which the note says. */
function contrastOf(raster: Raster): { range?: { min: number; max: number }; notes: string[] } {
  if (raster.dtype === 'uint8') return { notes: [] };
  const range = percentileRange(raster);
  const figure = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 5 });
  return {
    range,
    notes: [`Shown from ${figure(range.min)} to ${figure(range.max)} (0.5 and 99.5 percentiles).`],
  };
}
