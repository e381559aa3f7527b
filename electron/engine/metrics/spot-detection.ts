import type { BlobFilters } from '../imaging/laplacian-of-gaussian.ts';
import { blobFilters, laplacianNoiseGain } from '../imaging/laplacian-of-gaussian.ts';
import type { OpenCv } from '../imaging/opencv.ts';
import { requirePlane } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { robustSpread } from './robust-spread.ts';
import { noiseByLevel } from './spot-noise.ts';

export interface SpotOptions {
  /** Smallest and largest standard deviation (px) of the spots looked for. */
  minSigma: number;
  maxSigma: number;
  /**
   * How many times the noise at its place a spot has to answer with; null: as many that an image of noise alone has
   * `defaultFalseSpots` spots on average, see `spotThreshold`.
   */
  threshold: number | null;
  /**
   * An image of the same scene in the same grey levels, whose noise counts where it is larger: a result without noise
   * shows what an exposure, its truth, cannot tell.
   */
  limit?: Plane;
}

/** Spots that an image of noise alone may have on average. */
export const defaultFalseSpots = 0.1;

export const defaultSpotOptions: SpotOptions = { minSigma: 1, maxSigma: 3, threshold: null };

export interface DetectedSpot {
  /** Centre in pixels; (0, 0) is the centre of the first pixel. */
  x: number;
  y: number;
  /** The scale it answers to most: near its standard deviation (px). */
  sigma: number;
  /** The filter's answer there, in grey levels: half the amplitude of a Gaussian spot. */
  response: number;
  /** What makes it round, over the noise at its place: twice the weaker curvature, a round spot's response. */
  strength: number;
}

interface Scale extends BlobFilters {
  sigma: number;
  /** In the darkest places. */
  leastNoise: number;
  noiseAt(at: number): number;
}

/** Neighbouring scales differ by no more than this factor. */
const scaleStep = 1.3;

/** Responses below this part of the image's range are float32 rounding, whatever the noise is. */
const roundingShare = 1e-5;

/** Standard deviation of rounding to whole grey levels. */
const roundingNoise = 1 / Math.sqrt(12);

/**
 * The threshold at which an image of nothing but noise has `falseSpots` spots on average, at most: the expected number
 * of maxima above u of smooth normal noise, area (1.5 / sigma^2) (2 pi)^(-3/2) u exp(-u^2 / 2) after the Laplacian of
 * Gaussian of white noise, whose gradient has the variance 1.5 / sigma^2 of its own (Adler and Taylor 2007, Random
 * Fields and Geometry; Worsley et al. 1996), summed over the scales as if they were independent.
 */
export function spotThreshold(
  { width, height }: { width: number; height: number },
  options: Partial<Pick<SpotOptions, 'minSigma' | 'maxSigma'>> = {},
  falseSpots = defaultFalseSpots,
): number {
  const { minSigma, maxSigma } = { ...defaultSpotOptions, ...options };
  const places = scalesBetween(minSigma, maxSigma).reduce((sum, sigma) => sum + 1.5 / sigma ** 2, 0);
  const expected = (u: number): number =>
    (width * height * places * u * Math.exp((-u * u) / 2)) / (2 * Math.PI) ** 1.5;
  // Falls from u = 1 on.
  let [low, high] = [1, 20];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (expected(middle) > falseSpots) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Bright spots by the Laplacian of Gaussian over several scales (Lindeberg 1998), strongest first: maxima among
 * their neighbours in x, y and scale whose weaker curvature is above `threshold` times the noise, so that the grain
 * of noise along a line or a cell's rim is none. The noise of each scale is the robust spread of its response (1.4826
 * MAD), larger in bright places as photons have it (`noiseByLevel`), and never less than that of rounding in images of
 * whole numbers, so that an empty background of zeros does not turn dust into spots. Centres are refined to parts of a pixel by a
 * parabola through the neighbours along x and y. Of spots within one sigma of each other the strongest stays; the
 * outermost row and column hold none. Pixels that are not finite count as the median, and hold none either.
 *
 * A constant image, or one without finite pixels, has no spots. Throws RangeError for options out of order.
 */
export function detectSpots(cv: OpenCv, plane: Plane, options: Partial<SpotOptions> = {}): DetectedSpot[] {
  requirePlane(plane);
  const { minSigma, maxSigma, threshold: asked, limit } = { ...defaultSpotOptions, ...options };
  requireOptions(minSigma, maxSigma, asked ?? 1);
  const threshold = asked ?? spotThreshold(plane, { minSigma, maxSigma });
  const { width, height } = plane;
  const { image, range } = aroundMedian(plane);
  if (range === 0 || width < 3 || height < 3) return [];
  const sigmas = scalesBetween(minSigma, maxSigma);
  const filtered = filtersOf(cv, plane, image);
  const limited = limit && limitOf(cv, plane, limit);
  const scaleOf = (sigma: number | undefined): Scale | undefined => {
    if (sigma === undefined) return undefined;
    const own = filtered(sigma);
    const other = limited?.(sigma);
    return { ...own, noiseAt: (at) => Math.max(own.noiseAt(at), other?.noiseAt(at) ?? 0) };
  };
  const found: DetectedSpot[] = [];
  let previous: Scale | undefined;
  let current = scaleOf(sigmas[0]);
  for (let i = 1; current; i += 1) {
    const next = scaleOf(sigmas[i]);
    found.push(...maximaOf(current, [previous, next], plane, { threshold, least: range * roundingShare }));
    [previous, current] = [current, next];
  }
  return withoutOverlaps(found, plane).sort((a, b) => b.strength - a.strength);
}

