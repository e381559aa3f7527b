import type { DatasetItem, Split } from '../../../contract/datasets.ts';
import type { Evaluation, ImageScore } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { sourcesOfImage } from '../../datasets/item-groups.ts';
import { comparableInput } from '../../imaging/comparable-input.ts';
import { valueRange } from '../../imaging/display.ts';
import type { Raster } from '../../imaging/raster.ts';
import { maxOf } from '../../imaging/raster.ts';
import { psnr } from '../../metrics/psnr.ts';
import { ssim } from '../../metrics/ssim.ts';
import { summarise } from '../../metrics/summary.ts';
import type { Tell } from '../task-progress.ts';
import type { ExperimentFeed } from './experiment.ts';
import type { LoadedGenerator } from './generator-pool.ts';

export interface EvaluateOptions {
  run: string;
  split: Split;
  feed: ExperimentFeed;
  loaded: LoadedGenerator;
  signal: AbortSignal;
  tell: Tell;
}

/**
 * PSNR (dB) and SSIM of the input and of the generator's result against the truth, for each item of a split at the
 * full depth of its photo, with mean and sample standard deviation over the items. Where the recipe says so, inputs
 * are brought to the truth's numbers first (see `comparableInput`). The data range is 255 for 8-bit and 65535 for
 * 16-bit photos; for floating-point ones it is the distance between the smallest and the largest truth of the
 * split. Photos are named as the dataset names them.
 * @throws AbbeError invalid-input where the split holds no items.
 */
export async function evaluateSplit(options: EvaluateOptions): Promise<Evaluation> {
  const { run, split, feed, loaded, signal, tell } = options;
  const items = feed.items.filter((item) => item.included && item.split === split);
  if (items.length === 0) {
    throw new AbbeError('invalid-input', `The dataset has no images in its ${split} split; choose another.`);
  }
  const dataRange = await dataRangeOf(
    feed,
    items.map(({ id }) => id),
    signal,
  );
  const perImage: ImageScore[] = [];
  for (const [i, { id, target }] of items.entries()) {
    await tell(i, `Evaluating ${id}`);
    const { input, truth } = await feed.load(id);
    const result = await loaded.generator.translate(input, { signal });
    const baseline = feed.inputScaling ? comparableInput(input, truth, feed.inputScaling) : input;
    const [of, ofInput] = [score(result, truth, dataRange), score(baseline, truth, dataRange)];
    const scores = { psnr: of.psnr, ssim: of.ssim, inputPsnr: ofInput.psnr, inputSsim: ofInput.ssim };
    const box = target.kind === 'plane' ? target.box : null;
    perImage.push({ file: fileOf(target), id, box, ...scores });
  }
  const photos = new Set(items.map(({ target }) => fileOf(target))).size;
  const { checkpoint, step } = loaded;
  const summary = { run, checkpoint, step, split, dataRange, n: items.length, photos };
  return { ...summary, perImage, ...summariseScores(perImage) };
}

/** The source that an image is shown under. */
function fileOf(image: DatasetItem['target']): string {
  return sourcesOfImage(image)[0] ?? '';
}

function score(image: Raster, truth: Raster, dataRange: number): { psnr: number | null; ssim: number } {
  const { width, height, channels } = truth;
  const context = { width, height, channels, dataRange };
  const ratio = psnr(image.data, truth.data, context);
  return { psnr: Number.isFinite(ratio) ? ratio : null, ssim: ssim(image.data, truth.data, context) };
}

/** Means leave out the PSNR of identical images, which is infinite and null here. */
function summariseScores(perImage: ImageScore[]): Pick<Evaluation, 'mean' | 'standardDeviation'> {
  const of = (key: 'psnr' | 'ssim' | 'inputPsnr' | 'inputSsim') =>
    summarise(perImage.map((image) => image[key] ?? NaN));
  const [psnrs, ssims, inputPsnrs, inputSsims] = [of('psnr'), of('ssim'), of('inputPsnr'), of('inputSsim')];
  const pick = (key: 'mean' | 'sd') => ({
    psnr: orNull(psnrs[key]),
    ssim: orNull(ssims[key]),
    inputPsnr: orNull(inputPsnrs[key]),
    inputSsim: orNull(inputSsims[key]),
  });
  return { mean: pick('mean'), standardDeviation: pick('sd') };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

async function dataRangeOf(feed: ExperimentFeed, ids: string[], signal: AbortSignal): Promise<number> {
  const first = await feed.load(ids[0] as string);
  if (first.truth.dtype !== 'float32') return maxOf(first.truth.dtype);
  let [low, high] = [Infinity, -Infinity];
  for (const id of ids) {
    signal.throwIfAborted();
    const { min, max } = valueRange((await feed.load(id)).truth);
    [low, high] = [Math.min(low, min), Math.max(high, max)];
  }
  return high > low ? high - low : 1;
}
