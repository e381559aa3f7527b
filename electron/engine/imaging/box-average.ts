import { allocate } from './raster.ts';
import type { Raster } from './raster.ts';

/**
 * A smaller picture of which every sample is the mean of `factor` x `factor` pixels, and at the right and lower
 * border of those that are left: what an area shows from afar, without aliasing. Integers are rounded; a block with
 * a NaN is NaN. OpenCV's INTER_AREA gives the same inside but weighs the border otherwise, hence own code.
 */
export function boxAverage(raster: Raster, factor: number): Raster {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`Pictures are reduced by a whole number from 1 on, not by ${factor}.`);
  }
  if (factor === 1) return raster;
  const { channels, dtype } = raster;
  const width = Math.ceil(raster.width / factor);
  const height = Math.ceil(raster.height / factor);
  const data = allocate(dtype, width * height * channels);
  const round = dtype !== 'float32';
  const sums = new Float64Array(width * channels);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    const rows = Math.min(factor, raster.height - y * factor);
    for (let row = 0; row < rows; row += 1) addRow(raster, y * factor + row, factor, sums);
    for (let x = 0; x < width; x += 1) {
      const columns = Math.min(factor, raster.width - x * factor);
      for (let c = 0; c < channels; c += 1) {
        const mean = (sums[x * channels + c] as number) / (rows * columns);
        data[(y * width + x) * channels + c] = round ? Math.round(mean) : mean;
      }
    }
  }
  return { ...raster, width, height, data };
}

/** Adds one row of pixels to the blocks' sums. */
function addRow({ width, channels, data }: Raster, y: number, factor: number, sums: Float64Array): void {
  const start = y * width * channels;
  let at = start;
  for (let x = 0; x < width; x += factor) {
    const block = (x / factor) * channels;
    const end = start + Math.min(width, x + factor) * channels;
    if (channels === 1) {
      let sum = 0;
      for (; at < end; at += 1) sum += data[at] as number;
      sums[block] = (sums[block] as number) + sum;
      continue;
    }
    for (; at < end; at += channels) {
      for (let c = 0; c < channels; c += 1) {
        sums[block + c] = (sums[block + c] as number) + (data[at + c] as number);
      }
    }
  }
}
