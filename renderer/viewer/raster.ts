import type { Pixels } from '../../electron/contract/images.ts';

/**
 * The pixels as RGBA bytes for a canvas, unchanged in value: grey is repeated, alpha is opaque.
 * The engine sends 8-bit pictures for display; anything else is an error, never a silent normalisation.
 * @throws TypeError when the picture is not 8-bit, RangeError when its bytes do not match its size
 */
export function toRgba(pixels: Pixels): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, channels, dtype, data } = pixels;
  if (dtype !== 'uint8') throw new TypeError(`A picture for the screen has 8 bits, this one is ${dtype}.`);
  if (data.length !== width * height * channels) {
    throw new RangeError(`A ${width} x ${height} x ${channels} picture came with ${data.length} bytes.`);
  }
  const rgba = new Uint8ClampedArray(width * height * 4);
  const green = channels === 3 ? 1 : 0;
  const blue = channels === 3 ? 2 : 0;
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = data[from] as number;
    rgba[to + 1] = data[from + green] as number;
    rgba[to + 2] = data[from + blue] as number;
    rgba[to + 3] = 255;
  }
  return rgba;
}

/** The picture drawn once into a canvas of its own size, from which viewers draw at any zoom. */
export function toCanvas(pixels: Pixels): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  const context = canvas.getContext('2d');
  if (context === null) throw new TypeError('This window cannot draw images: no 2D canvas.');
  context.putImageData(new ImageData(toRgba(pixels), pixels.width, pixels.height), 0, 0);
  return canvas;
}

/** The value of one pixel as a person reads it: `141` or `212 170 183`; null outside the picture. */
export function valueAt(pixels: Pixels, x: number, y: number): string | null {
  if (x < 0 || y < 0 || x >= pixels.width || y >= pixels.height) return null;
  const start = (y * pixels.width + x) * pixels.channels;
  return Array.from(pixels.data.subarray(start, start + pixels.channels)).join(' ');
}
