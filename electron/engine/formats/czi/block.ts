import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import sharp from 'sharp';
import type { BoundedCache } from '../../imaging/bounded-cache.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import type { CheckedFile } from '../checked-file.ts';
import { bytesPerSample, samplesOf } from '../pixel-source.ts';
import type { Samples } from '../pixel-source.ts';
import { decodeLzw } from '../tiff/lzw.ts';
import { entryLength } from './directory.ts';
import type { Subblock } from './directory.ts';
import { bytesPerPixel, pixelTypeOf } from './pixel-types.ts';
import type { PixelType } from './pixel-types.ts';
import { segmentOf } from './segments.ts';

const unzstd = promisify(zstdDecompress);
const compressions = { none: 0, jpeg: 1, lzw: 2, jpegXr: 4, zstd0: 5, zstd1: 6 } as const;
const what = 'block of pixels';
/** A segment's header, the lengths of its parts, and the beginning of its own copy of the directory entry. */
const headBytes = 32 + 16 + 32;

interface Extent {
  position: number;
  length: number;
}

/** Where the parts of a block lie: XML about it, then its pixels. */
export interface BlockParts {
  metadata: Extent;
  pixels: Extent;
}

/** How the beginning of a segment is read: as a promise or at once. */
export const blockHead = { length: headBytes, what } as const;

/** The parts of a block from its first bytes (see `blockHead`). @throws AbbeError where they leave the file. */
export function partsOf(file: CheckedFile, head: Buffer, position: number): BlockParts {
  const segment = segmentOf(file, head, position, what, 'ZISRAWSUBBLOCK');
  const entry = entryLength(head, 48);
  const metadataLength = head.readInt32LE(32);
  if (Number.isNaN(entry)) throw file.broken(`its ${what} is damaged; copy it again from its source`);
  // The lengths and the entry take at least 256 bytes.
  const metadata = { position: segment.position + Math.max(256, 16 + entry), length: metadataLength };
  file.require(metadata.position, metadata.length, what);
  const pixels = { position: metadata.position + metadataLength, length: Number(head.readBigInt64LE(40)) };
  file.require(pixels.position, pixels.length, what);
  return { metadata, pixels };
}

/**
 * A rectangle of a block, counted from the block's own corner; samples interleaved as they are stored. Of an
 * uncompressed block only the rows asked for are read; a compressed one is unpacked into `cache`.
 * @throws AbbeError invalid-input naming the file where the block is damaged or its compression unknown.
 */
export async function readBlock(
  file: CheckedFile,
  block: Subblock,
  part: Rectangle,
  cache: BoundedCache<Uint8Array>,
): Promise<Samples> {
  const type = pixelTypeOf(file, block.pixelType);
  const row = block.box.width * bytesPerPixel(type);
  const head = await file.read(block.position, blockHead.length, what);
  const { pixels } = partsOf(file, head, block.position);
  if (block.compression === compressions.none) {
    if (pixels.length < row * block.box.height) throw tooShort(file);
    const rows = await file.read(pixels.position + part.y * row, row * part.height, what);
    return cutRows(rows, row, { ...part, y: 0 }, type);
  }
  const bytes = await cache.get(String(block.position), () => unpack(file, block, pixels, type));
  return cutRows(bytes, row, part, type);
}

function tooShort(file: CheckedFile): Error {
  return file.broken(`a ${what} is shorter than its size says; copy it again from its source`);
}

function cutRows(bytes: Uint8Array, row: number, part: Rectangle, type: PixelType): Samples {
  const pixel = bytesPerPixel(type);
  const length = part.width * pixel;
  const cut = new Uint8Array(length * part.height);
  for (let y = 0; y < part.height; y += 1) {
    const start = (part.y + y) * row + part.x * pixel;
    cut.set(bytes.subarray(start, start + length), y * length);
  }
  return samplesOf(cut, type.dtype);
}

async function unpack(
  file: CheckedFile,
  { compression, box }: Subblock,
  pixels: Extent,
  type: PixelType,
): Promise<Uint8Array> {
  const decode = decoders[compression];
  if (decode === undefined) {
    const name =
      compression === compressions.jpegXr ? 'JPEG-XR planes' : `Planes of the compression ${compression}`;
    throw file.broken(`${name} are not supported; export it as OME-TIFF from ZEN`);
  }
  const size = box.width * box.height * bytesPerPixel(type);
  const packed = await file.read(pixels.position, pixels.length, what);
  let bytes: Uint8Array;
  try {
    bytes = await decode(packed, size, box, type);
  } catch (thrown) {
    throw file.broken(`a ${what} cannot be unpacked; copy it again from its source`, thrown);
  }
  if (bytes.length < size) throw tooShort(file);
  return bytes;
}

type Decoder = (
  packed: Buffer,
  size: number,
  box: Rectangle,
  type: PixelType,
) => Promise<Uint8Array> | Uint8Array;

const decoders: Record<number, Decoder> = {
  [compressions.jpeg]: decodeJpeg,
  [compressions.lzw]: decodeTiffLzw,
  [compressions.zstd0]: (packed, size) => unzstd(packed, { maxOutputLength: size }),
  [compressions.zstd1]: decodeZstd1,
};

function decodeTiffLzw(packed: Buffer, size: number): Uint8Array {
  // At most 4096 bytes a code of 12 bits: what cannot be enough is not allocated.
  if (size > packed.length * 2800) throw new RangeError('the LZW stream is too short');
  return decodeLzw(packed, size);
}

/** The samples of a JPEG are in the order of the block's, blue first, whatever JPEG calls them. */
async function decodeJpeg(
  packed: Buffer,
  size: number,
  box: Rectangle,
  type: PixelType,
): Promise<Uint8Array> {
  const image = sharp(packed, { failOn: 'error', ignoreIcc: true, limitInputPixels: box.width * box.height });
  const { width, height } = await image.metadata();
  if (width !== box.width || height !== box.height || bytesPerSample(type.dtype) !== 1) {
    throw new RangeError(`a JPEG of ${width} x ${height} pixels for a block of ${box.width} x ${box.height}`);
  }
  const data = await image
    .toColourspace(type.samples === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  if (data.length !== size) throw new RangeError(`a JPEG of ${data.length} samples for a block of ${size}`);
  return data;
}

/**
 * "Zstd1": a header whose first byte is its own length (1, or 3 with a chunk: type 1, then flags), then Zstandard.
 * Flag bit 0: the low bytes of all 16-bit samples come first, then the high bytes.
 */
async function decodeZstd1(packed: Buffer, size: number): Promise<Uint8Array> {
  const headerLength = packed[0];
  const known = headerLength === 1 || (headerLength === 3 && packed[1] === 1);
  if (!known) throw new RangeError('an unknown header before the Zstandard stream');
  const bytes = await unzstd(packed.subarray(headerLength), { maxOutputLength: size });
  if (headerLength === 1 || ((packed[2] as number) & 1) === 0) return bytes;
  const half = bytes.length >> 1;
  const joined = new Uint8Array(bytes.length);
  for (let i = 0; i < half; i += 1) {
    joined[2 * i] = bytes[i] as number;
    joined[2 * i + 1] = bytes[half + i] as number;
  }
  return joined;
}
