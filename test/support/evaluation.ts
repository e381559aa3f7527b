import type { Evaluation, ImageScore, PairedScores } from '../../electron/contract/evaluation.ts';
import { pairedScoresSchema } from '../../electron/contract/evaluation.ts';

/** The same value for every score of a result and of its input. */
export function everyScore<T>(value: T): Record<keyof PairedScores, T> {
  return Object.fromEntries(pairedScoresSchema.keyof().options.map((id) => [id, value])) as Record<
    keyof PairedScores,
    T
  >;
}

/** An image's scores; those not given are not defined. */
export function imageScoreOf(id: string, given: Partial<ImageScore> = {}): ImageScore {
  return {
    ...everyScore(null),
    ...{ id, file: 'photos/a.png', box: null, width: 30, height: 20, group: 'photos/a.png' },
    ...{ identical: false, inputIdentical: false, notes: [], outside: [] },
    ...given,
  };
}

/** An evaluation of images; what is not given is not there. */
export function evaluationOf(perImage: ImageScore[], given: Partial<Evaluation> = {}): Evaluation {
  return {
    ...{ format: 'abbe-evaluation', version: 2, run: 'run-1', created: null, task: 'translation' },
    ...{ checkpoint: 'last', step: 900, split: 'test', n: perImage.length, photos: 1 },
    dataRange: { value: 255, kind: 'type', low: 0, high: 255 },
    perImage,
    ...{ mean: everyScore(null), standardDeviation: everyScore(null), interval: everyScore(null) },
    ...{ comparison: [], groups: null, summary: [], definitions: {}, inputScaling: null },
    ...{ checks: null, warnings: [], spots: null, resolution: null, distribution: null },
    ...{ texture: null, membranes: null, areas: null },
    ...given,
  };
}
