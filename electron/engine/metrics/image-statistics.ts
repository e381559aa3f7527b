import { cutPlane } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';

/** What an image is like, in its own grey levels, as people would say it. */
export const intensityNames = [
  'mean',
  'standard deviation',
  'percentile 1',
  'median',
  'percentile 99',
] as const;

/**
 * How grey levels lie beside each other, whatever their brightness and contrast are: the share of the variance
 * that is lost at each of three halvings (log10: noise and fine structure, finer to coarser), skewness, and
 * kurtosis (log10).
 */
export const textureNames = ['finest', 'fine', 'coarse', 'skewness', 'kurtosis'] as const;

const halvings = 3;
/** Sides below this have nothing left after the halvings. */
const leastSide = 1 << halvings;
/** No share of the variance is told apart from none below this. */
const leastShare = 1e-4;

export interface ImageStatistics {
  intensities: number[];
  texture: number[];
}

/**
 * Statistics of tiles of an image, evenly spaced, of `side` px or the whole image where it is smaller; pixels that
 * are not finite are left out. No tiles of an image that has none, or is too small.
 */
export function tileStatistics(plane: Plane, side: number, most = 9): ImageStatistics[] {
  const { width, height } = plane;
  const [tileWidth, tileHeight] = [Math.min(side, width), Math.min(side, height)];
  if (Math.min(tileWidth, tileHeight) < leastSide) return [];
  const each = Math.floor(Math.sqrt(most));
  const [columns, rows] = [
    Math.min(each, Math.floor(width / tileWidth)),
    Math.min(each, Math.floor(height / tileHeight)),
  ];
  const at = (i: number, count: number, length: number, tile: number): number =>
    Math.floor(((i + 0.5) * length) / count - tile / 2);
  const found: ImageStatistics[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [x, y] = [at(column, columns, width, tileWidth), at(row, rows, height, tileHeight)];
      const statistics = statisticsOf(cutPlane(plane, { x, y, width: tileWidth, height: tileHeight }));
      if (statistics) found.push(statistics);
    }
  }
  return found;
}

function statisticsOf(tile: Plane): ImageStatistics | null {
  const sorted = Float64Array.from(tile.data).filter(Number.isFinite).sort();
  if (sorted.length === 0) return null;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const moment = (power: number): number =>
    sorted.reduce((sum, value) => sum + (value - mean) ** power, 0) / sorted.length;
  const variance = moment(2);
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return {
    intensities: [mean, Math.sqrt(variance), quantile(0.01), quantile(0.5), quantile(0.99)],
    texture:
      variance > 0
        ? [
            ...lostShares(tile, mean, variance),
            moment(3) / variance ** 1.5,
            Math.log10(moment(4) / variance ** 2),
          ]
        : [Math.log10(leastShare), Math.log10(leastShare), Math.log10(leastShare), 0, 0],
  };
}

/** log10 of the share of the variance that goes with each halving by means of 2 x 2 pixels. */
function lostShares(tile: Plane, mean: number, variance: number): number[] {
  const shares: number[] = [];
  let plane = { ...tile, data: Float64Array.from(tile.data, (v) => (Number.isFinite(v) ? v - mean : 0)) };
  let left = variance;
  for (let i = 0; i < halvings; i += 1) {
    plane = halve(plane);
    const rest = plane.data.reduce((sum, value) => sum + value * value, 0) / plane.data.length;
    shares.push(Math.log10(Math.max(leastShare, (left - rest) / variance)));
    left = rest;
  }
  return shares;
}

function halve({ width, height, data }: { width: number; height: number; data: Float64Array }) {
  const [across, down] = [width >> 1, height >> 1];
  const half = new Float64Array(across * down);
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      const at = 2 * y * width + 2 * x;
      half[y * across + x] =
        ((data[at] as number) +
          (data[at + 1] as number) +
          (data[at + width] as number) +
          (data[at + width + 1] as number)) /
        4;
    }
  }
  return { width: across, height: down, data: half };
}
