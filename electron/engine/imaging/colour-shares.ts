import type { Raster } from './raster.ts';

/** The part of the pixels, 0 to 1, that is of each colour. */
export function colourShares({ data, channels }: Raster, colours: readonly (readonly number[])[]): number[] {
  const keyOf = ([red = 0, green = 0, blue = 0]: ArrayLike<number> & Iterable<number>): number =>
    65536 * red + 256 * green + blue;
  const index = new Map(colours.map((colour, i) => [keyOf(colour), i]));
  const counts = new Array<number>(colours.length).fill(0);
  for (let i = 0; i < data.length; i += channels) {
    const class_ = index.get(keyOf(data.subarray(i, i + channels)));
    if (class_ !== undefined) counts[class_] = (counts[class_] ?? 0) + 1;
  }
  return counts.map((count) => (count * channels) / data.length);
}
