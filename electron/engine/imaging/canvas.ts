import type { Raster } from './raster.ts';

/** A white colour picture, (height, width, 3) uint8, for pictures to be laid on. */
export function blankPicture(width: number, height: number): Raster {
  return {
    width,
    height,
    channels: 3,
    dtype: 'uint8',
    data: new Uint8Array(3 * width * height).fill(255),
    notes: [],
  };
}

/**
 * Lays an 8-bit picture, grey or colour, on a colour canvas with its upper left corner at (x, y).
 * @throws RangeError where it has more than 8 bits or does not fit there.
 */
export function layOn(canvas: Raster, picture: Raster, x: number, y: number): void {
  const { width, height, channels, data } = picture;
  if (picture.dtype !== 'uint8' || canvas.dtype !== 'uint8' || canvas.channels !== 3) {
    throw new RangeError('Only 8-bit pictures are laid on a canvas in colour.');
  }
  if (x < 0 || y < 0 || x + width > canvas.width || y + height > canvas.height) {
    throw new RangeError(
      `A picture of ${width} x ${height} px at (${x}, ${y}) leaves the canvas of ${canvas.width} x ${canvas.height} px.`,
    );
  }
  for (let row = 0; row < height; row += 1) {
    let at = 3 * ((y + row) * canvas.width + x);
    for (let i = row * width * channels; i < (row + 1) * width * channels; i += 1) {
      const value = data[i] as number;
      if (channels === 3) canvas.data[at++] = value;
      else for (let c = 0; c < 3; c += 1) canvas.data[at++] = value;
    }
  }
}
