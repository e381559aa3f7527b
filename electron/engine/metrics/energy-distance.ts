import { permutation, seededRandom } from '../imaging/seeded-random.ts';
import { requireRows } from './feature-rows.ts';
import type { Features } from './feature-rows.ts';

/** All distances among more rows than this take too long to permute. */
const mostRows = 2000;

export interface EnergyDistance {
  /** 0 for equal distributions, in the features' unit. */
  statistic: number;
  /** Share of the relabellings with at least this statistic, itself counted; never 0. */
  pValue: number;
  permutations: number;
}

/**
 * Energy distance of two sets of images or features (Szekely and Rizzo 2013, J. Statistical Planning and Inference
 * 143:1249), 2 E|X - Y| - E|X - X'| - E|Y - Y'| with Euclidean distances; in one dimension the square of
 * scipy.stats.energy_distance. The p-value is that of a permutation test, (1 + as large) / (1 + permutations), and
 * the same for the same seed. Null where a set is empty.
 *
 * @throws RangeError for rows of different length, numbers that are not finite, and more than 2000 rows in all.
 */
export function energyDistance(
  x: readonly Features[],
  y: readonly Features[],
  { permutations = 999, seed = 0 }: { permutations?: number; seed?: number } = {},
): EnergyDistance | null {
  requireRows(x, y);
  if (x.length === 0 || y.length === 0) return null;
  // Only the distances within the smaller set are summed anew for a relabelling.
  const [small, large] = x.length <= y.length ? [x, y] : [y, x];
  const rows = [...small, ...large];
  if (rows.length > mostRows) {
    throw new RangeError(
      `${rows.length} rows are too many for a permutation test; draw ${mostRows} of them.`,
    );
  }
  const distances = distancesAmong(rows);
  const statisticOf = statisticFor(distances, rows.length, small.length);
  const order = [...rows.keys()];
  const statistic = statisticOf(order);
  // A relabelling that is the same division, or as good as, must count in spite of rounding.
  const atLeast = statistic - 1e-12 * distances.reduce((most, value) => Math.max(most, value), 0);
  const random = seededRandom(seed);
  let asLarge = 1;
  for (let i = 0; i < permutations; i += 1) {
    if (statisticOf(permutation(rows.length, random)) >= atLeast) asLarge += 1;
  }
  return { statistic: Math.max(0, statistic), pValue: asLarge / (1 + permutations), permutations };
}

/** (n, n), row by row. */
function distancesAmong(rows: readonly Features[]): Float64Array {
  const n = rows.length;
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const [a, b] = [rows[i] as Features, rows[j] as Features];
      let sum = 0;
      for (let k = 0; k < a.length; k += 1) sum += ((a[k] as number) - (b[k] as number)) ** 2;
      distances[i * n + j] = distances[j * n + i] = Math.sqrt(sum);
    }
  }
  return distances;
}

/** The statistic where the first `size` of an order are one set and the others the other. */
function statisticFor(
  distances: Float64Array,
  n: number,
  size: number,
): (order: readonly number[]) => number {
  const fromEach = Float64Array.from({ length: n }, (_, i) =>
    distances.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0),
  );
  const all = fromEach.reduce((sum, value) => sum + value, 0);
  const others = n - size;
  return (order) => {
    let [within, from] = [0, 0];
    for (let i = 0; i < size; i += 1) {
      const row = (order[i] as number) * n;
      from += fromEach[order[i] as number] as number;
      for (let j = 0; j < i; j += 1) within += 2 * (distances[row + (order[j] as number)] as number);
    }
    const between = from - within;
    const rest = all - within - 2 * between;
    return (2 * between) / (size * others) - within / size ** 2 - rest / others ** 2;
  };
}
