import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { parseSegmentation } from '../datasets/segmentation.ts';
import { thumbnail } from '../formats/thumbnail.ts';
import { percentileRange, valueRange } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';
import type { EngineContext } from './context.ts';
import { findCells } from '../datasets/find-cells.ts';
import { toPixels } from './pixels.ts';

export function photoHandlers({ photos }: EngineContext): Pick<Handlers, 'photo.view' | 'photo.segment'> {
  return {
    'photo.view': async ({ file, maxSize }) => {
      const raster = await photos.open(resolve(file));
      const { range, notes } = contrastOf(raster);
      const shown = await thumbnail(raster, maxSize, range);
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
      return { info, pixels: toPixels(shown) };
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
