import type { Normalisation } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { parseAugmentation } from '../../datasets/augmentation.ts';
import { measureNormalisation } from '../../datasets/normalisation.ts';
import { parsePatches, requirePatchFits } from '../../datasets/patches.ts';
import { createTrainingFeed } from '../../datasets/training-feed.ts';
import type { TrainingFeed } from '../../datasets/training-feed.ts';
import { deepestLevels } from '../../networks/pix2pix-unet.ts';
import type { Size } from '../../training/buckets.ts';
import type { Criterion } from '../../training/early-stop.ts';
import type { RateSource } from '../../training/rate-changes.ts';
import { learningRateFactor } from '../../training/schedule.ts';
import type { OwnValidation, PreviewImages, Trainer } from '../../training/trainer.ts';
import { loadFeatures } from '../content-loss.ts';
import { loadPreviews } from '../previews.ts';
import type { ExperimentOptions, PairFeed, PairItem } from '../recipe.ts';
import { hasDropout } from './generator.ts';
import { PairedModel } from './model.ts';
import { kindOfPairs, measurePercentiles } from './pair-statistics.ts';
import type { PairedParameters } from './parameters.ts';
import { textureDistance } from './texture.ts';
import { averageDecayAt } from '../weight-average.ts';

/** Previews are cut to this side (px), as they are made between steps. */
const previewSide = 512;
/** Deepest U-Net where the levels are not said: 256 px down to one. */
const mostLevels = 8;

interface PairedTrainerOptions extends Omit<ExperimentOptions, 'parameters'> {
  parameters: PairedParameters;
  /** The best checkpoint is that of the nearest texture and not of the nearest pixels. */
  byTexture?: boolean;
}

/**
 * Builds an experiment on pairs: measures the normalisation on the training split, plans the batches and builds
 * the networks.
 * @throws AbbeError invalid-input where there is nothing to train on or the images do not fit the networks.
 */
export async function createPairedTrainer(options: PairedTrainerOptions): Promise<Trainer> {
  const { parameters, seed, mode, feed: pairs } = options;
  const features = await loadFeatures(parameters);
  const levels = levelsFor(pairs, parameters);
  const normalisation = await measure(pairs, parameters);
  const kind = await kindOfPairs(pairs, normalisation, levels);
  const previews = await loadPreviews(pairs, previewSide);
  const batches = await startBatches(pairs, normalisation, parameters, seed);
  try {
    const model = new PairedModel({ parameters, kind, seed, mode, features });
    const byTexture = options.byTexture === true && pairs.ids('validation').length > 0;
    const { rates } = options;
    return new PairedTrainer({ parameters, batches, previews, model, byTexture, rates });
  } catch (thrown) {
    await batches.close();
    throw thrown;
  }
}

/** How often all training images can be halved. @throws AbbeError invalid-input naming what does not fit. */
function levelsFor(pairs: PairFeed, { patchSize, levels, generator }: PairedParameters): number {
  const ids = pairs.ids('training');
  if (ids.length === 0) throw new AbbeError('invalid-input', 'The dataset has no training images.');
  if (generator === 'whole-unet') return 1;
  const sizes = patchSize
    ? [{ id: '', width: patchSize, height: patchSize }]
    : ids.map((id) => ({ id, ...pairs.size(id) }));
  let deepest = levels ?? mostLevels;
  for (const { id, width, height } of sizes) {
    const possible = deepestLevels(height, width, deepest);
    if (possible === 0 || (levels !== null && possible < levels)) {
      throw new AbbeError(
        'invalid-input',
        `The item ${id} has ${width} x ${height} px, which cannot be halved ${levels ?? 1} times: set patchSize to a multiple of ${2 ** (levels ?? 5)} that fits into all images.`,
      );
    }
    deepest = possible;
  }
  return deepest;
}

/** @throws AbbeError invalid-input naming the first training image that is too small or cannot be halved. */
export function requireFit(pairs: PairFeed, parameters: PairedParameters): void {
  const { patchSize } = parameters;
  levelsFor(pairs, parameters);
  if (patchSize === null) return;
  for (const id of pairs.ids('training')) requirePatchFits(id, pairs.size(id), patchSize);
}

