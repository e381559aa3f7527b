import { permutation, seededRandom } from '../imaging/seeded-random.ts';
import { requireRows } from './feature-rows.ts';
import type { Features } from './feature-rows.ts';
import { summarise } from './summary.ts';

/** The kernel of more rows than this does not fit into memory. */
const mostRows = 4000;

export interface KernelDistance {
  /** Mean over the subsets: near 0 for equal distributions, and then as often below 0 as above. */
  kid: number;
  /** Standard deviation over the subsets; NaN for one. */
  sd: number;
  subsets: number;
  subsetSize: number;
}

/**
 * Kernel inception distance (Binkowski et al. 2018, arXiv 1801.01401) of two sets of features: the unbiased squared
 * maximum mean discrepancy with the kernel (x.y / d + 1)^3, averaged over random subsets, the same for the same
 * seed. The paper's features are those of an Inception network; with others, numbers compare among themselves only.
 * Where both sets are no larger than a subset there is one subset, of everything. Null where a set has fewer than
 * two rows.
 *
 * @throws RangeError for rows of different length, numbers that are not finite, and more than 4000 rows in all.
 */
export function kernelDistance(
  real: readonly Features[],
  generated: readonly Features[],
  {
    subsets = 100,
    subsetSize = 1000,
    seed = 0,
  }: { subsets?: number; subsetSize?: number; seed?: number } = {},
): KernelDistance | null {
  const features = requireRows(real, generated);
  const [n, m] = [real.length, generated.length];
  if (!(subsetSize >= 2 && subsets >= 1)) throw new RangeError('KID needs a subset of at least two rows.');
  if (n < 2 || m < 2) return null;
  if (n + m > mostRows) {
    throw new RangeError(`${n + m} rows are too many for a kernel distance; draw ${mostRows} of them.`);
  }
  const kernel = kernelAmong([...real, ...generated], features);
  if (n <= subsetSize && m <= subsetSize) {
    const all = discrepancy(
      kernel,
      n + m,
      [...Array(n).keys()],
      [...Array(m).keys()].map((i) => n + i),
    );
    return { kid: all, sd: NaN, subsets: 1, subsetSize: Math.max(n, m) };
  }
  const random = seededRandom(seed);
  const draw = (count: number, first: number): number[] =>
    permutation(count, random)
      .slice(0, subsetSize)
      .map((i) => first + i);
  const values = Array.from({ length: subsets }, () => discrepancy(kernel, n + m, draw(n, 0), draw(m, n)));
  const { mean, sd } = summarise(values);
  return { kid: mean, sd, subsets, subsetSize };
}

/** (rows, rows): (x.y / d + 1)^3. */
function kernelAmong(rows: readonly Features[], features: number): Float64Array {
  const n = rows.length;
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [a, b] = [rows[i] as Features, rows[j] as Features];
      let sum = 0;
      for (let k = 0; k < features; k += 1) sum += (a[k] as number) * (b[k] as number);
      kernel[i * n + j] = kernel[j * n + i] = (sum / features + 1) ** 3;
    }
  }
  return kernel;
}

/** The unbiased estimate: no row is compared with itself. */
function discrepancy(kernel: Float64Array, side: number, x: readonly number[], y: readonly number[]): number {
  const mean = (a: readonly number[], b: readonly number[], count: number): number => {
    let sum = 0;
    for (const i of a) for (const j of b) if (i !== j) sum += kernel[i * side + j] as number;
    return sum / count;
  };
  const [n, m] = [x.length, y.length];
  return mean(x, x, n * (n - 1)) + mean(y, y, m * (m - 1)) - 2 * mean(x, y, n * m);
}
