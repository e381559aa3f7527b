import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { rasterType } from '../formats/read-raster.ts';
import { writePng } from '../formats/png.ts';
import { blankPicture, layOn } from '../imaging/canvas.ts';
import { colourBar } from '../imaging/colour-bar.ts';
import type { ColourMap } from '../imaging/colour-map.ts';
import { colourise } from '../imaging/colour-map.ts';
import { percentileRange } from '../imaging/display.ts';
import type { ValueRange } from '../imaging/normalise.ts';
import type { Raster, RasterData } from '../imaging/raster.ts';
import type { EngineContext } from './context.ts';
import { planeOf } from './plane-of.ts';

const gap = 8;
const leastHeight = 96;

/** Planes as pictures in colours. */
export function viewHandlers({ sources }: Pick<EngineContext, 'sources'>): Pick<Handlers, 'image.view'> {
  return {
    'image.view': async ({ file: path, plane = null, map = 'viridis', range: asked = null, output }) => {
      const file = resolve(path);
      const raster = await sources.use(file, {}, async (source): Promise<Raster> => {
        const { width, height, data } = await planeOf(source, plane);
        const dtype = plane === null && source.info.rgb ? 'float32' : rasterType(source.info.dtype);
        const values = dtype === 'float32' ? Float32Array.from(data) : (data as RasterData);
        return { width, height, channels: 1, dtype, data: values, notes: [] };
      });
      const range = asked ?? rangeOf(raster, map);
      const written = resolve(output);
      await writePng(written, await withBar(colourise(raster, map, range), map, range));
      return { file, map, range, written };
    },
  };
}

/** Where the map is for differences its middle is zero. */
function rangeOf(raster: Raster, map: ColourMap): ValueRange {
  const { min, max } = percentileRange(raster);
  if (map !== 'blue-red') return { min, max };
  const limit = Math.max(Math.abs(min), Math.abs(max));
  return { min: -limit, max: limit };
}

async function withBar(picture: Raster, map: ColourMap, range: ValueRange): Promise<Raster> {
  const height = Math.max(picture.height, leastHeight);
  const bar = await colourBar(map, range, height);
  const canvas = blankPicture(picture.width + gap + bar.width, height);
  layOn(canvas, picture, 0, 0);
  layOn(canvas, bar, picture.width + gap, 0);
  return canvas;
}
