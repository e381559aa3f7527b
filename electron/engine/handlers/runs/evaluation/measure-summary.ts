import type { MeasureSummary } from '../../../../contract/evaluation-measures.ts';
import type { ComparedScores } from '../../../../contract/metric-methods.ts';
import { compareMeasures, spreadOf } from '../../score-statistics.ts';

/** One number of each image, for the sides that have it; null: not defined there. */
export interface MeasuredNumbers {
  id: string;
  label: string;
  unit: string;
  /** Null: what is nearer to the truth's number is better. */
  better: 'higher' | 'lower' | null;
  input: readonly (number | null)[];
  result: readonly (number | null)[];
  truth?: readonly (number | null)[];
}

/** Means with intervals, and result against input: by the number, or by how far it is from the truth's. */
export function summariseMeasures(measures: readonly MeasuredNumbers[]): {
  summary: MeasureSummary[];
  comparison: ComparedScores[];
} {
  const names = { first: 'the result', second: 'the input' };
  // What inputs have not, such as the membranes of a mask, is not compared with theirs.
  const compared = measures.filter(({ input, result }) => input.length === result.length);
  const lists = compared.map(({ id, label, unit, better, input, result, truth = [] }) => {
    if (better !== null) return { id, label, unit, better, first: result, second: input };
    const away = (values: readonly (number | null)[]): (number | null)[] =>
      values.map((value, i) => distance(value, truth[i] ?? null));
    const apart = `${label}, distance from the truth’s`;
    return { id, label: apart, unit, better: 'lower' as const, first: away(result), second: away(input) };
  });
  return {
    summary: measures.map(({ id, label, unit, better, input, result, truth }) => ({
      ...{ id, label, unit, better },
      input: input.length === result.length ? spreadOf(input) : null,
      result: spreadOf(result),
      truth: truth ? spreadOf(truth) : null,
    })),
    comparison: compareMeasures(lists, names),
  };
}

const distance = (value: number | null, truth: number | null): number | null =>
  value === null || truth === null ? null : Math.abs(value - truth);
