import type { DatasetDocument, Split } from '../../../../contract/datasets.ts';
import type { Evaluation, ImageScore } from '../../../../contract/evaluation.ts';
import { AbbeError } from '../../../../contract/errors.ts';
import { groupNames } from '../../../datasets/item-groups.ts';
import { definitions } from '../../score-statistics.ts';
import type { Tell } from '../../task-progress.ts';
import type { LoadedGenerator } from '../generator-pool.ts';
import { findDataRange } from './data-range.ts';
import type { Checked } from './dataset-checks.ts';
import { scorePair } from './image-score.ts';
import type { Measure, Measured } from './measure.ts';
import { nothingMeasured } from './measure.ts';
import type { ScoredFeed, ScoredPair } from './scored-pair.ts';
import { baselineOf } from './scored-pair.ts';
import { summariseScores } from './summarise-scores.ts';

export interface SplitRequest {
  run: string;
  split: Split;
  dataset: DatasetDocument;
  feed: ScoredFeed;
  loaded: LoadedGenerator;
  checked: Checked;
  /** What is measured beside the scores. */
  measures: readonly Measure[];
  /** Why an input is unlike those of training, in sentences. */
  outside(pair: ScoredPair): Promise<string[]> | string[];
  /** Told of each pair, for example to write it. */
  onPair?(pair: ScoredPair, score: ImageScore): Promise<void>;
  signal: AbortSignal;
  tell: Tell;
  /** Told of the patches that a network looks at. */
  tellFeatures(done: number, total: number): Promise<void>;
}

/**
 * Every metric of the input and of the generator's result against the truth, for each item of a split at the full
 * depth of its photo, with what they come to over images and over groups of images. Where the recipe says so, inputs
 * are brought to the truth's numbers first (see `comparableInput`). One pair at a time is in memory. Photos are
 * named as the dataset names them.
 * @throws AbbeError invalid-input where the split holds no items.
 */
export async function evaluateSplit(request: SplitRequest): Promise<Evaluation> {
  const { run, split, dataset, feed, loaded, checked, measures, signal, tell } = request;
  const items = feed.items.filter((item) => item.split === split);
  if (items.length === 0) {
    throw new AbbeError('invalid-input', `The dataset has no images in its ${split} split; choose another.`);
  }
  const ids = items.map(({ id }) => id);
  const dataRange = await findDataRange(feed, ids, () => {
    if (signal.aborted) throw new AbbeError('cancelled', 'Cancelled; earlier scores were kept.');
  });
  const groups = groupNames(dataset, items);
  const perImage: ImageScore[] = [];
  for (const [i, item] of items.entries()) {
    await tell(i, `Evaluating ${item.id}`);
    const { input, truth } = await feed.load(item.id);
    const result = await loaded.generator.translate(input, { signal });
    const pair = { item, input, truth, result, baseline: baselineOf({ input, truth }, feed.inputScaling) };
    const score: ImageScore = {
      ...scorePair(pair, dataRange),
      group: groups.get(item.id) ?? item.id,
      outside: await request.outside(pair),
    };
    perImage.push(score);
    for (const measure of measures) await measure.add(pair);
    await request.onPair?.(pair, score);
  }
  await tell(items.length, 'Summing up');
  const measured: Partial<Measured> = {};
  for (const measure of measures) Object.assign(measured, await measure.finish(request.tellFeatures));
  return {
    ...{ format: 'abbe-evaluation', version: 2, run, created: new Date().toISOString(), task: 'translation' },
    ...{ checkpoint: loaded.checkpoint, step: loaded.step, split, dataRange, n: items.length },
    photos: new Set(perImage.map(({ file }) => file)).size,
    perImage,
    ...summariseScores(perImage, dataset.splitting.by),
    definitions: definitions(),
    inputScaling: feed.inputScaling ?? null,
    checks: checked.checks,
    warnings: [...checked.warnings, ...unlike(perImage)],
    ...nothingMeasured,
    ...measured,
  };
}

function unlike(images: readonly ImageScore[]): string[] {
  const outside = images.filter((image) => image.outside.length > 0);
  if (outside.length === 0) return [];
  const first = outside[0] as ImageScore;
  return [
    `${outside.length} of ${images.length} inputs are unlike those that the run was trained on, so their results may be wrong (the first is ${first.id}: ${first.outside[0] ?? ''})`,
  ];
}