function measure(pairs: PairFeed, parameters: PairedParameters): Promise<Normalisation> {
  const { normalisation: method, lowPercentile: low, highPercentile: high } = parameters;
  if (method === 'percentile') return measurePercentiles(pairs, { low, high });
  return measureNormalisation(pairs, { method, scope: 'dataset' });
}

function startBatches(
  pairs: PairFeed,
  normalisation: Normalisation,
  parameters: PairedParameters,
  seed: number,
): Promise<TrainingFeed> {
  const { patchSize, patchesPerImage, skipBackground, batchSize } = parameters;
  const { flips, rotations, cropArea, constant, constantLevels } = parameters;
  const patches = patchSize
    ? parsePatches({ size: patchSize, count: patchesPerImage, skipBackground })
    : null;
  const augmentation = parseAugmentation({ flips, rotations, cropArea, constant, levels: constantLevels });
  const classColours = true;
  const rules = { normalisation, patches, augmentation, classColours, batchSize, seed };
  return createTrainingFeed({ ...pairs.data, pairs, ...rules });
}

interface TrainerParts {
  parameters: PairedParameters;
  batches: TrainingFeed;
  previews: PairItem[];
  model: PairedModel;
  byTexture: boolean;
  rates: RateSource | undefined;
}

/** Of results that need not lie on the truth pixel by pixel: the mean over the previews. */
const textureCriterion: Criterion = { id: 'texture', label: 'texture distance', better: 'lower' };

/** The experiment as the loop drives it. Batches depend on seed and step alone, so resuming is exact. */
class PairedTrainer implements Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly networks: Trainer['networks'];
  readonly dropout: boolean;
  readonly validation?: OwnValidation;
  readonly #parts: TrainerParts;

  constructor(parts: TrainerParts) {
    const { parameters, batches, previews, model } = parts;
    this.#parts = parts;
    this.stepsPerEpoch = batches.batchesPerEpoch;
    this.totalSteps = Math.min(parameters.epochs * this.stepsPerEpoch, parameters.stepLimit ?? Infinity);
    const { generator, discriminator } = model;
    this.dropout = hasDropout(parameters);
    this.networks = [{ id: 'generator', role: 'generator', parameters: generator.parameterCount }];
    if (discriminator) {
      const { parameterCount } = discriminator;
      this.networks.push({ id: 'discriminator', role: 'discriminator', parameters: parameterCount });
    }
    for (const { input } of previews) model.output.prepare(input);
    if (parts.byTexture) {
      this.validation = { criteria: [textureCriterion], score: async () => ({ texture: this.#texture() }) };
    }
  }

  async step(index: number): Promise<Record<string, number>> {
    const { parameters, batches, model, rates } = this.#parts;
    const batch = await batches.batch(index);
    const rate = rates?.('learningRate', index) ?? parameters.learningRate;
    const settings = {
      learningRate: rate * learningRateFactor(parameters.schedule, index, this.totalSteps),
      averageDecay: averageDecayAt(index, parameters.averageDecay),
    };
    return model.step(batch, settings, index);
  }

  expect(sizes: readonly Size[]): void {
    for (const size of sizes) this.#parts.model.output.prepare(size);
  }

  preview(): PreviewImages[] {
    const { previews, model } = this.#parts;
    return previews.map((item) => ({ ...item, result: model.output.translateWhole(item.input) }));
  }

  readonly translate: Trainer['translate'] = (image, options) =>
    this.#parts.model.output.translate(image, options);

  export(): Map<string, Float32Array> {
    return this.#parts.model.program.export();
  }

  import(variables: ReadonlyMap<string, Float32Array>): void {
    this.#parts.model.program.import(variables);
  }

  dispose(): void {
    // Its threads end by themselves; nothing waits for them.
    void this.#parts.batches.close();
    this.#parts.model.dispose();
  }

  #texture(): number {
    const distances = this.preview().map(({ result, truth }) => textureDistance(result, truth));
    return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  }
}
