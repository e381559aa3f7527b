import type { Box } from '../../electron/contract/images.ts';
import type { ImageSource } from './image-source.ts';
import { toImage, type Size, type View } from './view-transform.ts';

/** Side of a tile in samples; with its border it stays a texture that any machine takes. */
export const tileSide = 512;
/** An image is first seen as one picture of at most this side. */
export const firstSide = 1024;

/** A tile of the pyramid: `reduce` pixels a sample, at a column and row of tiles. */
export interface TileId {
  key: string;
  reduce: number;
  column: number;
  row: number;
}

/** The largest reduction by a power of two that still has a sample for every device pixel. */
export function wantedReduce(image: Size, scale: number): number {
  const most = firstReduce(image);
  let reduce = 1;
  while (reduce < most && reduce * 2 * scale <= 1) reduce *= 2;
  return reduce;
}

/** The reduction of the picture that is shown first. */
export function firstReduce(image: Size): number {
  let reduce = 1;
  while (Math.max(image.width, image.height) > firstSide * reduce) reduce *= 2;
  return reduce;
}

/** The tiles of a reduction that a view shows, the middle one first. The first picture is one tile. */
export function tilesInView(image: ImageSource, view: View, viewport: Size, reduce: number): TileId[] {
  if (reduce >= firstReduce(image)) return [tileId(image, reduce, 0, 0)];
  const side = tileSide * reduce;
  const from = toImage(view, viewport, { x: 0, y: 0 });
  const to = toImage(view, viewport, { x: viewport.width, y: viewport.height });
  const columns = span(from.x, to.x, side, image.width);
  const rows = span(from.y, to.y, side, image.height);
  const found = rows.flatMap((row) => columns.map((column) => tileId(image, reduce, column, row)));
  const away = ({ column, row }: TileId): number =>
    Math.hypot((column + 0.5) * side - view.centreX, (row + 0.5) * side - view.centreY);
  return found.sort((a, b) => away(a) - away(b));
}

function span(from: number, to: number, side: number, length: number): number[] {
  const first = Math.max(0, Math.floor(from / side));
  const last = Math.min(Math.ceil(length / side) - 1, Math.floor(to / side));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

export function tileId({ key }: ImageSource, reduce: number, column: number, row: number): TileId {
  return { key: `${key}|${reduce}|${column}|${row}`, reduce, column, row };
}

/** The part of the image (pixels) that a tile is there for. */
export function coreOf(image: Size, { reduce, column, row }: TileId): Box {
  if (reduce >= firstReduce(image)) return { x: 0, y: 0, width: image.width, height: image.height };
  const side = tileSide * reduce;
  const [x, y] = [column * side, row * side];
  return { x, y, width: Math.min(side, image.width - x), height: Math.min(side, image.height - y) };
}

/** What is fetched of it, in samples: with one more on each side, so that means over samples do not end there. */
export function fetchBox(image: Size, tile: TileId): Box {
  const { reduce } = tile;
  const core = coreOf(image, tile);
  const [width, height] = [Math.ceil(image.width / reduce), Math.ceil(image.height / reduce)];
  const x = Math.max(0, core.x / reduce - 1);
  const y = Math.max(0, core.y / reduce - 1);
  const right = Math.min(width, Math.ceil((core.x + core.width) / reduce) + 1);
  const bottom = Math.min(height, Math.ceil((core.y + core.height) / reduce) + 1);
  return { x, y, width: right - x, height: bottom - y };
}

/** The tile of the next coarser reduction that holds this one; null above the first picture. */
export function parentOf(image: ImageSource, { reduce, column, row }: TileId): TileId | null {
  const first = firstReduce(image);
  if (reduce >= first) return null;
  if (reduce * 2 >= first) return tileId(image, first, 0, 0);
  return tileId(image, reduce * 2, Math.floor(column / 2), Math.floor(row / 2));
}
