import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { BoundedCache } from '../../imaging/bounded-cache.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import type { CheckedFile } from '../checked-file.ts';
import { bytesPerSample, samplesOf } from '../pixel-source.ts';
import type { Samples } from '../pixel-source.ts';
import { findChunk } from './chunk-map.ts';
import type { Chunk } from './chunk-map.ts';
import type { Nd2Header } from './header.ts';

const unpack = promisify(inflate);
/** A frame begins with the time it was taken, as milliseconds. */
const stampBytes = 8;
const maxUnpackedBytes = 2 ** 30;

/** Which part of a frame to read: a rectangle of one of the samples of its pixels. */
export interface FramePart {
  number: number;
  component: number;
  box: Rectangle;
}

/**
 * Reads a part of a frame: all channels of one time point, slice and position, samples interleaved pixel by pixel.
 * Of an uncompressed frame only the rows of the rectangle are read; a compressed one is unpacked into `cache`.
 * @returns (y, x) row by row; null where the frame was not recorded.
 * @throws AbbeError invalid-input naming the file where the frame is damaged.
 */
export async function readFrame(
  file: CheckedFile,
  header: Nd2Header,
  { number, component, box }: FramePart,
  cache: BoundedCache<Buffer>,
): Promise<Samples | null> {
  const position = header.frames.get(number);
  if (position === undefined) return null;
  const what = `frame ${number}`;
  const chunk = await findChunk(file, position, what, `ImageDataSeq|${number}!`);
  const rows = header.compressed
    ? (await cache.get(what, () => unpackFrame(file, header, chunk, what))).subarray(header.rowBytes * box.y)
    : await readRows(file, header, chunk, box, what);
  return pickComponent(rows, header, box, component);
}

async function readRows(
  file: CheckedFile,
  header: Nd2Header,
  chunk: Chunk,
  box: Rectangle,
  what: string,
): Promise<Buffer> {
  if (chunk.length < stampBytes + frameBytes(header, header.height)) throw tooShort(file, what);
  const start = chunk.position + stampBytes + header.rowBytes * box.y;
  return file.read(start, frameBytes(header, box.height), what);
}

async function unpackFrame(
  file: CheckedFile,
  header: Nd2Header,
  chunk: Chunk,
  what: string,
): Promise<Buffer> {
  const needed = frameBytes(header, header.height);
  if (needed > maxUnpackedBytes)
    throw file.broken(`its ${what} would be of ${needed} bytes unpacked, more than 1 GiB`);
  const packed = await file.read(chunk.position, chunk.length, what);
  // The last row may be padded, and a writer may add a little more.
  const maxOutputLength = needed + header.rowBytes + 4096;
  const bytes = await unpack(packed.subarray(stampBytes), { maxOutputLength }).catch((thrown: unknown) => {
    throw file.broken(`its ${what} cannot be unpacked; copy it again from its source`, thrown);
  });
  if (bytes.length < needed) throw tooShort(file, what);
  return bytes;
}

function tooShort(file: CheckedFile, what: string): Error {
  return file.broken(`its ${what} is too short for the image; copy it again from its source`);
}

/** Bytes of a number of rows, the last without its padding. */
function frameBytes({ width, components, dtype, rowBytes }: Nd2Header, rows: number): number {
  return rowBytes * (rows - 1) + width * components * bytesPerSample(dtype);
}

/** One sample of each pixel of a rectangle, from its rows as they are stored. */
function pickComponent(rows: Buffer, header: Nd2Header, box: Rectangle, component: number): Samples {
  const { components, dtype, rowBytes } = header;
  const pixel = components * bytesPerSample(dtype);
  const row = box.width * pixel;
  const cut = new Uint8Array(row * box.height);
  for (let y = 0; y < box.height; y += 1) {
    const start = y * rowBytes + box.x * pixel;
    cut.set(rows.subarray(start, start + row), y * row);
  }
  const samples = samplesOf(cut, dtype);
  if (components === 1) return samples;
  const picked = samples.slice(0, box.width * box.height);
  for (let i = 0, from = component; i < picked.length; i += 1, from += components) {
    picked[i] = samples[from] as number;
  }
  return picked;
}
