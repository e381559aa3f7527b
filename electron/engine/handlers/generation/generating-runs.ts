import type { DatasetDocument } from '../../../contract/datasets.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import type { EngineContext } from '../context.ts';
import { findRecipe } from '../runs/experiment.ts';
import { findRun } from '../runs/find-run.ts';
import type { RunReference } from '../runs/find-run.ts';

/** A run with the dataset it was trained on. */
export interface TrainedRun {
  project: Project;
  record: RunRecord;
  dataset: DatasetDocument;
}

async function findTrained(context: EngineContext, reference: RunReference): Promise<TrainedRun> {
  const { project, record } = await findRun(context, reference);
  return { project, record, dataset: await readDataset(project.folder, record.dataset) };
}

/** @throws AbbeError not-found; invalid-input where the run makes images of images. */
export async function findMaskRun(context: EngineContext, reference: RunReference): Promise<TrainedRun> {
  const found = await findTrained(context, reference);
  const recipe = findRecipe(found.record.recipe);
  if (recipe.task === 'generation') return found;
  throw new AbbeError(
    'invalid-input',
    `The run ${found.record.id} was trained by “${recipe.title}”, which makes nothing of noise: apply it to images instead of generating with it.`,
  );
}

/** @throws AbbeError not-found; invalid-input where the run makes nothing of masks, or of masks of other classes. */
export async function findImageRun(
  context: EngineContext,
  reference: RunReference,
  { dataset: { classes } }: TrainedRun,
): Promise<TrainedRun> {
  const found = await findTrained(context, reference);
  const { record, dataset } = found;
  const recipe = findRecipe(record.recipe);
  const fromMasks = dataset.items.every(({ input, target }) => {
    return input?.kind === 'classes' && target.kind !== 'classes';
  });
  if (recipe.task === 'generation' || !recipe.classColours || !fromMasks) {
    throw new AbbeError(
      'invalid-input',
      `The run ${record.id} was not trained to make images of masks: name a run of “EM images from masks”.`,
    );
  }
  const described = (all: DatasetDocument['classes']): string =>
    all.map(({ name, colour }) => `${name} (${colour.join(', ')})`).join(', ');
  if (described(dataset.classes) === described(classes)) return found;
  throw new AbbeError(
    'invalid-input',
    `The run ${record.id} was trained on the classes ${described(dataset.classes)}, and the masks have ${described(classes)}: name a run of a dataset with the same classes in the same colours.`,
  );
}

/** Where a run makes nothing of given images. @throws AbbeError invalid-input with the way out. */
export function requireTranslation({ id, recipe }: Pick<RunRecord, 'id' | 'recipe'>): void {
  const { task, title } = findRecipe(recipe);
  if (task !== 'generation') return;
  throw new AbbeError(
    'invalid-input',
    `The run ${id} was trained by “${title}” and makes masks of noise, nothing of given images: generate with it instead of applying it.`,
  );
}
