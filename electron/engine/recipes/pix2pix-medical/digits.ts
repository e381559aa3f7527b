import type { Raster } from '../../imaging/raster.ts';
import type { MemoryPair } from '../memory-feed.ts';

/** Digits are set into squares of this side (px), which a U-Net halves five times; MNIST's have 28. */
export const digitSide = 32;
/** What can be asked for. */
export const digitClasses = 10;

export interface Digit {
  /** Number in its file. */
  index: number;
  /** 0 to 9. */
  label: number;
  /** (32, 32, 1) uint8. */
  image: Raster;
}

/**
 * The label as an image, as pix2pix takes its condition as one: ten bars, that of the digit lit. It shows nothing
 * of the digit's form, so a result that is recognised was learned. (32, 32, 1) uint8.
 * @param label 0 to 9.
 */
export function labelPicture(label: number): Raster {
  const data = new Uint8Array(digitSide * digitSide);
  const barHeight = Math.floor(digitSide / digitClasses);
  const top = 1 + label * barHeight;
  data.fill(255, top * digitSide, (top + barHeight) * digitSide);
  return { width: digitSide, height: digitSide, channels: 1, dtype: 'uint8', data, notes: [] };
}

/**
 * A picture in the middle of a black square of 32 px.
 * @throws RangeError where it is larger, in colour or not of 8 bits.
 */
export function setIntoSquare({ width, height, channels, dtype, data }: Raster): Raster {
  if (width > digitSide || height > digitSide || channels !== 1 || dtype !== 'uint8') {
    throw new RangeError(
      `A digit has one channel of 8 bits and ${digitSide} x ${digitSide} px at most, not ${channels} of ${dtype} and ${width} x ${height} px.`,
    );
  }
  const square = new Uint8Array(digitSide * digitSide);
  const [left, top] = [Math.floor((digitSide - width) / 2), Math.floor((digitSide - height) / 2)];
  for (let y = 0; y < height; y += 1) {
    square.set((data as Uint8Array).subarray(y * width, (y + 1) * width), (top + y) * digitSide + left);
  }
  return { width: digitSide, height: digitSide, channels: 1, dtype: 'uint8', data: square, notes: [] };
}

/** Source: the label; target: the digit. All of them for training, as results are judged by another network. */
export function digitPairs(digits: readonly Digit[]): MemoryPair[] {
  const sources = Array.from({ length: digitClasses }, (_, label) => labelPicture(label));
  return digits.map(({ index, label, image }) => ({
    id: `${label}-${index}`,
    input: sources[label] as Raster,
    truth: image,
    split: 'training',
  }));
}
