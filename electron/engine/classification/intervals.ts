import { seededRandom } from '../imaging/seeded-random.ts';
import { classificationScores } from '../metrics/classification-scores.ts';
import { emptyMatrix } from '../metrics/confusion-matrix.ts';

/** What was predicted for one image, with the number of its group. */
export interface Scored {
  group: number;
  truth: number;
  predicted: number;
}

export type Interval = [number, number] | null;

const resamples = 2000;

/**
 * 95 % intervals of the scores by the percentile bootstrap (Efron 1979), which draws whole groups with
 * replacement: images of one photo are not independent, and drawing images would make the intervals too narrow.
 */
export function scoreIntervals(
  scored: readonly Scored[],
  classes: number,
  seed: number,
): Record<'accuracy' | 'balancedAccuracy' | 'macroF1' | 'kappa', Interval> {
  const samples = resample(scored, seed, (drawn) => {
    const matrix = emptyMatrix(classes);
    for (const { truth, predicted } of drawn) {
      const row = matrix[truth] as number[];
      row[predicted] = (row[predicted] as number) + 1;
    }
    return classificationScores(matrix);
  });
  const of = (key: 'accuracy' | 'balancedAccuracy' | 'macroF1' | 'kappa'): Interval =>
    intervalOf(samples.map((scores) => scores[key]));
  return {
    accuracy: of('accuracy'),
    balancedAccuracy: of('balancedAccuracy'),
    macroF1: of('macroF1'),
    kappa: of('kappa'),
  };
}

/** The interval of a mean over images, for example of an accuracy difference; groups are drawn as above. */
export function meanInterval(values: readonly { group: number; value: number }[], seed: number): Interval {
  const means = resample(values, seed, (drawn) => {
    let [n, sum] = [0, 0];
    for (const { value } of drawn) {
      n += 1;
      sum += value;
    }
    return n > 0 ? sum / n : null;
  });
  return intervalOf(means);
}

function resample<T extends { group: number }, R>(
  values: readonly T[],
  seed: number,
  measure: (drawn: Iterable<T>) => R,
): R[] {
  const groups = [...Map.groupBy(values, ({ group }) => group).values()];
  const random = seededRandom(seed, groups.length);
  const draw = function* (): Generator<T> {
    for (let i = 0; i < groups.length; i += 1) yield* groups[Math.floor(random() * groups.length)] as T[];
  };
  return Array.from({ length: groups.length > 0 ? resamples : 0 }, () => measure(draw()));
}

function intervalOf(samples: readonly (number | null)[]): Interval {
  const sorted = samples.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] as number;
  return [at(0.025), at(0.975)];
}
