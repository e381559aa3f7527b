import { isDeepStrictEqual } from 'node:util';
import type { DatasetDocument } from '../../../contract/datasets.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import type { EngineContext } from '../context.ts';
import { findRecipe } from '../runs/experiment.ts';
import { findRun } from '../runs/find-run.ts';
import type { RunReference } from '../runs/find-run.ts';
import { nameRuns } from './name-runs.ts';

/** A run to be compared, with what it belongs to. */
export interface FoundRun {
  project: Project;
  record: RunRecord;
  recipe: Recipe;
  dataset: DatasetDocument;
  name: string;
}

type Task = NonNullable<Recipe['task']>;

/**
 * The runs to compare: finished, each named once, of one project and one task.
 * @throws AbbeError saying which run does not fit, why, and what to do.
 */
export async function findRuns(
  context: EngineContext,
  references: readonly RunReference[],
): Promise<{ runs: FoundRun[]; task: Task }> {
  const found: Omit<FoundRun, 'name'>[] = [];
  for (const reference of references) {
    const { project, record } = await findRun(context, reference);
    requireFinished(record);
    const recipe = findRecipe(record.recipe);
    found.push({ project, record, recipe, dataset: await readDataset(project.folder, record.dataset) });
  }
  requireAlike(found);
  const names = nameRuns(found.map(({ record }) => record));
  const task = found[0]?.recipe.task ?? 'translation';
  return { task, runs: found.map((run, i) => ({ ...run, name: names[i] ?? run.record.id })) };
}

function requireFinished({ id, state }: RunRecord): void {
  if (state === 'finished') return;
  throw new AbbeError(
    'invalid-input',
    `The run ${id} is ${state} and not finished, so it cannot be compared; resume it and let it train to its end.`,
  );
}

function requireAlike(found: readonly Omit<FoundRun, 'name'>[]): void {
  const [first, ...others] = found;
  const ids = found.map(({ record }) => record.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw misfit(`The run ${twice} is named twice; name two different runs.`);
  for (const { project, record, recipe } of others) {
    if (!first) return;
    const both = `The runs ${first.record.id} and ${record.id} cannot be compared`;
    if (project.folder !== first.project.folder) {
      throw misfit(
        `${both}: they lie in two projects, whose images are not known to be the same; train both in one.`,
      );
    }
    if ((recipe.task ?? 'translation') !== (first.recipe.task ?? 'translation')) {
      throw misfit(`${both}: one makes images of images and the other of noise; compare runs of one kind.`);
    }
  }
}

const misfit = (message: string): AbbeError => new AbbeError('invalid-input', message);

/** Where the runs' budgets or data are not equal, in sentences. */
export function inequalities(runs: readonly FoundRun[]): string[] {
  const [first] = runs;
  if (!first) return [];
  const differing = (what: string, of: (run: FoundRun) => unknown): string[] => {
    if (runs.every((run) => isDeepStrictEqual(of(run), of(first)))) return [];
    return [`${what}: ${runs.map((run) => `${run.name} ${String(of(run))}`).join(', ')}.`];
  };
  return [
    ...differing('The runs had different budgets of steps', ({ record }) => record.totalSteps),
    ...differing(
      'The runs saw batches of different size',
      ({ record }) => record.parameters['batchSize'] ?? '–',
    ),
    ...differing('The runs were trained on different datasets', ({ record }) => record.dataset),
    ...differing(
      'The runs computed on different devices, so their times do not compare',
      ({ record }) => record.device,
    ),
    ...runs.flatMap(({ name, record: { step, totalSteps, message } }) =>
      step < totalSteps
        ? [`${name} ended at step ${step} of ${totalSteps}${message ? `: ${message}` : '.'}`]
        : [],
    ),
  ];
}
