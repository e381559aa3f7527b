import type { Pixels } from '../../../../electron/contract/images.ts';

/** Ways to see how well two pictures lie on each other. */
export const pairModes = ['input', 'target', 'overlay', 'checkerboard'] as const;
export type PairMode = (typeof pairModes)[number];

const square = 24;

/** Target in magenta and input in green: what agrees is grey. Both 8-bit and of one size. */
export function overlayPair(target: Pixels, input: Pixels): Pixels {
  const data = new Uint8Array(3 * target.width * target.height);
  for (let i = 0; i < target.width * target.height; i += 1) {
    const [magenta, green] = [greyAt(target, i), greyAt(input, i)];
    data[3 * i] = magenta;
    data[3 * i + 1] = green;
    data[3 * i + 2] = magenta;
  }
  return { width: target.width, height: target.height, channels: 3, dtype: 'uint8', data };
}

/** Squares of one and the other in turn: edges go on across their borders where both lie right. */
export function checkerPair(target: Pixels, input: Pixels): Pixels {
  const { width, height } = target;
  const channels = target.channels === 3 || input.channels === 3 ? 3 : 1;
  const data = new Uint8Array(channels * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      const from = (Math.floor(x / square) + Math.floor(y / square)) % 2 === 0 ? target : input;
      for (let c = 0; c < channels; c += 1) data[channels * i + c] = valueAt(from, i, c);
    }
  }
  return { width, height, channels, dtype: 'uint8', data };
}

/** A picture with the classes of another laid over it, half as strong; black means no class. */
export function tintPair(picture: Pixels, colours: Pixels): Pixels {
  const data = new Uint8Array(3 * picture.width * picture.height);
  for (let i = 0; i < picture.width * picture.height; i += 1) {
    const tint = [0, 1, 2].map((c) => valueAt(colours, i, c));
    const isClass = tint.some((value) => value > 0);
    for (let c = 0; c < 3; c += 1) {
      const own = valueAt(picture, i, c);
      data[3 * i + c] = isClass ? Math.round((own + (tint[c] as number)) / 2) : own;
    }
  }
  return { width: picture.width, height: picture.height, channels: 3, dtype: 'uint8', data };
}

export function sameSize(a: Pixels, b: Pixels): boolean {
  return a.width === b.width && a.height === b.height;
}

function valueAt({ channels, data }: Pixels, pixel: number, channel: number): number {
  return data[channels * pixel + (channels === 3 ? channel : 0)] as number;
}

function greyAt(pixels: Pixels, pixel: number): number {
  if (pixels.channels === 1) return pixels.data[pixel] as number;
  const sum = valueAt(pixels, pixel, 0) + valueAt(pixels, pixel, 1) + valueAt(pixels, pixel, 2);
  return Math.round(sum / 3);
}
