import { percentileRange } from './display.ts';
import type { Raster } from './raster.ts';

/** Part of the pixels (percent) whose errors are within the scale: a few stray ones would leave the rest pale. */
const shown = 99.5;

/**
 * Result less truth, pixel by pixel, in the file's own numbers; of colours the mean of the channels' differences.
 * Above 0 the result is too bright. One channel of floats. @throws RangeError where the images differ in shape.
 */
export function errorMap(result: Raster, truth: Raster): Raster {
  const { width, height, channels } = truth;
  if (result.width !== width || result.height !== height || result.channels !== channels) {
    throw new RangeError('An error map needs two images of one size and as many channels.');
  }
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1) {
      sum += (result.data[i * channels + c] as number) - (truth.data[i * channels + c] as number);
    }
    data[i] = sum / channels;
  }
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

/**
 * How far the scale of error maps reaches to both sides of 0, one for all maps so that they compare: the distance
 * that all but half a percent of all finite errors stay within. 0 where there are no errors.
 */
export function errorLimit(maps: readonly Raster[]): number {
  let length = 0;
  for (const { data } of maps) length += data.length;
  const sizes = new Float32Array(length);
  let at = 0;
  for (const { data } of maps) for (const value of data) sizes[at++] = Math.abs(value);
  const all: Raster = { width: length, height: 1, channels: 1, dtype: 'float32', data: sizes, notes: [] };
  return length === 0 ? 0 : percentileRange(all, 0, shown).max;
}
