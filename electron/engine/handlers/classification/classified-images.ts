import type { CallContext } from '../../../contract/calls.ts';
import type { DatasetDocument, DatasetItem, Parameters } from '../../../contract/datasets.ts';
import type { RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { gatherImages } from '../../classification/image-set.ts';
import type { ImageSet } from '../../classification/image-set.ts';
import { photosOf } from '../../datasets/item-groups.ts';
import type { Pair, PairFeed } from '../../datasets/pair-feed.ts';
import type { Raster } from '../../imaging/raster.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import type { Project } from '../../projects/project.ts';
import type { EngineContext } from '../context.ts';

/** One of the images that a classification is tried on. */
export interface ClassifiedImages {
  input: string;
  /** In words. */
  description: string;
  /** Of an input that a run makes. */
  run: RunRecord | null;
}

/** What was named, found: `hr`, `lr`, or a run. @throws AbbeError not-found; invalid-input for one named twice. */
export async function findInputs(
  { runs }: EngineContext,
  project: Project,
  names: readonly string[],
): Promise<ClassifiedImages[]> {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new AbbeError('invalid-input', `The input “${twice}” is named twice.`);
  return Promise.all(
    names.map(async (input): Promise<ClassifiedImages> => {
      if (input === 'hr') return { input, description: 'The images as they are (HR)', run: null };
      if (input === 'lr') return { input, description: 'Their low-resolution partners (LR)', run: null };
      const run = await runs.get(project, input).catch((thrown: unknown) => {
        const error = AbbeError.wrap(thrown);
        if (error.code !== 'not-found' && error.code !== 'invalid-input') throw error;
        const message = `The project has no run “${input}”; an input is hr, lr or the id of a run.`;
        throw new AbbeError('not-found', message, { cause: thrown });
      });
      return { input, description: `LR through the generator of ${run.id} (SR)`, run };
    }),
  );
}

/** How a run's dataset makes its inputs: what its generator has learned to undo. Null where it says nothing. */
export async function degradationOfRuns(
  project: Project,
  inputs: readonly ClassifiedImages[],
): Promise<Parameters | null> {
  for (const { run } of inputs) {
    const dataset = run && (await readDataset(project.folder, run.dataset).catch(() => null));
    if (dataset?.degradation) return dataset.degradation;
  }
  return null;
}

/**
 * What a person should know before a run's images look better than they are: photos of the test that its
 * generator was trained on.
 */
export async function overlapNotes(
  project: Project,
  dataset: DatasetDocument,
  items: readonly DatasetItem[],
  { run }: ClassifiedImages,
): Promise<string[]> {
  if (!run) return [];
  const trainedOn = await readDataset(project.folder, run.dataset).catch(() => null);
  if (!trainedOn)
    return [`The dataset of ${run.id} is gone: whether it was trained on these photos is not known.`];
  const seen = contentsOf(
    trainedOn,
    trainedOn.items.filter(({ included, split }) => included && split === 'training'),
  );
  const own = contentsOf(dataset, items);
  const shared = [...own].filter((content) => seen.has(content)).length;
  if (shared === 0) return [];
  return [
    `${run.id} was trained on ${shared} of the ${own.size} photos that are classified here: its images may look better than those of new photos.`,
  ];
}

function contentsOf({ sources }: DatasetDocument, items: readonly DatasetItem[]): Set<string> {
  const contents = new Map(sources.map(({ path, sha256 }) => [path, sha256]));
  return new Set(items.flatMap(photosOf).map((photo) => contents.get(photo) ?? photo));
}

export interface GatherOptions {
  feed: PairFeed;
  items: readonly DatasetItem[];
  side: number;
  tell(done: number, total: number, message: string): Promise<void>;
}

/** The images of one input, resized. */
export function gatherInput(
  context: EngineContext,
  project: Project,
  { input, run }: ClassifiedImages,
  { feed, items, side, tell }: GatherOptions,
  { signal }: CallContext,
): Promise<ImageSet> {
  const gather = (of: (pair: Pair) => Raster | Promise<Raster>): Promise<ImageSet> =>
    gatherImages(
      async (i) => {
        const { id } = items[i] as DatasetItem;
        await tell(i, items.length, `${input}: image ${id}`);
        return of(await feed.load(id));
      },
      items.length,
      side,
    );
  if (!run) return gather(({ truth, input: degraded }) => (input === 'hr' ? truth : degraded));
  return context.generators.use(project.folder, run, 'best', ({ generator }) =>
    gather((pair) => generator.translate(pair.input, { signal })),
  );
}
