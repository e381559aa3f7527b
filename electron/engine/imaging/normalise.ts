import { allocate, maxOf } from './raster.ts';
import type { Dtype, Raster, RasterData } from './raster.ts';

export type ValueRange = { min: number; max: number };

/** A network's number of a pixel: (pixel - offset) / scale. */
export type Scaling = { offset: number; scale: number };

/**
 * Pixels as a network's numbers. Nothing is clipped.
 * @param result takes them; a new array where not given.
 */
export function applyScaling(
  data: RasterData,
  { offset, scale }: Scaling,
  result: Float32Array = new Float32Array(data.length),
): Float32Array {
  for (let i = 0; i < data.length; i += 1) result[i] = ((data[i] as number) - offset) / scale;
  return result;
}

/**
 * The inverse of `applyScaling`: integers are rounded and clamped to their dtype, float32 stays as computed.
 * `values` is (height, width, channels); NaN becomes 0 in an integer raster.
 * Throws RangeError where they do not fill the shape.
 */
export function undoScaling(
  values: Float32Array,
  shape: Pick<Raster, 'width' | 'height' | 'channels' | 'dtype'>,
  { offset, scale }: Scaling,
): Raster {
  const { width, height, channels, dtype } = shape;
  if (values.length !== width * height * channels) {
    throw new RangeError(`${values.length} values do not fill ${width} x ${height} x ${channels} pixels.`);
  }
  const top = maxOf(dtype);
  const data = allocate(dtype, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = (values[i] as number) * scale + offset;
    // Math.round(NaN) stored in an integer array is 0; clamping first keeps large values from wrapping.
    data[i] = dtype === 'float32' ? value : Math.round(Math.min(top, Math.max(0, value)));
  }
  return { width, height, channels, dtype, data, notes: [] };
}

/**
 * Pixels as network input in [-1, 1]: (v - h) / h with h = 127.5 for 8-bit (as in the MicroGAN paper,
 * section 3.2) and 32767.5 for 16-bit. A float32 raster has no range of its own, so `range` must name it.
 * Returns (height, width, channels) as Float32Array. Throws RangeError where a range is missing or empty.
 */
export function toSigned(raster: Raster, range: ValueRange = dtypeRange(raster.dtype)): Float32Array {
  return rescale(raster, range, 2, -1);
}

/** Pixels in [0, 1] over `range` (values outside of it leave [0, 1]); otherwise as `toSigned`. */
export function toUnit(raster: Raster, range: ValueRange = dtypeRange(raster.dtype)): Float32Array {
  return rescale(raster, range, 1, 0);
}

/**
 * The inverse of `toSigned`: integers are rounded and clamped to their dtype, float32 stays as computed.
 * `values` is (height, width, channels) in [-1, 1]; NaN becomes 0 in an integer raster.
 */
export function fromSigned(
  values: Float32Array,
  shape: Pick<Raster, 'width' | 'height' | 'channels' | 'dtype'>,
  range: ValueRange = dtypeRange(shape.dtype),
): Raster {
  const scale = span(range) / 2;
  return undoScaling(values, shape, { offset: range.min + scale, scale });
}

/** 0..255 or 0..65535; RangeError for float32, whose range only the data's owner knows. */
export function dtypeRange(dtype: Dtype): ValueRange {
  if (dtype === 'float32') {
    throw new RangeError('Floating-point pixels have no fixed range: give the range to scale from.');
  }
  return { min: 0, max: maxOf(dtype) };
}

function rescale(raster: Raster, range: ValueRange, gain: number, offset: number): Float32Array {
  const scale = gain / span(range);
  return Float32Array.from(raster.data, (value) => (value - range.min) * scale + offset);
}

function span(range: ValueRange): number {
  const width = range.max - range.min;
  if (!(width > 0)) throw new RangeError(`The range ${range.min} to ${range.max} is empty.`);
  return width;
}
