import { AbbeError } from '../../../contract/errors.ts';
import type { Normalisation } from '../../../contract/datasets.ts';
import { parseAugmentation } from '../../datasets/augmentation.ts';
import { parsePatches, requirePatchFits } from '../../datasets/patches.ts';
import { createTrainingFeed } from '../../datasets/training-feed.ts';
import type { TrainingFeed } from '../../datasets/training-feed.ts';
import type { PairKind } from '../paired/kind.ts';
import { kindOfPairs, measurePercentiles } from '../paired/pair-statistics.ts';
import { loadPreviews } from '../previews.ts';
import type { ExperimentOptions, PairFeed, PairItem } from '../recipe.ts';
import type { SquareBatch } from './model.ts';
import type { ProgressiveParameters } from './parameters.ts';

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
  { feed: pairs, seed }: Pick<ExperimentOptions, 'feed' | 'seed'>,
  parameters: ProgressiveParameters,
): Promise<TrainingSquares> {
  const ids = pairs.ids('training');
  if (ids.length === 0) throw new AbbeError('invalid-input', 'The dataset has no training images.');
  for (const id of ids) requirePatchFits(id, pairs.size(id), parameters.resolution);
  const { lowPercentile: low, highPercentile: high } = parameters;
  const normalisation = await measurePercentiles(pairs, { low, high });
  const kind = await kindOfPairs(pairs, normalisation, 1);
  requireAlike(kind, ids[0] as string);
  const previews = await loadPreviews(pairs, previewSide);
  return { kind, previews, feed: await startFeed(pairs, normalisation, parameters, seed) };
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

/** @throws AbbeError invalid-input where the images of a pair differ in channels. */
function requireAlike({ inputs, outputs }: PairKind, id: string): void {
  if (inputs === outputs) return;
  throw new AbbeError(
    'invalid-input',
    `The images of the item ${id} have ${inputs} and ${outputs} channels, and the progressive networks give as many as they get: convert them to one kind first.`,
  );
}

function startFeed(
  pairs: PairFeed,
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
  return createTrainingFeed({ ...pairs.data, pairs, ...rules });
}
