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
  return raster.data instanceof Float32Array
    ? rangeOfFloats(raster.data, low / 100, high / 100)
    : rangeOfIntegers(raster.data, low / 100, high / 100);
}

function rangeOfFloats(data: Float32Array, low: number, high: number): ValueRange {
  const finite = data.filter((value) => Number.isFinite(value)).sort();
  if (finite.length === 0) return { min: 0, max: 0 };
  const last = finite.length - 1;
  const valueAt = (rank: number): number => finite[rank] as number;
  return { min: interpolate(valueAt, low * last), max: interpolate(valueAt, high * last) };
}

/** By counting, as sorting tens of millions of pixels takes seconds. */
function rangeOfIntegers(data: Uint8Array | Uint16Array, low: number, high: number): ValueRange {
  const counts = new Uint32Array(data instanceof Uint8Array ? 256 : 65536);
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] as number;
    counts[value] = (counts[value] as number) + 1;
  }
  const valueAt = (rank: number): number => {
    let value = 0;
    for (let seen = counts[0] as number; seen <= rank; seen += counts[value] as number) value += 1;
    return value;
  };
  const last = data.length - 1;
  return { min: interpolate(valueAt, low * last), max: interpolate(valueAt, high * last) };
}

/**
 * An 8-bit raster for the screen: `min` becomes 0, `max` 255, values beyond them are clamped, NaN is 0.
 * Without a range 8-bit images are returned as they are and all others by their 0.5 and 99.5 percentiles.
 */
export function toDisplay(raster: Raster, range?: ValueRange): Raster {
  if (range === undefined && raster.dtype === 'uint8') return raster;
  const { min, max } = range ?? percentileRange(raster);
  const span = max > min ? max - min : Infinity;
  const data = new Uint8Array(raster.data.length);
  for (let i = 0; i < data.length; i += 1) {
    const share = ((raster.data[i] as number) - min) / span;
    data[i] = Math.round(255 * Math.min(1, Math.max(0, share)));
  }
  return { ...raster, dtype: 'uint8', data };
}

/** The value at a rank between two whole ones, linearly. */
function interpolate(valueAt: (rank: number) => number, rank: number): number {
  const below = valueAt(Math.floor(rank));
  return below + (valueAt(Math.ceil(rank)) - below) * (rank - Math.floor(rank));
}
