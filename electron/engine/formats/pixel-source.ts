import type { PixelSize, PlaneIndex, PlaneMetadata, SampleType, SourceInfo } from '../../contract/images.ts';
import type { Raster, Rectangle } from '../imaging/raster.ts';

export type Samples =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * An open image file of any format: what its headers say, and its planes one at a time, so that memory depends
 * on a plane and not on the file. Reading several planes at once is allowed.
 */
export interface PixelSource {
  readonly info: SourceInfo;
  /** What the file says of one plane (exposure, time, stage); {} where it says nothing. */
  metadata(index: PlaneIndex): PlaneMetadata;
  /**
   * The samples of one plane, (y, x) row by row, in the file's own numbers (`info.dtype`).
   * @param into samples of another plane of this source that nobody needs any more: a format may fill them anew
   * instead of asking for memory, which takes longer than to read a plane that the system has at hand.
   * @throws AbbeError invalid-input naming the file where the plane is damaged or not there.
   */
  plane(index: PlaneIndex, into?: Samples): Promise<Samples>;
  /** The samples of a rectangle of one plane; formats with tiles read no more than they need. */
  region(index: PlaneIndex, box: Rectangle): Promise<Samples>;
  /** The whole picture, where the format decodes grey or interleaved RGB at once (one picture in a file). */
  picture?(): Promise<Raster>;
  /** Bytes of decoded or unpacked data that it keeps for the next planes; absent where it keeps none. */
  heldBytes?(): number;
  /** Gives file handles back; afterwards nothing may be read. Closing twice is allowed. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Which image of a file that holds several (positions, scenes, OME images); 0 where not said. */
  series?: number;
  /** What the pages of a file that does not say are: time points, channels or slices; t where not said. */
  axis?: 't' | 'c' | 'z';
  /** Planes of more pixels are refused from their header, before anything is decoded. */
  maxPixels?: number;
}

/** 200 megapixels: 600 MB as 8-bit RGB, several times a slide scanner's field of view. */
export const defaultMaxPixels = 200_000_000;

/** What may be written: planes come one at a time, in the order t, c, z (z fastest). */
export interface WritableImage {
  shape: SourceInfo['shape'];
  dtype: SampleType;
  pixelSize: PixelSize | null;
  channels: readonly string[];
  rgb?: boolean;
  affine?: readonly number[] | null;
  /** Exposure, time and stage position of a plane, where they are known; OME-TIFF keeps them. */
  metadata?(index: PlaneIndex): PlaneMetadata;
  plane(index: PlaneIndex): Promise<Samples> | Samples;
}

/** A file format: one file in this folder and one line in index.ts. */
export interface SourceFormat {
  id: string;
  label: string;
  /** Lower case, without the dot; the first is the usual one. */
  extensions: readonly string[];
  /** Endings of what `write` makes, where not all of `extensions`. */
  writes?: readonly string[];
  /**
   * Whether a file is of this format.
   * @param head its first 512 bytes; empty for a folder.
   */
  sniff(head: Uint8Array, path: string): boolean | Promise<boolean>;
  /** Reads headers only. @throws AbbeError invalid-input naming the file and the reason. */
  open(path: string, options: OpenOptions): Promise<PixelSource>;
  /**
   * Writes atomically: a reader sees the old file or the whole new one.
   * @throws AbbeError invalid-input where the format cannot hold such an image, saying which can.
   */
  write?(path: string, image: WritableImage): Promise<void>;
}

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Bytes of one sample. */
export function bytesPerSample(dtype: SampleType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** A zeroed array of `length` samples. */
export function allocateSamples(dtype: SampleType, length: number): Samples {
  return new arrays[dtype](length);
}

/**
 * Bytes of a file as samples in this machine's byte order (little-endian everywhere we run); a copy where they
 * are big-endian or not aligned.
 * @throws RangeError where the bytes are not whole samples.
 */
export function samplesOf(bytes: Uint8Array, dtype: SampleType, bigEndian = false): Samples {
  const size = bytesPerSample(dtype);
  if (bytes.byteLength % size !== 0) {
    throw new RangeError(`${bytes.byteLength} bytes are not whole samples of type ${dtype}.`);
  }
  const aligned = bytes.byteOffset % size === 0 && !(bigEndian && size > 1);
  const own = aligned ? bytes : new Uint8Array(bytes);
  if (bigEndian && size > 1) {
    const swapped = Buffer.from(own.buffer, own.byteOffset, own.byteLength);
    if (size === 2) swapped.swap16();
    else if (size === 4) swapped.swap32();
    else swapped.swap64();
  }
  return new arrays[dtype](own.buffer as ArrayBuffer, own.byteOffset, own.byteLength / size);
}

/** A rectangle of a plane of `width` pixels a row, copied; it lies inside the plane (`requireBox`). */
export function cutRegion(plane: Samples, width: number, box: Rectangle): Samples {
  const result = plane.slice(0, box.width * box.height);
  for (let row = 0; row < box.height; row += 1) {
    const start = (box.y + row) * width + box.x;
    result.set(plane.subarray(start, start + box.width) as never, row * box.width);
  }
  return result;
}

/** Whether `bytes` begins with the given signature; `undefined` matches any byte. */
export function startsWith(bytes: Uint8Array, signature: readonly (number | undefined)[]): boolean {
  return signature.every((value, i) => value === undefined || bytes[i] === value);
}
