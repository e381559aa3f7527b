import type { Pixels } from '../../contract/images.ts';
import { percentileRange, toDisplay } from '../imaging/display.ts';
import type { ValueRange } from '../imaging/normalise.ts';
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
export function displayTriple(triple: Triple<Raster>): Triple<Raster> {
  const { input, result, truth } = displayRanges(triple);
  return {
    id: triple.id,
    input: toDisplay(triple.input, input),
    result: toDisplay(triple.result, result),
    truth: toDisplay(triple.truth, truth),
  };
}

/** The pixel values that `displayTriple` shows as black and as white. */
export function displayRanges({ input, result, truth }: Triple<Raster>): Omit<Triple<ValueRange>, 'id'> {
  const range = truth.dtype === 'uint8' ? undefined : percentileRange(truth);
  const sameUnit = input.dtype === truth.dtype && input.dtype !== 'float32';
  return {
    input: (sameUnit ? range : undefined) ?? ownRange(input),
    result: range ?? ownRange(result),
    truth: range ?? ownRange(truth),
  };
}

const ownRange = (raster: Raster): ValueRange =>
  raster.dtype === 'uint8' ? { min: 0, max: 255 } : percentileRange(raster);

export function triplePixels({ id, input, result, truth }: Triple<Raster>): Triple<Pixels> {
  return { id, input: toPixels(input), result: toPixels(result), truth: toPixels(truth) };
}
