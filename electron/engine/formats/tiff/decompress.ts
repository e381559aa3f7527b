import { promisify } from 'node:util';
import { inflate, inflateSync, zstdDecompress } from 'node:zlib';
import { decodeJpegBlock } from './jpeg-block.ts';
import { decodeLzw } from './lzw.ts';
import { imageBytes } from './page.ts';
import type { Page } from './page.ts';
import { compressions } from './tags.ts';

const inflateAsync = promisify(inflate);
const zstdAsync = promisify(zstdDecompress);

/** How many bytes one compressed byte can become at most: a file cannot claim more than that of its size. */
const mostExpansion: Record<number, number> = {
  [compressions.none]: 1,
  [compressions.lzw]: 2800,
  [compressions.deflate]: 1040,
  [compressions.oldDeflate]: 1040,
  [compressions.packBits]: 64,
  // A JPEG block of 8 x 8 pixels takes a few bits at least.
  [compressions.jpeg]: 2000,
  [compressions.zstd]: 50_000,
};

/** Whether blocks of this compression are decoded here. */
export function canDecompress(compression: number): boolean {
  return compression in mostExpansion;
}

/** Whether the file is large enough to hold a page, however well it is compressed; asked before its memory is. */
export function isPossible(page: Page): boolean {
  return imageBytes(page) <= page.file.size * (mostExpansion[page.compression] ?? 0);
}

/**
 * The bytes of one block, decompressed; predictor and byte order are not undone.
 * @param size bytes that the block has decompressed.
 * @param rows its rows, of `page.blockWidth` pixels.
 * @throws RangeError or a library's error where the stream is damaged or ends early.
 */
export async function decompress(page: Page, input: Buffer, size: number, rows: number): Promise<Uint8Array> {
  if (size > input.length * (mostExpansion[page.compression] ?? 0) + 1024) throw endsEarly();
  const decoded = await decode(page, input, size, rows);
  if (decoded.length < size) throw endsEarly();
  return decoded;
}

async function decode(page: Page, input: Buffer, size: number, rows: number): Promise<Uint8Array> {
  // Some writers fill the last strip up to the height of the others.
  const most = Math.max(size, (size / rows) * page.blockHeight) + 1024;
  switch (page.compression) {
    case compressions.none:
      return input;
    case compressions.lzw:
      return decodeLzw(input, size);
    case compressions.packBits:
      return decodePackBits(input, size);
    case compressions.deflate:
    case compressions.oldDeflate:
      return inflated(input, size, most);
    case compressions.zstd:
      return zstdAsync(input, { maxOutputLength: most });
    default:
      return decodeJpegBlock(page, input, page.blockWidth, rows);
  }
}

async function inflated(input: Buffer, size: number, maxOutputLength: number): Promise<Uint8Array> {
  const options = { maxOutputLength, chunkSize: Math.max(1024, size + 16) };
  // To hand a block of this size to another thread takes longer than to decode it.
  return size <= 32_768 ? inflateSync(input, options) : inflateAsync(input, options);
}

/** Own code: geotiff's decoder collects numbers in an array without a bound. */
export function decodePackBits(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let [at, done] = [0, 0];
  while (done < size && at < input.length) {
    const head = input[at++]!;
    if (head === 128) continue;
    const count = Math.min(head < 128 ? head + 1 : 257 - head, size - done);
    if (head > 128) output.fill(input[at++] ?? 0, done, done + count);
    else {
      if (at + count > input.length) break;
      output.set(input.subarray(at, at + count), done);
      at += count;
    }
    done += count;
  }
  return output.subarray(0, done);
}

function endsEarly(): RangeError {
  return new RangeError('the file ends before the picture does; copy it again from its source');
}
