import type { Box, Dtype, Pixels } from '../../electron/contract/images.ts';
import type { ViewedInfo } from '../../electron/contract/view-methods.ts';
import type { Size } from './view-transform.ts';

export type Samples = Uint8Array | Uint16Array | Float32Array;

/** Pixels as a viewer paints them: numbers in the image's own type. */
export interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  dtype: Dtype;
  data: Samples;
}

/** An image of any size at full depth, of which a viewer asks for the parts that it shows. */
export interface ImageSource extends Size {
  /** The same for the same pixels: what is kept of an image is found again by it. */
  readonly key: string;
  readonly channels: 1 | 3;
  readonly dtype: Dtype;
  /** Null where the picture itself is all that is known. */
  readonly info: ViewedInfo | null;
  /** The whole picture where it is in memory; it may be a smaller one, stretched over `width` and `height`. */
  readonly whole: Picture | null;
  /** A part of the image with every sample the mean of `reduce` x `reduce` pixels; `box` is in such samples. */
  tile(reduce: number, box: Box, signal: AbortSignal): Promise<Picture>;
}

let counted = 0;

/**
 * A picture that is in memory as an image.
 * @param source size of the image that it is a smaller picture of.
 */
export function localSource(pixels: Pixels, source?: Size): ImageSource {
  const whole = pictureOf(pixels);
  const { width, height } = source ?? pixels;
  const { channels, dtype } = whole;
  counted += 1;
  const refuse = (): Promise<Picture> => Promise.reject(new TypeError('A picture in memory has no tiles.'));
  return { key: `local ${counted}`, width, height, channels, dtype, info: null, whole, tile: refuse };
}

/**
 * Bytes as numbers of their type.
 * @throws RangeError when there are not as many as the size says.
 */
export function pictureOf({ width, height, channels, dtype, data }: Pixels): Picture {
  const size = dtype === 'uint8' ? 1 : dtype === 'uint16' ? 2 : 4;
  if (data.length !== width * height * channels * size) {
    throw new RangeError(
      `A ${width} x ${height} x ${channels} ${dtype} picture came with ${data.length} bytes.`,
    );
  }
  // Parts of a message need not begin where numbers may.
  const own = data.byteOffset % size === 0 ? data : data.slice();
  const { buffer, byteOffset } = own;
  const length = width * height * channels;
  if (dtype === 'uint8') return { width, height, channels, dtype, data: own };
  const samples =
    dtype === 'uint16'
      ? new Uint16Array(buffer, byteOffset, length)
      : new Float32Array(buffer, byteOffset, length);
  return { width, height, channels, dtype, data: samples };
}

/** Of a picture in memory, what a first contrast needs; percentiles as the engine takes them, over finite samples. */
export function knownOf(picture: Picture): Pick<ViewedInfo, 'channels' | 'dtype' | 'range' | 'percentiles'> {
  const { channels, dtype } = picture;
  if (dtype === 'uint8') return { channels, dtype, range: { min: 0, max: 255 }, percentiles: [] };
  const sorted = Float32Array.from(picture.data)
    .filter((value) => Number.isFinite(value))
    .sort();
  if (sorted.length === 0) return { channels, dtype, range: null, percentiles: [] };
  const at = (percent: number): number => {
    const rank = (percent / 100) * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? 0;
    return below + ((sorted[Math.ceil(rank)] ?? 0) - below) * (rank - Math.floor(rank));
  };
  const pair = (low: number, high: number) => ({ low, high, range: { min: at(low), max: at(high) } });
  const range = { min: at(0), max: at(100) };
  return { channels, dtype, range, percentiles: [pair(0.1, 99.9), pair(0.5, 99.5)] };
}

/** The values of one pixel as a person reads them: `141` or `212 170 183`. */
export function valueText(values: readonly number[], dtype: Dtype): string {
  const text = (value: number): string =>
    dtype === 'float32' ? String(Number(value.toPrecision(6))).replace('-', '\u2212') : String(value);
  return values.map(text).join(' ');
}

/** The values of a pixel of a picture in memory; null outside. */
export function valuesAt({ width, height, channels, data }: Picture, x: number, y: number): number[] | null {
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  const start = (y * width + x) * channels;
  return Array.from(data.subarray(start, start + channels));
}
