import type { Raster } from './raster.ts';

/** Side of the thumbnails that are compared: cells of a field of view are still seen, noise is averaged out. */
export const thumbnailSide = 64;

/** What tells whether two pictures show the same, whatever their size, depth and brightness. */
export interface Likeness {
  /** Difference hash, 64 bits as two numbers. */
  hash: readonly [number, number];
  /** Grey thumbnail (64 x 64) of mean 0 and length 1; all zeros for a picture of one value. */
  thumbnail: Float32Array;
}

/**
 * The likeness of a picture; its proportions are given up. Own code: published packages for perceptual hashes
 * take 8-bit files, we have rasters of any depth, and the hash is ten lines.
 */
export function likenessOf(raster: Raster): Likeness {
  const thumbnail = reduce(raster, thumbnailSide, thumbnailSide);
  return { hash: differenceHash(raster), thumbnail: standardise(thumbnail) };
}

/**
 * dHash: of a picture reduced to 9 x 8, whether each value is below its right neighbour. Brightness and contrast
 * do not change it, small changes of scale and coding change few bits.
 */
function differenceHash(raster: Raster): [number, number] {
  const small = reduce(raster, 9, 8);
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit += 1) {
    const at = Math.floor(bit / 8) * 9 + (bit % 8);
    const word = bit < 32 ? 0 : 1;
    words[word] = ((words[word] << 1) | Number((small[at] as number) < (small[at + 1] as number))) >>> 0;
  }
  return words;
}

/** Bits in which two hashes differ, 0 to 64. */
export function hashDistance(a: Likeness['hash'], b: Likeness['hash']): number {
  return bitsOf(a[0] ^ b[0]) + bitsOf(a[1] ^ b[1]);
}

/** Pearson correlation of two thumbnails, -1 to 1; 0 where one has a single value. */
export function thumbnailCorrelation(a: Likeness, b: Likeness): number {
  let sum = 0;
  for (let i = 0; i < a.thumbnail.length; i += 1) {
    sum += (a.thumbnail[i] as number) * (b.thumbnail[i] as number);
  }
  return sum;
}

/** Bits set in 32 (Hacker's Delight, 5-1). */
function bitsOf(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Luma of red, green and blue (Rec. 601), so that a grey copy of a colour picture is like it. */
const luma = [0.299, 0.587, 0.114];

/** Mean luma over the areas of a columns x rows grid; smaller pictures repeat values. */
function reduce({ width, height, channels, data }: Raster, columns: number, rows: number): Float32Array {
  const result = new Float32Array(columns * rows);
  const across = Array.from({ length: columns }, (_, i) => cover(i, columns, width));
  for (let row = 0; row < rows; row += 1) {
    for (const [y, part] of cover(row, rows, height)) {
      for (const [column, pixels] of across.entries()) {
        let sum = 0;
        for (const [x, weight] of pixels) {
          const start = (y * width + x) * channels;
          for (let c = 0; c < channels; c += 1) {
            const value = data[start + c] as number;
            if (Number.isFinite(value)) sum += weight * value * (channels === 3 ? (luma[c] as number) : 1);
          }
        }
        const at = row * columns + column;
        result[at] = (result[at] as number) + part * sum;
      }
    }
  }
  return result;
}

/** The pixels under one of `cells` equal parts of a line of `length` pixels, with weights that sum to 1. */
function cover(index: number, cells: number, length: number): [number, number][] {
  const size = length / cells;
  const [start, end] = [index * size, (index + 1) * size];
  const pixels: [number, number][] = [];
  for (let i = Math.floor(start); i < Math.min(length, Math.ceil(end)); i += 1) {
    const weight = (Math.min(end, i + 1) - Math.max(start, i)) / size;
    if (weight > 1e-9) pixels.push([i, weight]);
  }
  return pixels;
}

function standardise(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  // Rounding leaves a flat picture some 1e-7 of its mean.
  return length <= 1e-5 * Math.abs(mean) || length === 0 ? centred.fill(0) : centred.map((v) => v / length);
}
