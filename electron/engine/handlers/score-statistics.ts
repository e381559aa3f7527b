import type { ComparedScores, ImageScores } from '../../contract/metric-methods.ts';
import { bootstrapInterval } from '../metrics/bootstrap.ts';
import type { Interval } from '../metrics/bootstrap.ts';
import { metrics } from '../metrics/index.ts';
import { comparePaired, comparisonInWords } from '../metrics/paired-comparison.ts';
import type { ScoreLists } from '../metrics/paired-comparison.ts';
import { finiteOrNull, summarise } from '../metrics/summary.ts';
import { ofEachMetric } from './score-image.ts';

/** How many values are defined, their mean, sample standard deviation and bootstrap interval. */
export interface Spread {
  n: number;
  mean: number | null;
  sd: number | null;
  interval: Interval | null;
}

/** Of the finite values. */
export function spreadOf(values: readonly (number | null)[]): Spread {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const { n, mean, sd } = summarise(finite);
  return { n, mean: finiteOrNull(mean), sd: finiteOrNull(sd), interval: bootstrapInterval(finite) };
}

/** What a list of scores comes to. */
export interface ScoreStatistics {
  mean: ImageScores;
  standardDeviation: ImageScores;
  interval: Record<keyof ImageScores, Interval | null>;
}

/** Of each metric mean, sample standard deviation and bootstrap interval over its finite values. */
export function statisticsOf(scores: readonly ImageScores[]): ScoreStatistics {
  const valuesOf = (id: keyof ImageScores): number[] =>
    scores.map((each) => each[id]).filter((value) => value !== null);
  const summaries = ofEachMetric((id) => summarise(valuesOf(id)));
  return {
    mean: ofEachMetric((id) => finiteOrNull(summaries[id].mean)),
    standardDeviation: ofEachMetric((id) => finiteOrNull(summaries[id].sd)),
    interval: ofEachMetric((id) => bootstrapInterval(valuesOf(id))),
  };
}

/** Of each metric the mean of its finite values; null where there is none. */
export function meanScores(scores: readonly ImageScores[]): ImageScores {
  return ofEachMetric((id) =>
    finiteOrNull(summarise(scores.map((each) => each[id]).filter((value) => value !== null)).mean),
  );
}

/** What two lists of scores of the same images are called in a sentence. */
export interface ComparedNames {
  first: string;
  second: string;
  /** What one value stands for: image, if not given. */
  each?: string;
}

/** All metrics of the same images by two methods, with Holm's correction for all of them. */
export function compareScores(
  first: readonly ImageScores[],
  second: readonly ImageScores[],
  names: ComparedNames,
): ComparedScores[] {
  return compareMeasures(
    metrics.map(({ id, label, unit, better }) => ({
      ...{ id, label, unit, better },
      first: first.map((scores) => scores[id as keyof ImageScores]),
      second: second.map((scores) => scores[id as keyof ImageScores]),
    })),
    names,
  );
}

/** The same for any measures. */
export function compareMeasures(
  lists: readonly (ScoreLists & { id: string })[],
  names: ComparedNames,
): ComparedScores[] {
  return comparePaired(lists).map((comparison, i) => {
    const list = lists[i] as (typeof lists)[number];
    return { metric: list.id, ...comparison, sentence: comparisonInWords(list, comparison, names) };
  });
}

/** How each metric is defined, by its id. */
export function definitions(): Record<string, string> {
  return Object.fromEntries(metrics.map(({ id, reference }) => [id, reference]));
}
