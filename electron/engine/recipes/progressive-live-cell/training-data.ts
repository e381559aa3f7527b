import { AbbeError } from '../../../contract/errors.ts';
import type { Normalisation } from '../../../contract/datasets.ts';
import { parseAugmentation } from '../../datasets/augmentation.ts';
import { measureNormalisation, scalingOfItem } from '../../datasets/normalisation.ts';
import { createPairFeed } from '../../datasets/pair-feed.ts';
import type { Pair, PairFeed } from '../../datasets/pair-feed.ts';
import { parsePatches, requirePatchFits } from '../../datasets/patches.ts';
import { createTrainingFeed } from '../../datasets/training-feed.ts';
import type { TrainingFeed } from '../../datasets/training-feed.ts';
import type { Scaling } from '../../imaging/normalise.ts';
import { crop } from '../../imaging/raster.ts';
import type { PairKind } from '../paired/kind.ts';
import { roundedScaling } from '../paired/kind.ts';
import { dataOfFeed } from '../paired/training-data.ts';
import type { ExperimentOptions, PairItem, TrainingData } from '../recipe.ts';
import type { SquareBatch } from './model.ts';
import type { ProgressiveParameters } from './parameters.ts';

const previewCount = 4;
/** Previews are cut to this side (px), as they are made between steps. */
const previewSide = 256;
/** Most squares made before they are asked for. */
const mostAhead = 64;

/** What an experiment trains on. */
export interface TrainingSquares {
  kind: PairKind;
  previews: PairItem[];
  /** One image after the other, as batches grow smaller during a run. */
  feed: TrainingFeed;
}

/**
 * Measures the normalisation on the training split and plans its squares.
 * @throws AbbeError invalid-input where there is nothing to train on or the images do not fit.
 */
export async function openSquares(
  { feed, seed }: Pick<ExperimentOptions, 'feed' | 'seed'>,
  parameters: ProgressiveParameters,
): Promise<TrainingSquares> {
  const { data = dataOfFeed(feed) } = feed;
  const pairs = createPairFeed(data.dataset, data.access);
  const ids = pairs.ids('training');
  if (ids.length === 0) throw new AbbeError('invalid-input', 'The dataset has no training images.');
  for (const id of ids) requirePatchFits(id, pairs.size(id), parameters.resolution);
  const { lowPercentile: low, highPercentile: high } = parameters;
  const normalisation = signed(
    await measureNormalisation(pairs, { method: 'percentile', scope: 'dataset', low, high }),
  );
  const kind = await kindOfPairs(pairs, ids[0] as string, normalisation);
  const previews = await loadPreviews(pairs);
  return { kind, previews, feed: await startFeed(data, normalisation, parameters, seed) };
}

/** Images of the run from `first` on as one batch. */
export async function squaresOf(feed: TrainingFeed, first: number, count: number): Promise<SquareBatch> {
  const batches = await Promise.all(Array.from({ length: count }, (_, i) => feed.batch(first + i)));
  const join = (of: 'input' | 'target'): Float32Array => {
    const length = batches[0]?.[of].length ?? 0;
    const joined = new Float32Array(count * length);
    batches.forEach((batch, i) => joined.set(batch[of], i * length));
    return joined;
  };
  return { input: join('input'), target: join('target') };
}

/** From [0, 1] between the percentiles to [-1, 1]. */
function signed(normalisation: Normalisation): Normalisation {
  const turn = (scaling: Scaling | null): Scaling | null =>
    scaling && { offset: scaling.offset + scaling.scale / 2, scale: scaling.scale / 2 };
  return { ...normalisation, input: turn(normalisation.input), target: turn(normalisation.target) };
}

/** What the pairs are, by the first of the training split. @throws AbbeError where their channels differ. */
async function kindOfPairs(pairs: PairFeed, id: string, normalisation: Normalisation): Promise<PairKind> {
  const item = pairs.items.find((candidate) => candidate.id === id);
  if (!item) throw new AbbeError('internal', `The item ${id} is not among the dataset's.`);
  const { input, truth } = await pairs.load(id);
  if (input.channels !== truth.channels) {
    throw new AbbeError(
      'invalid-input',
      `The images of the item ${id} have ${input.channels} and ${truth.channels} channels, and the progressive networks give as many as they get: convert them to one kind first.`,
    );
  }
  return {
    inputs: input.channels,
    outputs: truth.channels,
    inputDtype: input.dtype,
    outputDtype: truth.dtype,
    levels: 1,
    input: roundedScaling(scalingOfItem(normalisation, item, input, 'input')),
    output: roundedScaling(scalingOfItem(normalisation, item, truth, 'target')),
  };
}

/** Validation items, or where there are none training items, that are shown during training. */
async function loadPreviews(pairs: PairFeed): Promise<PairItem[]> {
  const validation = pairs.ids('validation');
  const ids = (validation.length ? validation : pairs.ids('training')).slice(0, previewCount);
  const items: Pair[] = await Promise.all(ids.map((id) => pairs.load(id)));
  return items.map(({ id, input, truth }) => {
    const [width, height] = [Math.min(input.width, previewSide), Math.min(input.height, previewSide)];
    const box = { x: 0, y: 0, width, height };
    return { id, input: crop(input, box), truth: crop(truth, box) };
  });
}

function startFeed(
  { dataset, access, threads }: TrainingData,
  normalisation: Normalisation,
  parameters: ProgressiveParameters,
  seed: number,
): Promise<TrainingFeed> {
  const { resolution, patchesPerImage, skipBackground, largestBatch, batchSize } = parameters;
  const { flips, rotations, constant, constantLevels } = parameters;
  const patches = parsePatches({ size: resolution, count: patchesPerImage, skipBackground });
  const augmentation = parseAugmentation({ flips, rotations, constant, levels: constantLevels });
  const ahead = Math.min(mostAhead, Math.max(largestBatch, batchSize));
  const rules = { normalisation, patches, augmentation, batchSize: 1, seed, ahead };
  return createTrainingFeed({ dataset, access, threads, ...rules });
}
