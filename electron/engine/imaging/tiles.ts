import type { Rectangle } from './raster.ts';

type Size = { width: number; height: number };

/**
 * Tiles that cover an image, each at most `side` px wide and high and sharing `overlap` px with its
 * neighbours; one tile where the image is no larger. A side below twice the overlap is raised to four times
 * of it, as such tiles would be overlap only.
 */
export function tilesOf(image: Size, side: number, overlap: number): Rectangle[] {
  const used = side < 2 * overlap ? 4 * overlap : side;
  const columns = spans(image.width, used, overlap);
  const rows = spans(image.height, used, overlap);
  return rows.flatMap(([y, height]) => columns.map(([x, width]) => ({ x, y, width, height })));
}

/** The part of a tile that is nearer to its own middle than to a neighbour's: cores cover an image once. */
export function coreOf(tile: Rectangle, image: Size, overlap: number): Rectangle {
  const half = overlap / 2;
  const left = tile.x === 0 ? 0 : tile.x + half;
  const top = tile.y === 0 ? 0 : tile.y + half;
  const right = tile.x + tile.width - (tile.x + tile.width === image.width ? 0 : half);
  const bottom = tile.y + tile.height - (tile.y + tile.height === image.height ? 0 : half);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Start and length of each span along one axis. */
function spans(length: number, side: number, overlap: number): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; ; start += side - overlap) {
    found.push([start, Math.min(side, length - start)]);
    if (start + side >= length) return found;
  }
}
