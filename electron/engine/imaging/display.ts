import type { Raster } from './raster.ts';
import type { ValueRange } from './normalise.ts';

/**
 * The smallest and largest finite pixel value over all channels.
 * A raster without a finite pixel gives 0 to 0.
 */
export function valueRange(raster: Raster): ValueRange {
  let min = Infinity;
  let max = -Infinity;
  for (const value of raster.data) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/**
 * The values below which `low` and `high` percent of the finite pixels lie (0 to 100, over all channels),
 * for showing images of more than 8 bits. Linear interpolation between ranks, as numpy.percentile.
 */
export function percentileRange(raster: Raster, low = 0.5, high = 99.5): ValueRange {
  if (!(low >= 0 && low <= high && high <= 100)) {
    throw new RangeError(`Percentiles must rise within 0 to 100, not ${low} to ${high}.`);
  }
  const finite = raster.data.filter((value) => Number.isFinite(value)).sort();
  if (finite.length === 0) return { min: 0, max: 0 };
  return { min: rank(finite, low / 100), max: rank(finite, high / 100) };
}

/**
 * An 8-bit raster for the screen: `min` becomes 0, `max` 255, values beyond them are clamped, NaN is 0.
 * Without a range 8-bit images are returned as they are and all others by their 0.5 and 99.5 percentiles.
 */
export function toDisplay(raster: Raster, range?: ValueRange): Raster {
  if (range === undefined && raster.dtype === 'uint8') return raster;
  const { min, max } = range ?? percentileRange(raster);
  const scale = max > min ? 255 / (max - min) : 0;
  const data = new Uint8Array(raster.data.length);
  for (let i = 0; i < data.length; i += 1) {
    data[i] = Math.round(Math.min(255, Math.max(0, ((raster.data[i] as number) - min) * scale)));
  }
  return { ...raster, dtype: 'uint8', data };
}

function rank(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
