import sharp from 'sharp';
import { toDisplay } from '../imaging/display.ts';
import type { ValueRange } from '../imaging/normalise.ts';
import type { Raster } from '../imaging/raster.ts';

/**
 * A raster as an 8-bit picture of its own channels, its longer side at most `maxSize` pixels; never enlarged.
 * @param range what becomes black and white; none for 8-bit values as they are.
 * @param hard keeps values apart instead of averaging them: for class maps.
 */
export async function shrink(
  raster: Raster,
  maxSize: number,
  range?: ValueRange,
  hard = false,
): Promise<Raster> {
  const shown = toDisplay(raster, range);
  if (Math.max(shown.width, shown.height) <= maxSize) return shown;
  const { width, height, channels } = shown;
  const { data, info } = await sharp(shown.data as Uint8Array, { raw: { width, height, channels } })
    .resize({
      width: maxSize,
      height: maxSize,
      fit: 'inside',
      ...(hard ? { kernel: 'nearest' as const } : {}),
    })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    ...shown,
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/**
 * A raster as 8-bit RGB with its longer side at most `maxSize` pixels; never enlarged. Images of more than
 * 8 bits are shown between `range.min` and `range.max`, by default their 0.5 and 99.5 percentiles.
 */
export async function thumbnail(raster: Raster, maxSize: number, range?: ValueRange): Promise<Raster> {
  if (!Number.isInteger(maxSize) || maxSize < 1) {
    throw new RangeError(`A thumbnail needs a whole number of pixels above 0, not ${maxSize}.`);
  }
  const shown = toDisplay(raster, range);
  const { width, height, channels } = shown;
  const { data, info } = await sharp(shown.data as Uint8Array, { raw: { width, height, channels } })
    .resize({ width: maxSize, height: maxSize, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    channels: 3,
    dtype: 'uint8',
    data: new Uint8Array(data),
    notes: raster.notes,
  };
}
