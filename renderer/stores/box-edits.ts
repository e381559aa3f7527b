import type { Box } from '../../electron/contract/images.ts';

/** A box of a photo; `item` null until the engine has named it. */
export interface EditBox extends Box {
  item: string | null;
  included: boolean;
  byHand: boolean;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Items below this side could not be evaluated. */
export const smallestSide = 11;

/** Which part of a box a pointer has hold of. */
export type Grip = 'inside' | 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw';

/**
 * The box under a point and where: handles of the picked one first, then the smallest box that holds the point.
 * @param reach how far from an edge still counts as the edge, in image pixels.
 */
export function hitBox(
  boxes: readonly EditBox[],
  picked: number | null,
  at: Point,
  reach: number,
): { index: number; grip: Grip } | null {
  const own = picked === null ? undefined : boxes[picked];
  if (own && picked !== null) {
    const grip = gripAt(own, at, reach);
    if (grip) return { index: picked, grip };
  }
  let best: number | null = null;
  boxes.forEach((box, index) => {
    if (!holds(box, at)) return;
    const than = best === null ? null : boxes[best];
    if (!than || box.width * box.height < than.width * than.height) best = index;
  });
  return best === null ? null : { index: best, grip: 'inside' };
}

function holds({ x, y, width, height }: Box, at: Point): boolean {
  return at.x >= x && at.y >= y && at.x < x + width && at.y < y + height;
}

function gripAt({ x, y, width, height }: Box, at: Point, reach: number): Grip | null {
  const inside =
    at.x > x - reach && at.x < x + width + reach && at.y > y - reach && at.y < y + height + reach;
  if (!inside) return null;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= reach;
  const vertical = near(at.y, y) ? 'n' : near(at.y, y + height) ? 's' : '';
  const horizontal = near(at.x, x) ? 'w' : near(at.x, x + width) ? 'e' : '';
  return vertical === '' && horizontal === '' ? 'inside' : (`${vertical}${horizontal}` as Grip);
}

/** The box after its part was dragged by so many pixels, whole pixels inside the photo, never below the smallest. */
export function dragBox(box: Box, grip: Grip, by: Point, photo: Size): Box {
  const [dx, dy] = [Math.round(by.x), Math.round(by.y)];
  if (grip === 'inside') {
    const x = clamp(box.x + dx, 0, photo.width - box.width);
    const y = clamp(box.y + dy, 0, photo.height - box.height);
    return { x, y, width: box.width, height: box.height };
  }
  let [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height];
  if (grip.includes('w')) left = clamp(left + dx, 0, right - smallestSide);
  if (grip.includes('e')) right = clamp(right + dx, left + smallestSide, photo.width);
  if (grip.includes('n')) top = clamp(top + dy, 0, bottom - smallestSide);
  if (grip.includes('s')) bottom = clamp(bottom + dy, top + smallestSide, photo.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The box between two corners, inside the photo; null where it would be too small to be meant. */
export function boxBetween(a: Point, b: Point, photo: Size): Box | null {
  const left = Math.floor(clamp(Math.min(a.x, b.x), 0, photo.width));
  const top = Math.floor(clamp(Math.min(a.y, b.y), 0, photo.height));
  const right = Math.ceil(clamp(Math.max(a.x, b.x), 0, photo.width));
  const bottom = Math.ceil(clamp(Math.max(a.y, b.y), 0, photo.height));
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  return Math.min(box.width, box.height) < smallestSide ? null : box;
}

/** Two boxes of one, side by side along its longer side; null where the halves would be too small. */
export function splitBox({ x, y, width, height }: Box): [Box, Box] | null {
  const along = width >= height ? width : height;
  const half = Math.floor(along / 2);
  if (half < smallestSide) return null;
  if (width >= height) {
    return [
      { x, y, width: half, height },
      { x: x + half, y, width: width - half, height },
    ];
  }
  return [
    { x, y, width, height: half },
    { x, y: y + half, width, height: height - half },
  ];
}

/** A new box about a point, as large as the photo's boxes usually are. */
export function usualBox(boxes: readonly Box[], at: Point, photo: Size): Box {
  const median = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Math.min(photo.width, photo.height) / 8;
  const width = Math.round(clamp(median(boxes.map((box) => box.width)), smallestSide, photo.width));
  const height = Math.round(clamp(median(boxes.map((box) => box.height)), smallestSide, photo.height));
  const corner = { x: Math.round(at.x - width / 2), y: Math.round(at.y - height / 2), width, height };
  return dragBox(corner, 'inside', { x: 0, y: 0 }, photo);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
