import type { Raster } from './raster.ts';

export type MontageOptions = {
  /** Pictures in a row; as many as make the montage about square where not given. */
  columns?: number;
  /** Pixels between pictures; none at the border. */
  gap?: number;
  /** Grey level (0 to 255) of gaps and of places without a picture. */
  background?: number;
};

/**
 * Equally large 8-bit pictures side by side, in reading order; in colour as soon as one of them is.
 * Other types of number are brought to 8 bits by `toDisplay` beforehand, with one range for all that are to be
 * compared. Own code: OpenCV joins matrices edge to edge only.
 * @throws RangeError for no pictures, unequal sizes, pictures of more than 8 bits, or options out of bounds.
 */
export function montage(pictures: readonly Raster[], options: MontageOptions = {}): Raster {
  const { columns = Math.ceil(Math.sqrt(pictures.length)), gap = 4, background = 255 } = options;
  const first = pictures[0];
  if (!first) throw new RangeError('A montage needs at least one picture.');
  check(pictures, first, { columns, gap, background });
  const { width, height } = first;
  const across = Math.min(columns, pictures.length);
  const down = Math.ceil(pictures.length / across);
  const result: Raster = {
    width: across * (width + gap) - gap,
    height: down * (height + gap) - gap,
    channels: pictures.some(({ channels }) => channels === 3) ? 3 : 1,
    dtype: 'uint8',
    data: new Uint8Array(0),
    notes: [],
  };
  result.data = new Uint8Array(result.width * result.height * result.channels).fill(background);
  for (const [i, picture] of pictures.entries()) {
    place(picture, result, (i % across) * (width + gap), Math.floor(i / across) * (height + gap));
  }
  return result;
}

/** Equally large 8-bit pictures in one row, as an input next to its target. */
export function sideBySide(pictures: readonly Raster[]): Raster {
  return montage(pictures, { columns: pictures.length });
}

function check(pictures: readonly Raster[], first: Raster, options: Required<MontageOptions>): void {
  const odd = pictures.find(({ width, height }) => width !== first.width || height !== first.height);
  if (odd) {
    throw new RangeError(
      `The pictures of a montage are equally large, not ${first.width} x ${first.height} and ${odd.width} x ${odd.height}.`,
    );
  }
  if (pictures.some(({ dtype }) => dtype !== 'uint8')) {
    throw new RangeError('The pictures of a montage have 8 bits: bring others to the display’s range first.');
  }
  const { columns, gap, background } = options;
  const whole = [columns, gap, background].every(Number.isInteger);
  if (!whole || columns < 1 || gap < 0 || background < 0 || background > 255) {
    throw new RangeError(
      `A montage of ${columns} columns with gaps of ${gap} pixels in grey level ${background} cannot be made.`,
    );
  }
}

function place(picture: Raster, target: Raster, left: number, top: number): void {
  const { width, height, channels, data } = picture;
  const copies = target.channels / channels;
  for (let y = 0; y < height; y += 1) {
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    const at = ((top + y) * target.width + left) * target.channels;
    if (copies === 1) target.data.set(row, at);
    else row.forEach((value, x) => target.data.fill(value, at + 3 * x, at + 3 * x + 3));
  }
}
