import type { Raster, Rectangle } from './raster.ts';
import type { SegmentParameters } from './segment-parameters.ts';

/** A cell: its box in pixels, margin included, and what was measured of it without the margin. */
export type FoundCell = Rectangle & {
  /** Pixels that belong to it. */
  area: number;
  /** Whether its own pixels reach the border of the photo. */
  touchesBorder: boolean;
};

type Rules = Pick<SegmentParameters, 'minArea' | 'maxArea' | 'border' | 'margin'> & { diameter: number };

type Size = { width: number; height: number };

/**
 * Boxes of the labels 1 to `count` of a tile's (height, width) label image, in pixels of the photo, without
 * those that the rules on area (relative to a disk of the cell diameter, px) and on the photo's border drop.
 */
export function measureCells(
  labels: Int32Array,
  count: number,
  tile: Rectangle,
  photo: Size,
  rules: Rules,
): FoundCell[] {
  const cellArea = (Math.PI / 4) * rules.diameter ** 2;
  const margin = Math.round(rules.margin * rules.diameter);
  const cells: FoundCell[] = [];
  for (const { left, right, top, bottom, area } of extentsOf(labels, count, tile)) {
    if (area < rules.minArea * cellArea || area > rules.maxArea * cellArea) continue;
    const touchesBorder = left === 0 || top === 0 || right === photo.width - 1 || bottom === photo.height - 1;
    if (touchesBorder && rules.border === 'drop') continue;
    const x = Math.max(0, left - margin);
    const y = Math.max(0, top - margin);
    const width = Math.min(photo.width, right + 1 + margin) - x;
    const height = Math.min(photo.height, bottom + 1 + margin) - y;
    cells.push({ x, y, width, height, area, touchesBorder });
  }
  return cells;
}

/** First and last column and row, in the photo, and number of pixels. */
type Extent = { left: number; right: number; top: number; bottom: number; area: number };

function extentsOf(labels: Int32Array, count: number, tile: Rectangle): Extent[] {
  const extents = Array.from({ length: count }, (): Extent => ({
    left: Infinity,
    right: -1,
    top: Infinity,
    bottom: -1,
    area: 0,
  }));
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label === 0) continue;
    const extent = extents[label - 1] as Extent;
    const column = i % tile.width;
    const x = tile.x + column;
    const y = tile.y + (i - column) / tile.width;
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = y;
    extent.area += 1;
  }
  return extents;
}

/** An 8-bit photo as RGB with green boxes drawn on it, for looking at. */
export function boxPicture(photo: Raster, boxes: readonly Rectangle[]): Raster {
  const { width, height, channels, data: source } = photo;
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 1) {
    data[i] = (channels === 3 ? source[i] : source[Math.floor(i / 3)]) as number;
  }
  const thickness = Math.max(1, Math.round(Math.min(width, height) / 320));
  for (const box of boxes) {
    for (let y = box.y; y < box.y + box.height; y += 1) {
      for (let x = box.x; x < box.x + box.width; x += 1) {
        const edge = Math.min(x - box.x, box.x + box.width - 1 - x, y - box.y, box.y + box.height - 1 - y);
        if (edge < thickness) data.set([0, 200, 0], 3 * (y * width + x));
      }
    }
  }
  return { width, height, channels: 3, dtype: 'uint8', data, notes: [] };
}
