import { normalTail } from './normal-distribution.ts';

export type SignedRank = {
  /** Pairs that differ; those that do not are left out (Wilcoxon's own way). */
  n: number;
  /** Pairs left out because they are equal. */
  zeros: number;
  /** Sums of the ranks of positive and of negative differences. */
  wPlus: number;
  wMinus: number;
  /** Two-sided; 1 where no pair differs. */
  p: number;
  method: 'exact' | 'normal';
  /**
   * Effect size, -1 to 1: the matched-pairs rank-biserial correlation, (wPlus - wMinus) / (wPlus + wMinus)
   * (Kerby 2014); 1 where every difference is positive, 0 where no pair differs.
   */
  rankBiserial: number;
};

/** Up to so many pairs the p-value is exact, as in SciPy. */
const mostExact = 50;

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided (Wilcoxon 1945): whether they lie symmetrically
 * about 0. Equal sizes share their mean rank. Up to 50 pairs the p-value is exact, with ties too: all 2^n signs
 * of the ranks at hand are counted. Beyond that it is the normal approximation with the correction for ties and
 * none for continuity. Equal to scipy.stats.wilcoxon with method 'exact' (no ties), with its permutation method
 * (ties), and with method 'asymptotic' beyond 50.
 *
 * Own code: the maintained package for it (stdlib's) takes the approximation as soon as there are ties, however
 * few the pairs are, and brings more than two hundred packages.
 * @throws RangeError for a difference that is not a finite number.
 */
export function wilcoxon(differences: readonly number[]): SignedRank {
  if (!differences.every(Number.isFinite)) throw new RangeError('Differences must be finite numbers.');
  const nonZero = differences.filter((difference) => difference !== 0);
  const n = nonZero.length;
  const zeros = differences.length - n;
  if (n === 0) return { n, zeros, wPlus: 0, wMinus: 0, p: 1, method: 'exact', rankBiserial: 0 };
  const { ranks, ties } = midRanks(nonZero.map(Math.abs));
  const total = (n * (n + 1)) / 2;
  const wPlus = ranks.reduce((sum, rank, i) => ((nonZero[i] as number) > 0 ? sum + rank : sum), 0);
  const wMinus = total - wPlus;
  const smaller = Math.min(wPlus, wMinus);
  const exact = n <= mostExact;
  const p = exact ? exactP(ranks, smaller) : normalP(n, ties, smaller);
  const rankBiserial = (wPlus - wMinus) / total;
  return { n, zeros, wPlus, wMinus, p, method: exact ? 'exact' : 'normal', rankBiserial };
}

/** Ranks from 1, equal values sharing their mean; `ties` is the sum of t^3 - t over groups of t equal ones. */
function midRanks(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length).fill(0);
  let ties = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let k = start; k < end; k += 1) ranks[order[k] as number] = (start + 1 + end) / 2;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, ties };
}

/** Twice the share of the 2^n signs whose sum of ranks is `smaller` or less; ranks are halves at the least. */
function exactP(ranks: readonly number[], smaller: number): number {
  const doubled = ranks.map((rank) => 2 * rank);
  const top = doubled.reduce((sum, rank) => sum + rank, 0);
  const share = new Float64Array(top + 1);
  share[0] = 1;
  for (const rank of doubled) {
    for (let sum = top; sum >= 0; sum -= 1) {
      const without = share[sum] as number;
      share[sum] = (without + (sum >= rank ? (share[sum - rank] as number) : 0)) / 2;
    }
  }
  return Math.min(1, 2 * share.subarray(0, 2 * smaller + 1).reduce((sum, value) => sum + value, 0));
}

function normalP(n: number, ties: number, smaller: number): number {
  const mean = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return Math.min(1, 2 * normalTail((mean - smaller) / Math.sqrt(variance)));
}
