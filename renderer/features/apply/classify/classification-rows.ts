import type { DataTableColumns } from 'naive-ui';
import type { Classification, ClassifiedInput } from '../../../../electron/contract/classification.ts';
import { applyTexts } from '../../../texts/index.ts';
import { formatCount, formatGain, formatNumber, formatScore } from '../../../ui/format.ts';

const { classifyTexts } = applyTexts;
const scores = ['accuracy', 'balancedAccuracy', 'macroF1', 'kappa'] as const;
type ScoreName = (typeof scores)[number];

/** What a kind of images is called: a run by its name where it is still there. */
export type NameOf = (input: Pick<ClassifiedInput, 'input' | 'description'>) => string;

/** A kind of images with its scores in words. */
export type ScoreLine = { input: string; description: string; n: string } & Record<ScoreName, string>;

/** 95 % is said once above the table. */
function scoreText({ pooled, intervals }: ClassifiedInput, name: ScoreName): string {
  const value = pooled.test[name];
  if (value === null) return formatScore(undefined, 3);
  const interval = intervals[name];
  const range = interval
    ? ` ${classifyTexts.interval(formatScore(interval[0], 3), formatScore(interval[1], 3))}`
    : '';
  return `${formatScore(value, 3)}${range}`;
}

/** Scores on images that were held out, all folds together, one line a kind of images. */
export function scoreLines({ inputs }: Pick<Classification, 'inputs'>, nameOf: NameOf): ScoreLine[] {
  return inputs.map((input) => ({
    input: input.input,
    description: nameOf(input),
    n: formatCount(input.pooled.test.n),
    accuracy: scoreText(input, 'accuracy'),
    balancedAccuracy: scoreText(input, 'balancedAccuracy'),
    macroF1: scoreText(input, 'macroF1'),
    kappa: scoreText(input, 'kappa'),
  }));
}

export const scoreColumns: DataTableColumns<ScoreLine> = [
  { title: classifyTexts.score, key: 'description', minWidth: 108 },
  { title: classifyTexts.n, key: 'n', align: 'right', width: 44 },
  ...scores.map((key) => ({ title: classifyTexts[key], key, align: 'right' as const, minWidth: 112 })),
];

/** What the tests between two kinds of images say, with their numbers. */
export function comparisonSentences(
  { inputs, comparisons }: Pick<Classification, 'inputs' | 'comparisons'>,
  nameOf: NameOf,
): string[] {
  const called = (id: string): string => {
    const found = inputs.find(({ input }) => input === id);
    return found ? nameOf(found) : id;
  };
  const points = (share: number): string => formatGain(100 * share, 1);
  return comparisons.map(({ first, second, n, difference, interval, p }) =>
    classifyTexts.comparison({
      first: called(first),
      second: called(second),
      n,
      difference: points(difference),
      interval: interval ? classifyTexts.interval(points(interval[0]), points(interval[1])) : '',
      p: p < 0.001 ? '< 0.001' : `= ${formatNumber(p, 2)}`,
      sure: p < 0.05,
    }),
  );
}
