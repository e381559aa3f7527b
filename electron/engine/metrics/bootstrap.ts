import { seededRandom } from '../imaging/seeded-random.ts';

export type Interval = { low: number; high: number };

export type BootstrapOptions = {
  seed?: number;
  /** 0.95: the interval that leaves out 2.5 % at each end. */
  confidence?: number;
  resamples?: number;
};

/** Draws in all, so that a list of a hundred thousand values takes no longer than a second. */
const mostDraws = 5e7;

/**
 * Percentile bootstrap interval of the mean (Efron 1979): the list is drawn anew with replacement, and the
 * interval holds the middle `confidence` of the means. The same values and seed give the same interval.
 * Values of one image or movie are not independent: hand in one value an image.
 * @returns null for fewer than two values, and where one is not finite.
 */
export function bootstrapInterval(
  values: readonly number[],
  options: BootstrapOptions = {},
): Interval | null {
  const { seed = 1, confidence = 0.95, resamples = 9999 } = options;
  const n = values.length;
  if (n < 2 || !values.every(Number.isFinite)) return null;
  const random = seededRandom(seed, n);
  const drawn = Float64Array.from(values);
  const means = new Float64Array(Math.max(999, Math.min(resamples, Math.floor(mostDraws / n))));
  for (let i = 0; i < means.length; i += 1) {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += drawn[Math.floor(random() * n)] as number;
    means[i] = sum / n;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/** The quantile of sorted values, linear between neighbours (numpy's default). */
function quantile(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (at - below) * (high - low);
}
