import { isDeepStrictEqual } from 'node:util';
import type { RunOptions, RunRecord, Scores, ValidationPoint } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { Raster } from '../../imaging/raster.ts';
import { permutation, seededRandom } from '../../imaging/seeded-random.ts';
import { metrics } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import { psnrMetric } from '../../metrics/psnr.ts';
import { ssimMetric } from '../../metrics/ssim.ts';
import { finiteOrNull, summarise } from '../../metrics/summary.ts';
import type { PairFeed, PairItem } from '../../recipes/recipe.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import type { Criterion } from '../../training/early-stop.ts';
import { bestOf, reasonToStop } from '../../training/early-stop.ts';
import type { LoopValidation } from '../../training/loop.ts';
import type { OwnValidation, Trainer } from '../../training/trainer.ts';
import { dataRangeOf } from './evaluation/data-range.ts';
import { baselineOf } from './evaluation/scored-pair.ts';

/** What pairs are scored by beside the score that is asked for; the first chooses the best checkpoint else. */
const usualMetrics: readonly Metric[] = [psnrMetric, ssimMetric];
/** A validation at each twentieth of a run, where its options do not say. */
const usualShare = 1 / 20;
/** Pixels scored each time: more would take long beside the training itself. */
const mostPixels = 4e6;

type Validated = Pick<RunRecord, 'validation' | 'best'>;

export interface ValidationRequest {
  options: RunOptions;
  seed: number;
  feed: PairFeed;
  trainer: Trainer;
  /** Of validations up to the checkpoint that the run goes on from. */
  before: RunRecord['validation'];
  keepBest(checkpoint: Checkpoint): Promise<void>;
  /** Told after the best checkpoint is on the disk. */
  onValidated(point: ValidationPoint, validated: Validated): Promise<void>;
}

/** Why an option cannot be followed; null where it can. */
function validationMisfit(options: RunOptions, feed: PairFeed, trainer: Trainer): string | null {
  const known = (trainer.validation?.criteria ?? metrics).map(({ id }) => id);
  if (options.bestBy !== null && !known.includes(options.bestBy)) {
    return `There is no score “${options.bestBy}” to keep the best checkpoint by (there are: ${known.join(', ')}).`;
  }
  if (trainer.validation) return null;
  const needed = options.patience !== null || options.bestBy !== null || options.validateEvery !== null;
  if (!needed || feed.ids('validation').length > 0) return null;
  return 'The dataset has no validation images, so training cannot be validated; split it anew with some.';
}

/**
 * What the loop does on its validation interval: scores a fixed part of the validation split, keeps the best
 * checkpoint, and says when patience has run out. Undefined where nothing is held out.
 */
export async function createValidation(request: ValidationRequest): Promise<LoopValidation | undefined> {
  const { trainer, options, seed, feed } = request;
  const scorer = trainer.validation
    ? ownScorer(trainer.validation)
    : await pairScorer(feed, trainer, options, seed);
  if (!scorer) return undefined;
  const { images, input, criteria } = scorer;
  const criterion = criteria.find(({ id }) => id === options.bestBy) ?? criteria[0];
  // Scores of another data range, as an older Abbe had one for 16 bits, do not compare: the inputs' own tell.
  const { before } = request;
  const points = before && isDeepStrictEqual(before.input, input) ? [...before.points] : [];
  return {
    everySteps: options.validateEvery ?? Math.max(1, Math.round(trainer.totalSteps * usualShare)),
    async validate(step, capture) {
      const point = { step, scores: await scorer.score() };
      points.push(point);
      const best = criterion ? bestOf(points, criterion) : null;
      if (best?.step === step) await request.keepBest(capture());
      await request.onValidated(point, { validation: { images, input, points: [...points] }, best });
      return criterion ? reasonToStop(points, criterion, options.patience) : null;
    },
  };
}

interface Scorer {
  /** Ids of the items scored. */
  images: string[];
  /** Of the inputs themselves: what results are measured against. */
  input: Scores;
  criteria: readonly Criterion[];
  score(): Promise<Scores>;
}

function ownScorer({ criteria, score }: OwnValidation): Scorer {
  return {
    images: [],
    input: {},
    criteria,
    async score() {
      const own = await score();
      return Object.fromEntries(criteria.map(({ id }) => [id, finiteOrNull(own[id] ?? NaN)]));
    },
  };
}

async function pairScorer(
  feed: PairFeed,
  trainer: Trainer,
  { validationImages, bestBy }: RunOptions,
  seed: number,
): Promise<Scorer | undefined> {
  const images = chooseImages(feed, validationImages, seed);
  if (images.length === 0) return undefined;
  trainer.expect?.(images.map((id) => feed.size(id)));
  const pairs = await Promise.all(images.map((id) => feed.load(id)));
  const dataRange = dataRangeOf(pairs.map(({ truth }) => truth))?.value ?? null;
  const asked = metrics.filter(({ id }) => id === bestBy && !usualMetrics.some((usual) => usual.id === id));
  const scored = [...usualMetrics, ...asked];
  const scoresOf = (results: readonly Raster[]): Scores => meanScores(scored, results, pairs, dataRange);
  return {
    images,
    input: scoresOf(pairs.map((pair) => baselineOf(pair, feed.inputScaling))),
    criteria: scored,
    async score() {
      const results: Raster[] = [];
      for (const { input } of pairs) {
        results.push(await trainer.translate(input));
        // Between images calls are answered, as between steps.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return scoresOf(results);
    },
  };
}

/** The same images for the same dataset, number and seed: at most `count`, of bounded size together. */
export function chooseImages(feed: PairFeed, count: number, seed: number): string[] {
  const ids = feed.ids('validation');
  const order = permutation(ids.length, seededRandom(seed, ids.length));
  const chosen: string[] = [];
  let pixels = 0;
  for (const position of order.slice(0, count)) {
    const id = ids[position] as string;
    const { width, height } = feed.size(id);
    pixels += width * height;
    if (pixels > mostPixels && chosen.length > 0) break;
    chosen.push(id);
  }
  return chosen;
}

function meanScores(
  scored: readonly Metric[],
  results: readonly Raster[],
  pairs: readonly PairItem[],
  dataRange: number | null,
): Scores {
  const means = scored.map(({ id, compute, usesDataRange }) => {
    // Truths that are all one grey level have no range: no image of them tells results apart.
    if (dataRange === null && usesDataRange) return [id, null] as const;
    const values = pairs.map(({ truth }, i) => {
      const { width, height, channels } = truth;
      return compute((results[i] as Raster).data, truth.data, {
        width,
        height,
        channels,
        dataRange: dataRange ?? 1,
      });
    });
    return [id, finiteOrNull(summarise(values).mean)] as const;
  });
  return Object.fromEntries(means);
}

/** What a run that goes on from a step has of its validations: later ones will be made again. */
export function validatedUntil({ validation, best }: Validated, step: number): Validated {
  const points = validation?.points.filter((point) => point.step <= step) ?? [];
  return {
    validation: validation && { ...validation, points },
    best: best && best.step <= step ? best : null,
  };
}

/** Before a run begins. @throws AbbeError invalid-input where its options cannot be followed. */
export function requireValidation(options: RunOptions, feed: PairFeed, trainer: Trainer): void {
  const misfit = validationMisfit(options, feed, trainer);
  if (misfit !== null) throw new AbbeError('invalid-input', misfit);
}
