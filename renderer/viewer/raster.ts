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
