import type { Raster, Rectangle } from './raster.ts';
import type { Parts } from './segment-tile.ts';

/** A cell: its box in pixels, margin included, and what was measured of it without the margin. */
export type FoundCell = Rectangle & {
  /** Pixels that belong to it. */
  area: number;
  /** 4 pi area / perimeter², 1 for a disk and at most 1 (the isoperimetric quotient). */
  roundness: number;
  /** Whether its own pixels reach the border of the photo. */
  touchesBorder: boolean;
  /** Whether it grew from a strongly stained nucleus, as white cells have. */
  stained: boolean;
  /** Sharpness, see `cell-focus.ts`; measured where a smallest one or the steps are asked for. */
  focus?: number;
};

type Size = { width: number; height: number };

/**
 * Boxes and measures of a tile's (height, width) label image in pixels of the photo, one a label, in the order of
 * the labels. `margin` (px) is added on each side of a box, as far as the photo reaches; `focus` is by label.
 */
export function measureCells(
  { labels, count, stained }: Parts,
  tile: Rectangle,
  photo: Size,
  margin: number,
  focus?: Float64Array,
): FoundCell[] {
  return extentsOf(labels, count, tile).map(({ left, right, top, bottom, area, crossings }, i) => {
    const x = Math.max(0, tile.x + left - margin);
    const y = Math.max(0, tile.y + top - margin);
    const perimeter = (Math.PI / 4) * crossings;
    return {
      x,
      y,
      width: Math.min(photo.width, tile.x + right + 1 + margin) - x,
      height: Math.min(photo.height, tile.y + bottom + 1 + margin) - y,
      area,
      roundness: Math.min(1, (4 * Math.PI * area) / perimeter ** 2),
      touchesBorder:
        tile.x + left === 0 ||
        tile.y + top === 0 ||
        tile.x + right === photo.width - 1 ||
        tile.y + bottom === photo.height - 1,
      stained: i < stained,
      ...(focus && { focus: focus[i + 1] as number }),
    };
  });
}

/**
 * First and last column and row, number of pixels, and how often lines along four directions enter the part, each
 * line weighted with its distance to the next.
 */
type Extent = {
  left: number;
  right: number;
  top: number;
  bottom: number;
  area: number;
  crossings: number;
};

/**
 * The perimeter comes from Crofton's formula over four directions, (pi / 4) × crossings: unbiased for round
 * shapes, where the length of the pixels' outline is 5 % too long. Own code because OpenCV has the outline only.
 */
function extentsOf(labels: Int32Array, count: number, { width }: Rectangle): Extent[] {
  const extents = Array.from({ length: count }, (): Extent => ({
    left: width,
    right: -1,
    top: -1,
    bottom: -1,
    area: 0,
    crossings: 0,
  }));
  const last = width - 1;
  for (let i = 0, x = 0, y = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label > 0) {
      const extent = extents[label - 1] as Extent;
      if (x < extent.left) extent.left = x;
      if (x > extent.right) extent.right = x;
      if (extent.top < 0) extent.top = y;
      extent.bottom = y;
      extent.area += 1;
      const above = i - width;
      if (x === 0 || labels[i - 1] !== label) extent.crossings += 1;
      if (y === 0 || labels[above] !== label) extent.crossings += 1;
      if (x === 0 || y === 0 || labels[above - 1] !== label) extent.crossings += Math.SQRT1_2;
      if (x === last || y === 0 || labels[above + 1] !== label) extent.crossings += Math.SQRT1_2;
    }
    if (x === last) {
      x = 0;
      y += 1;
    } else x += 1;
  }
  return extents;
}

/** An 8-bit photo as RGB with green boxes drawn on it, and red ones below these, for looking at. */
export function boxPicture(
  photo: Raster,
  boxes: readonly Rectangle[],
  rejected: readonly Rectangle[] = [],
): Raster {
  const { width, height, channels, data: source } = photo;
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 1) {
    data[i] = (channels === 3 ? source[i] : source[Math.floor(i / 3)]) as number;
  }
  const thickness = Math.max(1, Math.round(Math.min(width, height) / 320));
  for (const box of rejected) outline(data, width, box, thickness, [220, 40, 40]);
  for (const box of boxes) outline(data, width, box, thickness, [0, 200, 0]);
  return { width, height, channels: 3, dtype: 'uint8', data, notes: [] };
}

function outline(
  data: Uint8Array,
  width: number,
  box: Rectangle,
  thickness: number,
  colour: readonly [number, number, number],
): void {
  for (let y = box.y; y < box.y + box.height; y += 1) {
    for (let x = box.x; x < box.x + box.width; x += 1) {
      const edge = Math.min(x - box.x, box.x + box.width - 1 - x, y - box.y, box.y + box.height - 1 - y);
      if (edge < thickness) data.set(colour, 3 * (y * width + x));
    }
  }
}
