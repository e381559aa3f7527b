import type { Pixels } from '../../contract/images.ts';
import { percentileRange, toDisplay } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';

/** A raster as it crosses a process border. */
export function toPixels(raster: Raster): Pixels {
  const { width, height, channels, dtype, data } = raster;
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { width, height, channels, dtype, data: bytes };
}

/** The pictures of one example, whatever their depth, with one contrast. */
export interface Triple<Image> {
  id: string;
  input: Image;
  result: Image;
  truth: Image;
}

/**
 * Input, result and truth as 8-bit pictures. More than 8 bits are shown between the truth's 0.5 and 99.5
 * percentiles, the same in all three, so that differences in brightness stay visible. An input of another type, and
 * floating-point ones, whose unit may be another (T1 and T2), are shown between their own.
 */
export function displayTriple({ id, input, result, truth }: Triple<Raster>): Triple<Raster> {
  const range = truth.dtype === 'uint8' ? undefined : percentileRange(truth);
  const sameUnit = input.dtype === truth.dtype && input.dtype !== 'float32';
  return {
    id,
    input: toDisplay(input, sameUnit ? range : undefined),
    result: toDisplay(result, range),
    truth: toDisplay(truth, range),
  };
}

export function triplePixels({ id, input, result, truth }: Triple<Raster>): Triple<Pixels> {
  return { id, input: toPixels(input), result: toPixels(result), truth: toPixels(truth) };
}
