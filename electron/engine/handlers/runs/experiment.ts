import type { DatasetDocument, Parameters } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { CropPairFeed } from '../../datasets/crop-pair-feed.ts';
import { createCropPairFeed } from '../../datasets/crop-pair-feed.ts';
import { parseParameters } from '../../datasets/parse-parameters.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import { recipes } from '../../recipes/index.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import type { PhotoSource } from '../photo-source.ts';

/** A recipe with the data it works on. */
export interface Experiment {
  recipe: Recipe;
  dataset: DatasetDocument;
  feed: CropPairFeed;
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
  readonly #photos: PhotoSource;
  #last: { key: string; experiment: Promise<Experiment> } | undefined;

  constructor(photos: PhotoSource) {
    this.#photos = photos;
  }

  /**
   * @throws AbbeError not-found for either; invalid-input where the dataset was made for another recipe or
   * holds nothing to train on.
   */
  open(project: Project, ids: { dataset: string; recipe: string }): Promise<Experiment> {
    const key = `${project.folder}|${ids.dataset}|${ids.recipe}`;
    if (this.#last?.key === key) return this.#last.experiment;
    const last = { key, experiment: openExperiment(project, this.#photos, ids) };
    this.#last = last;
    last.experiment.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return last.experiment;
  }
}

async function openExperiment(
  project: Project,
  photos: PhotoSource,
  ids: { dataset: string; recipe: string },
): Promise<Experiment> {
  const recipe = findRecipe(ids.recipe);
  const dataset = await readDataset(project.folder, ids.dataset);
  if (dataset.recipe !== recipe.id) {
    throw new AbbeError(
      'invalid-input',
      `The dataset “${dataset.name}” was made for the recipe ${dataset.recipe}, not for ${recipe.id}; make one for it.`,
    );
  }
  const document = await project.document();
  const hashes = new Map(document.photos.map(({ path, sha256 }) => [path, sha256]));
  const feed = createCropPairFeed(dataset, async (photo) => {
    const [file, sha256] = [project.photoFile(photo), hashes.get(photo)];
    if (sha256 !== undefined) return photos.openUnchanged(file, sha256);
    const message = `${file} is part of the dataset “${dataset.name}” but no longer of the project; add it again.`;
    throw new AbbeError('invalid-input', message, { file });
  });
  if (feed.ids('training').length === 0) {
    throw new AbbeError(
      'invalid-input',
      `The dataset “${dataset.name}” has no training images; make it anew.`,
    );
  }
  return { recipe, dataset, feed };
}
