import { bootstrapInterval } from './bootstrap.ts';
import type { Interval } from './bootstrap.ts';
import { holm } from './holm.ts';
import { summarise } from './summary.ts';
import { wilcoxon } from './wilcoxon.ts';

/** What is compared: the same images scored for two models, or for a result and its input. */
export type ScoreLists = {
  /** For example “SSIM”, with its unit where it has one. */
  label: string;
  unit: string;
  better: 'higher' | 'lower';
  /** One value an image, in the same order; an image without a finite value in both is left out. */
  first: readonly (number | null)[];
  second: readonly (number | null)[];
};

export type PairedComparison = {
  /** Images compared, and images left out because a value is missing or infinite. */
  n: number;
  leftOut: number;
  /** Images on which the first is better, worse, equal. */
  better: number;
  worse: number;
  equal: number;
  /** Mean of first - second, with its 95 % bootstrap interval; null below one and two images. */
  meanDifference: number | null;
  interval: Interval | null;
  /** Wilcoxon's signed-rank test, two-sided, and the same with Holm's correction; null without images. */
  p: number | null;
  correctedP: number | null;
  method: 'exact' | 'normal';
  /** Matched-pairs rank-biserial correlation: 1 where the first is better on every image, -1 where worse. */
  effectSize: number | null;
};

/**
 * Compares paired scores: mean difference with bootstrap interval, Wilcoxon's signed-rank test, effect size,
 * and p-values corrected after Holm for all the comparisons handed in together.
 * @throws RangeError for lists of different length.
 */
export function comparePaired(lists: readonly ScoreLists[], seed = 1): PairedComparison[] {
  const made = lists.map((list) => compareOne(list, seed));
  const corrected = holm(made.map(({ p }) => p));
  return made.map((each, i) => ({ ...each, correctedP: corrected[i] ?? null }));
}

function compareOne({ first, second, better }: ScoreLists, seed: number): PairedComparison {
  if (first.length !== second.length) {
    throw new RangeError(`Lists of ${first.length} and ${second.length} scores do not pair.`);
  }
  const differences = first
    .map((value, i) => (value ?? NaN) - (second[i] ?? NaN))
    .filter((difference) => Number.isFinite(difference));
  const n = differences.length;
  const sign = better === 'higher' ? 1 : -1;
  const count = (wanted: number): number =>
    differences.filter((difference) => Math.sign(sign * difference) === wanted).length;
  const test = wilcoxon(differences);
  return {
    n,
    leftOut: first.length - n,
    better: count(1),
    worse: count(-1),
    equal: n - count(1) - count(-1),
    meanDifference: n > 0 ? summarise(differences).mean : null,
    interval: bootstrapInterval(differences, { seed }),
    p: n > 0 ? test.p : null,
    correctedP: null,
    method: test.method,
    // Plus 0: JSON would make 0 of -0.
    effectSize: n > 0 ? sign * test.rankBiserial + 0 : null,
  };
}

/** Fewer pairs than this cannot reach p < 0.05, whatever they are: 2 / 2^5 is above it. */
const fewest = 6;

/**
 * A comparison in plain words for a person who does not know the tests, for example “PSNR: the result is better
 * than the input on 9 of 10 images; mean difference +1.23 dB (95 % interval +0.80 to +1.60). This is unlikely …”.
 * @param names of the first and the second, as they stand in a sentence, and of what each value is for.
 */
export function comparisonInWords(
  { label, unit }: Pick<ScoreLists, 'label' | 'unit'>,
  comparison: PairedComparison,
  { first, second, each = 'image' }: { first: string; second: string; each?: string },
): string {
  const { n, meanDifference, interval, better, equal } = comparison;
  if (meanDifference === null) return `${label}: no ${each} has a value for both ${first} and ${second}.`;
  const digits = digitsOf(meanDifference);
  const measure = unit ? ` ${unit}` : '';
  const range = interval
    ? ` (95 % interval ${signed(interval.low, digits)} to ${signed(interval.high, digits)})`
    : '';
  const same = equal > 0 ? `, equal on ${equal}` : '';
  const count = `${first} is better than ${second} on ${better} of ${n} ${each}${n === 1 ? '' : 's'}${same}`;
  return `${label}: ${count}; mean difference ${signed(meanDifference, digits)}${measure}${range}. ${verdict(comparison, each)}`;
}

function verdict({ n, p, correctedP, effectSize }: PairedComparison, each: string): string {
  if (n < fewest) return `So few ${each}s (${n}) cannot tell this from chance.`;
  const chance = correctedP ?? p ?? 1;
  const corrected = correctedP !== null && correctedP !== p ? ' after Holm’s correction' : '';
  const test = `Wilcoxon signed rank, p = ${figure(chance)}${corrected}, effect size ${signed(effectSize ?? 0, 2)}`;
  return `This ${chance < 0.05 ? 'is unlikely to be' : 'may be'} chance (${test}).`;
}

/** Three significant digits, and at least two decimals. */
function digitsOf(value: number): number {
  const size = Math.abs(value);
  if (size === 0) return 2;
  return Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(size))));
}

const figure = (p: number): string => (p < 0.001 ? p.toExponential(1) : String(Number(p.toPrecision(2))));

/** With a sign and a true minus. */
function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
