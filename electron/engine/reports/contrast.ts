import { percentileRange, toDisplay } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';

/**
 * How pictures of one scene are shown: all with the contrast of its truth, its 0.5 and 99.5 percentiles; as they are
 * where the truth is 8-bit. Colours of 8 bits, such as those of classes, are what they are and no contrast.
 */
export function contrastOf(truth: Raster | undefined): (picture: Raster) => Raster {
  const range = truth && truth.dtype !== 'uint8' ? percentileRange(truth) : undefined;
  return (picture) =>
    picture.channels === 3 && picture.dtype === 'uint8' ? picture : toDisplay(picture, range);
}
