import { availableParallelism } from 'node:os';
import type { DatasetDocument, Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { createPairFeed } from '../../datasets/pair-feed.ts';
import { parseParameters } from '../../datasets/parse-parameters.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import { recipes } from '../../recipes/index.ts';
import type { PairFeed, Recipe } from '../../recipes/recipe.ts';
import { datasetFiles } from '../dataset-access.ts';
import { feedThreadEntry, fileAccess } from '../file-access.ts';
import type { SourcePool } from '../source-pool.ts';

export type ExperimentFeed = PairFeed;

/** A recipe with the data it works on. */
export interface Experiment {
  recipe: Recipe;
  dataset: DatasetDocument;
  feed: PairFeed;
}

/** @throws AbbeError not-found */
export function findRecipe(id: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.id === id);
  if (recipe) return recipe;
  const known = recipes.map((candidate) => candidate.id).join(', ');
  throw new AbbeError('not-found', `There is no recipe “${id}” (there are: ${known}).`);
}

/**
 * All parameters of a run: the preset's, overridden by those given, the rest by default.
 * @throws AbbeError not-found for the preset; invalid-input naming each parameter that does not fit.
 */
export function resolveParameters(recipe: Recipe, preset: string, given: Parameters): Parameters {
  const base = recipe.presets[preset];
  if (!base) {
    const known = Object.keys(recipe.presets).join(', ');
    throw new AbbeError('not-found', `${recipe.title} has no preset “${preset}” (there are: ${known}).`);
  }
  const what = `The parameters of ${recipe.title}`;
  return parseParameters(what, recipe.schema, { ...base, ...given }) as Parameters;
}

/** Opens datasets for recipes. The last one is kept, so that calls on one run, and its training, share pixels. */
export class Experiments {
  readonly #sources: SourcePool;
  #last: { key: string; experiment: Promise<Experiment> } | undefined;

  constructor(sources: SourcePool) {
    this.#sources = sources;
  }

  /**
   * @throws AbbeError not-found for either; invalid-input where the dataset does not fit the recipe or holds
   * nothing to train on.
   */
  async open(project: Project, ids: { dataset: string; recipe: string }): Promise<Experiment> {
    const dataset = await readDataset(project.folder, ids.dataset);
    // An edited dataset is another one.
    const key = [project.folder, ids.dataset, ids.recipe, dataset.edits.at(-1)?.time].join('|');
    if (this.#last?.key === key) return this.#last.experiment;
    const last = { key, experiment: openExperiment(project, this.#sources, findRecipe(ids.recipe), dataset) };
    this.#last = last;
    last.experiment.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return last.experiment;
  }
}

async function openExperiment(
  project: Project,
  sources: SourcePool,
  recipe: Recipe,
  dataset: DatasetDocument,
): Promise<Experiment> {
  const misfit = recipe.misfit(dataset);
  if (misfit !== null) {
    const message = `The dataset “${dataset.name}” does not fit ${recipe.title}: ${misfit}.`;
    throw new AbbeError('invalid-input', message);
  }
  const feed = await openFeed(project, sources, recipe, dataset);
  if (feed.ids('training').length === 0) {
    const message = `The dataset “${dataset.name}” has no training images; include some or make it anew.`;
    throw new AbbeError('invalid-input', message);
  }
  return { recipe, dataset, feed };
}

async function openFeed(
  project: Project,
  sources: SourcePool,
  { classColours = false, inputScaling }: Recipe,
  dataset: DatasetDocument,
): Promise<PairFeed> {
  const files = await datasetFiles(project, dataset);
  const access = fileAccess(sources, files);
  const pairs = createPairFeed(dataset, access, undefined, { classColours });
  const data = { dataset, access, threads: { entry: feedThreadEntry, files, count: feedThreads() } };
  return { ...pairs, data, ...(inputScaling && { inputScaling }) };
}

/** One beside the training, two on machines with many cores; a machine with one core has none to spare. */
function feedThreads(): number {
  const cores = availableParallelism();
  return cores < 2 ? 0 : cores < 8 ? 1 : 2;
}
