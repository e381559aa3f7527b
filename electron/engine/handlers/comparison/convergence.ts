import type { Convergence } from '../../../contract/comparison.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import { metrics } from '../../metrics/index.ts';
import type { Criterion } from '../../training/early-stop.ts';
import { bestOf } from '../../training/early-stop.ts';

/** How near a score has to be to a run's own best. */
const near = 0.05;

/**
 * How the validation scores of runs went, by a score that they all have: when each was within 5 % of its own best,
 * and when it was as good as the worst of the runs' bests, which all of them reach. Steps are those of validations,
 * so they are as fine as the interval. Null for a run without validations, and for all where they share no score.
 */
export function compareConvergence(
  runs: readonly Pick<RunRecord, 'validation' | 'best'>[],
): (Convergence | null)[] {
  const criterion = sharedCriterion(runs);
  if (!criterion) return runs.map(() => null);
  const bests = runs.map(({ validation }) => bestOf(validation?.points ?? [], criterion));
  const common = worst(
    bests.flatMap((best) => (best ? [best.value] : [])),
    criterion,
  );
  return runs.map(({ validation }, i) => {
    if (!validation) return null;
    const points = validation.points.map(({ step, scores }) => ({
      step,
      value: scores[criterion.id] ?? null,
    }));
    const best = bests[i] ?? null;
    const firstStep = (fits: (value: number) => boolean): number | null =>
      points.find(({ value }) => value !== null && fits(value))?.step ?? null;
    return {
      metric: criterion.id,
      better: criterion.better,
      points,
      best: best && { step: best.step, value: best.value },
      withinFivePercent:
        best && firstStep((value) => Math.abs(value - best.value) <= near * Math.abs(best.value)),
      commonLevel: firstStep((value) => isAsGood(value, common, criterion)),
    };
  });
}

/** What the first run's best checkpoint was kept by, where all have it; else the first score that all have. */
function sharedCriterion(runs: readonly Pick<RunRecord, 'validation' | 'best'>[]): Criterion | null {
  const validated = runs.filter(({ validation }) => (validation?.points.length ?? 0) > 0);
  const named = validated.map(({ validation }) => Object.keys(validation?.points[0]?.scores ?? {}));
  const shared = (named[0] ?? []).filter((id) => named.every((own) => own.includes(id)));
  const wanted = validated[0]?.best?.metric;
  const id = wanted !== undefined && shared.includes(wanted) ? wanted : shared[0];
  if (id === undefined) return null;
  const known = metrics.find((metric) => metric.id === id);
  if (known) return { id, label: known.label, better: known.better };
  return { id, label: id, better: directionOf(id, validated) };
}

/** Of a recipe's own score, by which of its values a run kept as the best. */
function directionOf(
  id: string,
  runs: readonly Pick<RunRecord, 'validation' | 'best'>[],
): Criterion['better'] {
  for (const { validation, best } of runs) {
    if (best?.metric !== id) continue;
    const values = (validation?.points ?? []).flatMap(({ scores }) => scores[id] ?? []);
    if (values.some((value) => value > best.value)) return 'lower';
    if (values.some((value) => value < best.value)) return 'higher';
  }
  // Distances and differences, which recipes without a truth to each image measure.
  return 'lower';
}

function worst(values: readonly number[], { better }: Criterion): number {
  return better === 'higher' ? Math.min(...values) : Math.max(...values);
}

function isAsGood(value: number, level: number, { better }: Criterion): boolean {
  return better === 'higher' ? value >= level : value <= level;
}
