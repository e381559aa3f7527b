import { AbbeError } from '../../../contract/errors.ts';
import type { Raster } from '../../imaging/raster.ts';
import { resizeImage } from '../../imaging/resize.ts';
import type { Size } from '../../training/buckets.ts';
import { bucketFor, chooseBuckets } from '../../training/buckets.ts';
import type { Batch } from '../../datasets/batches.ts';
import { batchesPerEpoch, epochBatches } from '../../datasets/batches.ts';
import { sourcesOfImage } from '../../datasets/item-groups.ts';
import type { RateSource } from '../../training/rate-changes.ts';
import { learningRateFactor } from '../../training/schedule.ts';
import type { PreviewImages, Trainer, TrainingPhase } from '../../training/trainer.ts';
import type { PairFeed, PairItem } from '../recipe.ts';
import { packPairs } from './image-batch.ts';
import type { ImageBatch, MicroganModel } from './model.ts';
import type { MicroganParameters } from './parameters.ts';
import { prepareFor, translateRaster, translateWhole } from './translate.ts';
import { averageDecayAt } from '../weight-average.ts';

/** Both sides of a padded shape are multiples of the critic's stride. */
const bucketMultiple = 16;

/** How the training items of a run are grouped and counted; from the feed's sizes and the parameters alone. */
export interface TrainingPlan {
  ids: string[];
  buckets: Size[];
  /** Positions in `ids` by bucket. */
  groups: number[][];
  stepsPerEpoch: number;
  totalSteps: number;
  /** Whole images are brought to this before training; null: none is. */
  resized: Size | null;
}

/** @throws AbbeError invalid-input where there is nothing to train on. */
export function planTraining(feed: PairFeed, parameters: MicroganParameters): TrainingPlan {
  const { model, patchSize, batchSize, sizeClasses, epochs, stepLimit, fixedSide } = parameters;
  const ids = feed.ids('training');
  if (ids.length === 0) throw new AbbeError('invalid-input', 'The dataset has no training images.');
  const resized = model === 'microgan-fs' ? { width: fixedSide, height: fixedSide } : null;
  const side = (length: number): number => Math.min(length, patchSize ?? length);
  const sizes = ids.map((id) => {
    const { width, height } = resized ?? feed.size(id);
    return { width: side(width), height: side(height) };
  });
  const buckets = resized ? [resized] : chooseBuckets(sizes, bucketMultiple, sizeClasses);
  const groups: number[][] = buckets.map(() => []);
  sizes.forEach((size, position) => {
    const bucket = bucketFor(size, buckets);
    if (bucket) groups[buckets.indexOf(bucket)]?.push(position);
  });
  const stepsPerEpoch = batchesPerEpoch(groups, batchSize);
  const totalSteps = Math.min(epochs * stepsPerEpoch, stepLimit ?? Infinity);
  return { ids, buckets, groups, stepsPerEpoch, totalSteps, resized };
}

export interface TrainerParts {
  parameters: MicroganParameters;
  seed: number;
  feed: PairFeed;
  plan: TrainingPlan;
  previews: PairItem[];
  model: MicroganModel;
  channels: number;
  rates: RateSource | undefined;
}

