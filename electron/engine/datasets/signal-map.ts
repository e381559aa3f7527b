import { percentileRange } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';
import type { PatchParameters } from './patches.ts';

/** Where patches with signal may lie; a byte for each possible corner, so that it can be kept with its image. */
export interface SignalMap {
  /** Corners along x and y. */
  width: number;
  height: number;
  /** 1 where a patch at this corner has signal. */
  isSignal: Uint8Array;
  /** Corners with signal before each row, and their number at the end. */
  before: Uint32Array;
}

/**
 * CSBDeep's rule (no_background_patches; Weigert et al. 2018): a patch counts where the maximum of the target
 * over a window of half the patch's side around its middle exceeds `threshold` times the `percentile` of the
 * whole target. The window is half the patch so that signal at its rim alone does not count. Of a target with
 * several channels, any may exceed.
 */
export function signalMap(
  target: Raster,
  { size, threshold, percentile }: Pick<PatchParameters, 'size' | 'threshold' | 'percentile'>,
): SignalMap {
  const window = Math.max(1, size >> 1);
  // scipy's window of even length reaches one further to the left, and CSBDeep's patch is centred at size / 2.
  const offset = (size >> 1) - (window >> 1);
  const level = threshold * percentileRange(target, percentile, percentile).max;
  const [width, height] = [target.width - size + 1, target.height - size + 1];
  const isSignal = new Uint8Array(width * height);
  const before = new Uint32Array(height + 1);
  // For each column, bright pixels in the window's rows; they are counted in and out as it moves down.
  const columns = new Uint32Array(target.width);
  for (let row = 0; row < offset + window - 1; row += 1)
    if (row >= offset) countRow(target, row, level, columns, 1);
  for (let y = 0; y < height; y += 1) {
    countRow(target, y + offset + window - 1, level, columns, 1);
    const found = slideAlong(columns, offset, window, isSignal.subarray(y * width, (y + 1) * width));
    before[y + 1] = (before[y] as number) + found;
    countRow(target, y + offset, level, columns, -1);
  }
  return { width, height, isSignal, before };
}

/** Adds `step` to the columns whose pixel in this row is above the level. */
function countRow(image: Raster, row: number, level: number, columns: Uint32Array, step: 1 | -1): void {
  const { width, channels, data } = image;
  for (let x = 0, at = row * width * channels; x < width; x += 1, at += channels) {
    const isBright =
      channels === 1
        ? (data[at] as number) > level
        : (data[at] as number) > level ||
          (data[at + 1] as number) > level ||
          (data[at + 2] as number) > level;
    if (isBright) columns[x] = (columns[x] as number) + step;
  }
}

/** Marks the corners of one row whose window holds a bright pixel; returns how many. */
function slideAlong(columns: Uint32Array, offset: number, window: number, row: Uint8Array): number {
  let [inside, found] = [0, 0];
  for (let x = offset; x < offset + window - 1; x += 1) inside += columns[x] as number;
  for (let x = 0; x < row.length; x += 1) {
    inside += columns[x + offset + window - 1] as number;
    if (inside > 0) {
      row[x] = 1;
      found += 1;
    }
    inside -= columns[x + offset] as number;
  }
  return found;
}
