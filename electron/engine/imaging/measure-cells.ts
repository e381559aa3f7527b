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

/**
 * Boxes of the labels 1 to `count` of a (height, width) label image, in reading order, without those that
 * the rules on area (relative to a disk of the cell diameter, px) and border drop.
 */
export function measureCells(
  labels: Int32Array,
  count: number,
  { width, height }: Pick<Raster, 'width' | 'height'>,
  rules: Rules,
): FoundCell[] {
  const extents = Array.from({ length: count }, () => ({
    left: width,
    right: -1,
    top: height,
    bottom: -1,
    area: 0,
  }));
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label === 0) continue;
    const extent = extents[label - 1] as (typeof extents)[number];
    const x = i % width;
    const y = (i - x) / width;
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = y;
    extent.area += 1;
  }
  const cellArea = (Math.PI / 4) * rules.diameter ** 2;
  const margin = Math.round(rules.margin * rules.diameter);
  const cells: FoundCell[] = [];
  for (const { left, right, top, bottom, area } of extents) {
    if (area < rules.minArea * cellArea || area > rules.maxArea * cellArea) continue;
    const touchesBorder = left === 0 || top === 0 || right === width - 1 || bottom === height - 1;
    if (touchesBorder && rules.border === 'drop') continue;
    const x = Math.max(0, left - margin);
    const y = Math.max(0, top - margin);
    cells.push({
      x,
      y,
      width: Math.min(width, right + 1 + margin) - x,
      height: Math.min(height, bottom + 1 + margin) - y,
      area,
      touchesBorder,
    });
  }
  return cells.sort((a, b) => a.y - b.y || a.x - b.x);
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