/** The experiment as the loop drives it: data order, warm-up, critic steps, then the generator's. */
export class MicroganTrainer implements Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly networks: Trainer['networks'];
  readonly phases: TrainingPhase[];
  readonly #parts: TrainerParts;
  #epoch: { index: number; batches: Batch[] } | undefined;

  constructor(parts: TrainerParts) {
    const { plan, model } = parts;
    this.#parts = parts;
    this.totalSteps = plan.totalSteps;
    this.stepsPerEpoch = plan.stepsPerEpoch;
    this.phases = phasesOf(parts);
    this.networks = [
      { id: 'generator', role: 'generator', parameters: model.generator.parameterCount },
      { id: 'critic', role: 'critic', parameters: model.critic.parameterCount },
    ];
    for (const { input } of parts.previews) prepareFor(model.output, input);
  }

  async step(index: number): Promise<Record<string, number>> {
    const { parameters, model, rates } = this.#parts;
    const batch = await this.#batch(index);
    const rate = rates?.('learningRate', index) ?? parameters.learningRate;
    const criticRate = rates?.('criticLearningRate', index) ?? parameters.criticLearningRate;
    const settings = {
      learningRate: rate * learningRateFactor(parameters.schedule, index, this.totalSteps),
      averageDecay: averageDecayAt(index, parameters.averageDecay),
    };
    const { criticSteps } = parameters;
    const position = index * (criticSteps + 1);
    if (index < parameters.warmUpSteps) return model.warmUpStep(batch, settings, position);
    const fake = model.generate(batch, position + criticSteps);
    let critic: Record<string, number> = {};
    for (let i = 0; i < criticSteps; i += 1) {
      critic = model.criticStep(batch, fake, criticRate, position + i);
    }
    return { ...model.generatorStep(batch, settings, position + criticSteps), ...critic };
  }

  preview(): PreviewImages[] {
    return this.#parts.previews.map((item) => ({
      ...item,
      result: translateWhole(this.#parts.model.output, item.input),
    }));
  }

  expect(sizes: readonly Size[]): void {
    for (const size of sizes) prepareFor(this.#parts.model.output, size);
  }

  readonly translate: Trainer['translate'] = (image, options) =>
    translateRaster(this.#parts.model.output, image, options);

  export(): Map<string, Float32Array> {
    return this.#parts.model.program.export();
  }

  import(variables: ReadonlyMap<string, Float32Array>): void {
    this.#parts.model.program.import(variables);
  }

  dispose(): void {
    this.#parts.model.dispose();
  }

  async #batch(step: number): Promise<ImageBatch> {
    const { parameters, plan, seed, channels } = this.#parts;
    const { patchSize, augment, batchSize } = parameters;
    const epoch = Math.floor(step / plan.stepsPerEpoch);
    if (this.#epoch?.index !== epoch) {
      this.#epoch = { index: epoch, batches: epochBatches(plan.groups, batchSize, seed, epoch) };
    }
    const { group, items } = this.#epoch.batches[step % plan.stepsPerEpoch] as Batch;
    const pairs = await Promise.all(items.map((item) => this.#pair(plan.ids[item] as string)));
    for (const pair of pairs) checkPair(pair, channels);
    const rules = { bucket: plan.buckets[group] as Size, channels, patchSize, augment };
    return packPairs(pairs, rules, [seed, step]);
  }

  async #pair(id: string): Promise<PairItem> {
    const { feed, plan } = this.#parts;
    const pair = await feed.load(id);
    const { resized } = plan;
    if (!resized) return pair;
    const [input, truth] = await Promise.all([pair.input, pair.truth].map((i) => resizeImage(i, resized)));
    return { id, input: input as Raster, truth: truth as Raster };
  }
}

/**
 * The channels that all training pairs have. One pair of each picture is looked at, because pairs that are cut from
 * one picture are alike.
 * @throws AbbeError invalid-input naming the first pair that is not like the others.
 */
export async function channelsOfPairs({ items, load }: PairFeed, ids: readonly string[]): Promise<number> {
  const training = new Set(ids);
  const seen = new Set<string>();
  let channels = 0;
  for (const { id, target, input } of items) {
    const picture = [target, input].flatMap((image) => (image ? sourcesOfImage(image) : [])).join('\n');
    if (!training.has(id) || seen.has(picture)) continue;
    seen.add(picture);
    const pair = await load(id);
    channels ||= pair.truth.channels;
    checkPair(pair, channels);
  }
  return channels;
}

/** Steps on the content loss alone are shorter than those with a critic. */
function phasesOf({ plan: { totalSteps }, parameters }: TrainerParts): TrainingPhase[] {
  const { batchSize: imagesPerStep } = parameters;
  const warmUp = Math.min(parameters.warmUpSteps, totalSteps);
  const phases = [
    { label: 'warm-up', first: 0, steps: warmUp, imagesPerStep },
    { label: 'with the critic', first: warmUp, steps: totalSteps - warmUp, imagesPerStep },
  ];
  return phases.filter(({ steps }) => steps > 0);
}

function checkPair({ id, input, truth }: PairItem, channels: number): void {
  const same = input.width === truth.width && input.height === truth.height;
  if (same && input.channels === channels && truth.channels === channels) return;
  throw new AbbeError(
    'invalid-input',
    `The pair ${id} does not fit: input and truth must have one size and ${channels} channel(s) like the others; ` +
      'set it aside, or prepare a dataset of one kind.',
  );
}
