import { robustSpread } from './robust-spread.ts';

/** Pixels looked at, and groups of like brightness that they are dealt into. */
const mostPixels = 65_536;
const groups = 20;

/** How many times the noise of a typical pixel a pixel of some brightness has. */
export interface LevelNoise {
  /** @param level of its surroundings, less the image's median. */
  factor(level: number): number;
  /** The smallest factor there is. */
  least: number;
}

/**
 * How noise grows with brightness: photons make the variance a line, a * level + b. From the differences that neither
 * planes nor edges along a row or column leave, (1 -2 1; -2 4 -2; 1 -2 1) / 6, after Immerkaer (1996, Computer Vision
 * and Image Understanding 64:300), their robust spread in groups of pixels of like brightness, and a line through
 * these that does not fall. Fine structure in bright parts counts as noise there.
 *
 * @param image (height, width), less its median.
 * @param leastSd of noise, such as that of rounding to whole grey levels.
 */
export function noiseByLevel(
  { width, height }: { width: number; height: number },
  image: Float32Array,
  leastSd: number,
): LevelNoise {
  const { points, brightest } = groupsOf({ width, height }, image);
  const least = Math.max(leastSd ** 2, Math.min(...points.map(({ variance }) => variance)));
  const { slope, intercept } = risingLine(points);
  const varianceAt = (level: number): number =>
    Math.max(least, slope * Math.min(level, brightest) + intercept);
  const typical = varianceAt(0);
  if (!(typical > 0 && Number.isFinite(typical))) return { factor: () => 1, least: 1 };
  return {
    factor: (level) => Math.sqrt(varianceAt(level) / typical),
    least: Math.sqrt(least / typical),
  };
}

interface Group {
  level: number;
  variance: number;
}

/** @returns brightest: the mean level of the brightest hundredth, beyond which nothing is known. */
function groupsOf(
  { width, height }: { width: number; height: number },
  image: Float32Array,
): { points: Group[]; brightest: number } {
  const step = Math.max(1, Math.ceil(Math.sqrt((width * height) / mostPixels)));
  const pixels: { level: number; residual: number }[] = [];
  for (let y = 1; y < height - 1; y += step) {
    for (let x = 1; x < width - 1; x += step) {
      const at = y * width + x;
      const value = (offset: number): number => image[at + offset] as number;
      const beside = value(-1) + value(1) + value(-width) + value(width);
      const corners = value(-width - 1) + value(-width + 1) + value(width - 1) + value(width + 1);
      pixels.push({
        level: (value(0) + beside + corners) / 9,
        residual: (4 * value(0) - 2 * beside + corners) / 6,
      });
    }
  }
  pixels.sort((a, b) => a.level - b.level);
  const first = (group: number): number => Math.floor((group * pixels.length) / groups);
  const levelOf = (own: typeof pixels): number => own.reduce((sum, { level }) => sum + level, 0) / own.length;
  const points = Array.from({ length: groups }, (_, group) => pixels.slice(first(group), first(group + 1)))
    .filter(({ length }) => length > 0)
    .map((own) => ({
      level: levelOf(own),
      variance: robustSpread(own.map(({ residual }) => residual)).sd ** 2,
    }));
  return { points, brightest: levelOf(pixels.slice(-Math.max(1, Math.floor(pixels.length / 100)))) };
}

/** Least squares; level where it would fall. */
function risingLine(points: readonly Group[]): { slope: number; intercept: number } {
  const mean = (of: (point: Group) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [level, variance] = [mean((point) => point.level), mean((point) => point.variance)];
  const along = mean((point) => (point.level - level) ** 2);
  const both = mean((point) => (point.level - level) * (point.variance - variance));
  const slope = along > 0 ? Math.max(0, both / along) : 0;
  return { slope, intercept: variance - slope * level };
}
