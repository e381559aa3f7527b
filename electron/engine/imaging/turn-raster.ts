import { allocate } from './raster.ts';
import type { Raster } from './raster.ts';

/** Mirrored first, left and right (x) or top and bottom (y), then turned clockwise by quarters. */
export type Turn = { mirrorX: boolean; mirrorY: boolean; turns: number };

/**
 * A raster in one of its eight orientations; pixels are moved, never computed. An odd number of quarter turns
 * exchanges width and height.
 * Own code: one loop, where OpenCV's flip and rotate would copy to its heap and back twice.
 */
export function turnRaster(raster: Raster, { mirrorX, mirrorY, turns }: Turn): Raster {
  const quarter = ((turns % 4) + 4) % 4;
  if (!mirrorX && !mirrorY && quarter === 0) return raster;
  const { width, height, channels, dtype, data } = raster;
  const size = quarter % 2 === 1 ? { width: height, height: width } : { width, height };
  const result = allocate(dtype, data.length);
  // The source's position is linear in the result's: where it starts, and its steps along a row and a column.
  const at = (column: number, row: number): number => {
    const [x, y] = unturned(column, row, quarter, width, height);
    return ((mirrorY ? height - 1 - y : y) * width + (mirrorX ? width - 1 - x : x)) * channels;
  };
  const start = at(0, 0);
  const [alongRow, alongColumn] = [at(1, 0) - start, at(0, 1) - start];
  let to = 0;
  for (let row = 0; row < size.height; row += 1) {
    let from = start + row * alongColumn;
    for (let column = 0; column < size.width; column += 1, from += alongRow) {
      for (let channel = 0; channel < channels; channel += 1) result[to++] = data[from + channel] as number;
    }
  }
  return { ...raster, ...size, data: result };
}

/** Where in the unturned image a pixel of the turned one comes from. */
function unturned(
  column: number,
  row: number,
  quarter: number,
  width: number,
  height: number,
): [number, number] {
  if (quarter === 0) return [column, row];
  if (quarter === 1) return [row, height - 1 - column];
  return quarter === 2 ? [width - 1 - column, height - 1 - row] : [width - 1 - row, column];
}
