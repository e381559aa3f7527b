import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import { lineProfile } from '../imaging/line-profile.ts';
import { crop } from '../imaging/raster.ts';
import type { Raster, Rectangle } from '../imaging/raster.ts';
import type { EngineContext } from './context.ts';
import { toPixels } from './pixels.ts';
import { ViewedImages } from './viewing/viewed-images.ts';

/** Images at full depth: what a viewer has to know, and their samples in tiles. */
export function viewingHandlers(
  context: EngineContext,
): Pick<Handlers, Extract<keyof Handlers, `view.${string}`>> {
  const images = new ViewedImages(context);
  return {
    'view.describe': ({ image }, { signal, progress }) => images.info(image, { signal, progress }),
    'view.tile': async ({ image, reduce, box }, { signal }) =>
      toPixels(cut(await images.picture(image, reduce, signal), box)),
    'view.profile': async ({ image, from, to, width }, { signal }) =>
      lineProfile(await images.picture(image, 1, signal), from, to, width),
  };
}

function cut(raster: Raster, box: Rectangle): Raster {
  const { width, height } = raster;
  if (box.x === 0 && box.y === 0 && box.width === width && box.height === height) return raster;
  try {
    return crop(raster, box);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new AbbeError('invalid-input', `There is no such tile: ${thrown.message}`, { cause: thrown });
  }
}