/** The filters of a plane for a scale, with its noise at each place. */
function filtersOf(cv: OpenCv, plane: Plane, image: Float32Array): (sigma: number) => Scale {
  const { width, height, data } = plane;
  const leastNoise = data instanceof Float32Array || data instanceof Float64Array ? 0 : roundingNoise;
  const byLevel = noiseByLevel(plane, image, leastNoise);
  return (sigma) => {
    const filters = blobFilters(cv, { width, height, data: image }, sigma);
    const noise = Math.max(robustSpread(filters.response).sd, leastNoise * laplacianNoiseGain(sigma));
    const noiseAt = (at: number): number => noise * byLevel.factor(filters.level[at] as number);
    return { ...filters, sigma, leastNoise: noise * byLevel.least, noiseAt };
  };
}

function limitOf(cv: OpenCv, { width, height }: Plane, limit: Plane): (sigma: number) => Scale {
  requirePlane(limit);
  if (limit.width !== width || limit.height !== height) {
    throw new RangeError('The plane that limits the noise has another size than that of the spots.');
  }
  return filtersOf(cv, limit, aroundMedian(limit).image);
}

function requireOptions(minSigma: number, maxSigma: number, threshold: number): void {
  if (!(minSigma >= 0.5 && maxSigma >= minSigma && maxSigma <= 100)) {
    throw new RangeError(
      `Spots are 0.5 to 100 px wide (sigma), the smallest first, not ${minSigma} to ${maxSigma}.`,
    );
  }
  if (!(threshold > 0 && Number.isFinite(threshold))) {
    throw new RangeError(`The threshold is a number of noise deviations above 0, not ${threshold}.`);
  }
}

function scalesBetween(minSigma: number, maxSigma: number): number[] {
  const steps = Math.ceil(Math.log(maxSigma / minSigma) / Math.log(scaleStep));
  return Array.from(
    { length: steps + 1 },
    (_, i) => minSigma * (maxSigma / minSigma) ** (steps && i / steps),
  );
}

/** The image less its median, which float32 filters need where the offset is large; range 0 without finite pixels. */
function aroundMedian({ data }: Plane): { image: Float32Array; range: number } {
  const { median } = robustSpread(data);
  let [least, most] = [Infinity, -Infinity];
  const image = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 1) {
    const value = (data[i] as number) - median;
    if (!Number.isFinite(value)) continue;
    image[i] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { image, range: most > least ? most - least : 0 };
}

function maximaOf(
  scale: Scale,
  neighbours: readonly (Scale | undefined)[],
  { width, height, data }: Plane,
  { threshold, least }: { threshold: number; least: number },
): DetectedSpot[] {
  const { response, roundness, sigma } = scale;
  const lowest = Math.max(least, threshold * scale.leastNoise);
  const others = neighbours.flatMap((each) => (each ? [each.response] : []));
  const spots: DetectedSpot[] = [];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value = response[at] as number;
      if (!((roundness[at] as number) > lowest) || !Number.isFinite(data[at] as number)) continue;
      if (!isLargest(response, at, width, value, true)) continue;
      if (!others.every((other) => isLargest(other, at, width, value, false))) continue;
      const own = scale.noiseAt(at);
      if (!((roundness[at] as number) > threshold * own)) continue;
      const [dx, dy] = refine(response, at, width);
      const strength = (roundness[at] as number) / own;
      spots.push({ x: x + dx, y: y + dy, sigma, response: value, strength });
    }
  }
  return spots;
}

/** Of a plateau's pixels the last one counts in its own scale, so that it is one spot. */
function isLargest(response: Float32Array, at: number, width: number, value: number, own: boolean): boolean {
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const offset = dy * width + dx;
      if (own && offset === 0) continue;
      const other = response[at + offset] as number;
      if (other > value || (own && other === value && offset > 0)) return false;
    }
  }
  return true;
}

/**
 * The tops of the parabolas through the neighbours along x and along y. Each is exact half-way between two pixels,
 * where a quadratic through all nine neighbours is off by a tenth of a pixel.
 */
function refine(response: Float32Array, at: number, width: number): [number, number] {
  const top = (step: number): number => {
    const [before, here, after] = [-step, 0, step].map((offset) => response[at + offset] as number) as [
      number,
      number,
      number,
    ];
    const bend = before + after - 2 * here;
    return bend < 0 ? (before - after) / (2 * bend) : 0;
  };
  return [top(1), top(width)];
}

/** Each spot, the largest response first, takes the disc of its sigma; who comes later and lies in one is dropped. */
function withoutOverlaps(found: DetectedSpot[], { width, height }: Plane): DetectedSpot[] {
  const taken = new Uint8Array(width * height);
  return found
    .sort((a, b) => b.response - a.response)
    .filter(({ x, y, sigma }) => {
      const [column, row] = [Math.round(x), Math.round(y)];
      if (taken[row * width + column]) return false;
      const radius = Math.ceil(sigma);
      for (let v = Math.max(0, row - radius); v <= Math.min(height - 1, row + radius); v += 1) {
        for (let u = Math.max(0, column - radius); u <= Math.min(width - 1, column + radius); u += 1) {
          if ((u - x) ** 2 + (v - y) ** 2 <= sigma * sigma) taken[v * width + u] = 1;
        }
      }
      // A disc smaller than a pixel may hold no pixel's centre.
      taken[row * width + column] = 1;
      return true;
    });
}
