import type { BestValidation, ValidationPoint } from '../../contract/documents.ts';

/** The score that decides which checkpoint is the best. */
export interface Criterion {
  id: string;
  label: string;
  better: 'higher' | 'lower';
}

/** The validation with the best score so far, the earliest of equal ones; null where none has a finite score. */
export function bestOf(points: readonly ValidationPoint[], { id, better }: Criterion): BestValidation | null {
  let best: BestValidation | null = null;
  for (const { step, scores } of points) {
    const value = scores[id];
    if (value === null || value === undefined) continue;
    const ahead = best === null || (better === 'higher' ? value > best.value : value < best.value);
    if (ahead) best = { step, metric: id, value };
  }
  return best;
}

/**
 * Why training shall end: so many validations in a row brought no better score (early stopping by patience,
 * Prechelt 1998). Null where it shall go on.
 */
export function reasonToStop(
  points: readonly ValidationPoint[],
  criterion: Criterion,
  patience: number | null,
): string | null {
  const best = bestOf(points, criterion);
  if (patience === null || best === null) return null;
  const since = points.filter(({ step }) => step > best.step).length;
  if (since < patience) return null;
  const times = since === 1 ? 'the last validation' : `the last ${since} validations`;
  const step = points.at(-1)?.step ?? 0;
  return (
    `Ended early at step ${step}: ${times} brought no better ${criterion.label}; ` +
    `the best, ${best.value.toPrecision(4)} at step ${best.step}, is kept.`
  );
}
