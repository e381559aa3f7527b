import { samplesOf } from '../pixel-source.ts';
import type { Samples } from '../pixel-source.ts';
import type { PageShape } from './page.ts';
import { compressions, photometrics } from './tags.ts';

/**
 * Decompressed bytes of `rows` rows of `width` pixels as samples: byte order, predictor and packing undone.
 * The bytes may be changed.
 * @throws RangeError where the predictor does not go with the type.
 */
export function samplesOfBlock(
  page: PageShape,
  bytes: Uint8Array,
  width: number,
  rows: number,
  bigEndian: boolean,
): Samples {
  const perPixel = page.planar ? 1 : page.storedSamples;
  const count = width * perPixel;
  const predictor = page.compression === compressions.jpeg ? 1 : page.predictor;
  if (page.bits % 8 !== 0 || page.bits === 24) return unpackBits(page, bytes, count, rows, bigEndian);
  if (predictor === 3) return undoFloatPredictor(page, bytes, count, rows, perPixel);
  const half = page.sampleFormat === 3 && page.bits === 16;
  const samples = samplesOf(bytes, half ? 'uint16' : page.dtype, bigEndian);
  if (predictor === 2) undoDifferences(samples, count, rows, perPixel);
  else if (predictor !== 1) throw new RangeError(`it uses the unknown predictor ${predictor}`);
  return half ? fromHalf(samples as Uint16Array) : samples;
}

/** Predictor 2 (TIFF 6.0, section 14): each sample is the difference to the one on its left, modulo its type. */
function undoDifferences(samples: Samples, count: number, rows: number, perPixel: number): void {
  if (samples instanceof Float32Array || samples instanceof Float64Array) {
    const { buffer, byteOffset, byteLength } = samples;
    if (samples instanceof Float64Array) throw new RangeError('predictor 2 does not go with 64-bit numbers');
    samples = new Uint32Array(buffer, byteOffset, byteLength / 4);
  }
  for (let row = 0; row < rows; row += 1) {
    const end = (row + 1) * count;
    for (let i = row * count + perPixel; i < end; i += 1) samples[i] = samples[i]! + samples[i - perPixel]!;
  }
}

/**
 * Predictor 3 (TIFF Technical Note 3): a row holds first the highest bytes of all its numbers, then the next, and
 * so on, as differences to the byte one pixel to the left, whatever the file's byte order.
 */
function undoFloatPredictor(
  page: PageShape,
  bytes: Uint8Array,
  count: number,
  rows: number,
  perPixel: number,
): Samples {
  if (page.sampleFormat !== 3) throw new RangeError('predictor 3 goes with floating-point numbers only');
  const size = page.bits / 8;
  const stride = count * size;
  const result = new Uint8Array(stride * rows);
  for (let row = 0; row < rows; row += 1) {
    const start = row * stride;
    for (let i = start + perPixel; i < start + stride; i += 1) bytes[i] = bytes[i]! + bytes[i - perPixel]!;
    for (let byte = 0; byte < size; byte += 1) {
      const from = start + (size - 1 - byte) * count;
      for (let i = 0; i < count; i += 1) result[start + i * size + byte] = bytes[from + i]!;
    }
  }
  return size === 2 ? fromHalf(new Uint16Array(result.buffer)) : samplesOf(result, page.dtype);
}

/** Numbers of 1 to 31 bits, packed most significant bit first, each row from a whole byte on; 24 bits are 3 bytes. */
function unpackBits(
  page: PageShape,
  bytes: Uint8Array,
  count: number,
  rows: number,
  bigEndian: boolean,
): Samples {
  const { bits } = page;
  if (page.predictor !== 1) throw new RangeError(`a predictor does not go with ${bits}-bit numbers`);
  const result = page.dtype === 'uint8' ? new Uint8Array(count * rows) : new Uint32Array(count * rows);
  const stride = Math.ceil((count * bits) / 8);
  const reversed = bits === 24 && !bigEndian;
  for (let row = 0; row < rows; row += 1) {
    let [held, heldBits, at] = [0, 0, row * stride];
    for (let i = 0; i < count; i += 1) {
      if (reversed) {
        result[row * count + i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
        at += 3;
        continue;
      }
      // Beyond 32 bits the bitwise operators do not reach.
      while (heldBits < bits) {
        held = (held % 2 ** heldBits) * 256 + bytes[at++]!;
        heldBits += 8;
      }
      heldBits -= bits;
      result[row * count + i] = Math.floor(held / 2 ** heldBits) % 2 ** bits;
    }
  }
  return page.dtype === 'uint16' ? Uint16Array.from(result) : result;
}

/** IEEE 754 binary16 as float32, exactly. */
function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}

/** Whether a page's samples are red, green and blue. */
export function isRgb({ photometric, samples }: PageShape): boolean {
  return samples === 3 && (photometric === photometrics.rgb || photometric === photometrics.yCbCr);
}
