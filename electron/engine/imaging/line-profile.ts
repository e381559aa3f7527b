import type { Raster } from './raster.ts';

export interface ImagePoint {
  x: number;
  y: number;
}

/** Values along a line; `values` of each channel, null beyond the image. */
export interface LineProfile {
  distance: number[];
  values: (number | null)[][];
}

/**
 * Values along a line from one point to another, one a pixel of its length: linear between the middles of pixels
 * (pixel (0, 0) has its middle at 0.5, 0.5), and the mean of `width` lines side by side one pixel apart, as
 * scikit-image's `profile_line` takes them. Lines beyond the image do not count; where all are, there is no value.
 */
export function lineProfile(raster: Raster, from: ImagePoint, to: ImagePoint, width = 1): LineProfile {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = length > 0 ? { x: (to.x - from.x) / length, y: (to.y - from.y) / length } : { x: 1, y: 0 };
  const across = { x: -along.y, y: along.x };
  const count = Math.floor(length) + 1;
  const distance = Array.from({ length: count }, (_, i) => i);
  const values = Array.from({ length: raster.channels }, (_, c) =>
    distance.map((at) => {
      let sum = 0;
      let seen = 0;
      for (let line = 0; line < width; line += 1) {
        const aside = line - (width - 1) / 2;
        const x = from.x + along.x * at + across.x * aside;
        const y = from.y + along.y * at + across.y * aside;
        const value = sampleAt(raster, x, y, c);
        if (value === null) continue;
        sum += value;
        seen += 1;
      }
      return seen === 0 ? null : sum / seen;
    }),
  );
  return { distance, values };
}

/** Linear between the four middles around a point; within half a pixel of the border the nearest ones. */
function sampleAt({ width, height, channels, data }: Raster, x: number, y: number, c: number): number | null {
  if (x < 0 || y < 0 || x > width || y > height) return null;
  const column = Math.min(width - 1, Math.max(0, x - 0.5));
  const row = Math.min(height - 1, Math.max(0, y - 0.5));
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const at = (px: number, py: number): number => data[(py * width + px) * channels + c] as number;
  const [dx, dy] = [column - left, row - top];
  const upper = at(left, top) + (dx === 0 ? 0 : dx * (at(right, top) - at(left, top)));
  if (dy === 0) return finite(upper);
  const lower = at(left, bottom) + (dx === 0 ? 0 : dx * (at(right, bottom) - at(left, bottom)));
  return finite(upper + dy * (lower - upper));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
