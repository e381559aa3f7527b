import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { DatasetDocument, Parameters } from '../../../contract/datasets.ts';
import { splits } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { MethodPayload } from '../../../contract/methods.ts';
import type { ExperimentCheck } from '../../../contract/run-methods.ts';
import { checkDataset } from '../../datasets/check-dataset.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import { guessMemory } from '../../training/memory-guess.ts';
import type { EngineContext } from '../context.ts';
import type { Experiment } from './experiment.ts';
import { findRecipe, resolveParameters } from './experiment.ts';
import { normalisationWarnings } from './normalisation-warnings.ts';
import { runDataOf } from './run-data.ts';

/** Below these, a person should think twice. */
const fewTraining = 10;
const fewHeldOut = 3;
/** Part of the machine's memory that a run may be guessed to need. */
const sparedMemory = 0.8;

type Payload = Omit<MethodPayload<'recipe.check'>, 'project'>;

/** Whether a run could start, and what would be against it. @throws AbbeError not-found for dataset and recipe. */
export async function checkExperiment(
  { experiments }: Pick<EngineContext, 'experiments'>,
  project: Project,
  { dataset: id, recipe: recipeId, preset, parameters: given }: Payload,
): Promise<ExperimentCheck> {
  const recipe = findRecipe(recipeId);
  const dataset = await readDataset(project.folder, id);
  const { counts: items } = runDataOf(dataset);
  const parameters = await attempt(async () => resolveParameters(recipe, preset, given));
  const weights = typeof parameters === 'string' ? null : await missingWeights(parameters);
  const problems = [parameters, await missingSource(project, dataset), weights].filter(
    (part) => typeof part === 'string',
  );
  const experiment = await attempt(() => experiments.open(project, { dataset: id, recipe: recipeId }));
  if (typeof experiment === 'string') return { problems: [experiment, ...problems], warnings: [], items };
  if (typeof parameters !== 'string') problems.push(...fittingProblems(experiment, parameters));
  if (typeof parameters === 'string' || problems.length > 0) return { problems, warnings: [], items };
  const warnings = [
    ...countWarnings(items, dataset),
    ...leakWarnings(dataset),
    ...(await normalisationWarnings(experiment, parameters)),
    ...memoryWarnings(experiment, parameters),
  ];
  return { problems, warnings, items };
}

/** Why images of the training split cannot be trained on with these parameters; the first that does not fit. */
export function fittingProblems({ recipe, feed }: Experiment, parameters: Parameters): string[] {
  try {
    recipe.requireFit?.(feed, parameters);
    return [];
  } catch (thrown) {
    return [AbbeError.wrap(thrown).message];
  }
}

/** The result, or in its place the sentence that says why there is none. */
async function attempt<T>(action: () => Promise<T>): Promise<T | string> {
  try {
    return await action();
  } catch (thrown) {
    return AbbeError.wrap(thrown).message;
  }
}

async function missingSource(project: Project, { sources }: DatasetDocument): Promise<string | null> {
  const files = sources.map(({ path }) => project.photoFile(path));
  const there = await Promise.all(files.map((file) => exists(file)));
  const missing = files.filter((_, i) => !there[i]);
  if (missing.length === 0) return null;
  const others = missing.length > 1 ? ` and ${missing.length - 1} more are` : ' is';
  return `${missing[0]}${others} missing; bring what is missing back, or have the project look for it by its content.`;
}

async function missingWeights({ vggWeights, contentLoss }: Parameters): Promise<string | null> {
  if (typeof vggWeights !== 'string' || contentLoss !== 'perceptual-vgg') return null;
  return (await exists(vggWeights))
    ? null
    : `${vggWeights}, the file of VGG16 weights, does not exist; check its path.`;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function countWarnings(
  { training, validation, test }: ExperimentCheck['items'],
  dataset: DatasetDocument,
): string[] {
  const images = (count: number): string => (count === 1 ? 'one image' : `${count} images`);
  const warnings: string[] = [];
  if (training < fewTraining) {
    warnings.push(
      `There ${training === 1 ? 'is' : 'are'} only ${images(training)} to train on: the networks may learn them by heart; add more, and let flips and rotations vary them.`,
    );
  }
  if (validation === 0) {
    warnings.push(
      `No image is held out for validation, so nothing is scored on the way and the last checkpoint counts as the best; ${remedy(dataset)}.`,
    );
  } else if (validation < fewHeldOut) {
    warnings.push(
      `Only ${images(validation)} ${validation === 1 ? 'is' : 'are'} held out for validation, so scores on the way are uncertain.`,
    );
  }
  if (test === 0) {
    warnings.push('No image is held out for the test, so the result cannot be judged on images never seen.');
  }
  return warnings;
}

/** How some images come to be held out for validation. */
function remedy({ items, splitting: { by } }: DatasetDocument): string {
  if (by === 'photo') return 'deal the items into splits anew with a share for it';
  const groups = new Set(items.filter(({ included }) => included).map((item) => item[by])).size;
  return groups >= splits.length
    ? `deal the ${groups} ${by}s into splits anew with a share for it`
    : `images of ${groups === 1 ? `one ${by}` : `${groups} ${by}s`} do not make three splits: add those of another ${by}, or deal them anew with a share for validation and none for the test`;
}

/** What can be told without reading files; the dataset's own check reads them too. */
function leakWarnings(dataset: DatasetDocument): string[] {
  const found = checkDataset(dataset, { states: new Map(), sizes: new Map(), alike: [] });
  const leaks = found.filter(
    ({ kind, severity }) => severity === 'error' && (kind === 'leak' || kind === 'duplicate'),
  );
  const [first, ...more] = leaks.map(({ message }) => message);
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more like it)` : '';
  return [`Training and held-out images are not apart, so scores will be too good${others}: ${first}`];
}

function memoryWarnings({ feed }: Experiment, parameters: Parameters): string[] {
  const sizes = feed.ids('training').map((id) => feed.size(id));
  const largest = Math.max(...sizes.map(({ width, height }) => Math.sqrt(width * height)));
  const own = ['resolution', 'patchSize', 'side']
    .map((name) => Number(parameters[name]))
    .find((side) => side > 0);
  const needed = guessMemory(parameters, own ?? largest);
  if (needed <= sparedMemory * totalmem()) return [];
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    `A run may need about ${gib(needed)} of memory and this machine has ${gib(totalmem())}: measure it first, or take a smaller batch, patch or network.`,
  ];
}
