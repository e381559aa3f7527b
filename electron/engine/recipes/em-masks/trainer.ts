import { AbbeError } from '../../../contract/errors.ts';
import { epochBatches } from '../../datasets/batches.ts';
import { seededRandom } from '../../imaging/seeded-random.ts';
import type { RateSource } from '../../training/rate-changes.ts';
import { learningRateFactor } from '../../training/schedule.ts';
import type { OwnValidation, PreviewImages, Trainer } from '../../training/trainer.ts';
import type { ExperimentOptions } from '../recipe.ts';
import type { ClassColours } from './classes.ts';
import { colourMisfit, inColours } from './classes.ts';
import { refuseImages } from './generator.ts';
import { EmMasksModel } from './model.ts';
import { noiseOf, noisePicture } from './noise.ts';
import type { EmMasksParameters } from './parameters.ts';
import { RealMasks } from './real-masks.ts';
import { validateMasks } from './validation.ts';
import { averageDecayAt } from '../weight-average.ts';

interface EmMasksTrainerOptions extends Omit<ExperimentOptions, 'parameters'> {
  parameters: EmMasksParameters;
}

const previewCount = 4;

/**
 * Builds the experiment on the class maps of a dataset; its images are not read.
 * @throws AbbeError invalid-input where there are no class maps to train on, or they are smaller than a patch.
 */
export async function createEmMasksTrainer(options: EmMasksTrainerOptions): Promise<Trainer> {
  const { parameters, seed, mode, feed } = options;
  if (feed.ids('training').length === 0) {
    throw new AbbeError('invalid-input', 'The dataset has no training images.');
  }
  const masks = new RealMasks(feed, parameters);
  const misfit = colourMisfit(masks.classes);
  if (misfit !== null) throw new AbbeError('invalid-input', `The dataset cannot be used: ${misfit}.`);
  const colours = masks.classes.map(({ colour }) => colour);
  const previews = await previewsOf(masks, colours, seed);
  const model = new EmMasksModel({ parameters, colours, seed, mode });
  try {
    const own = { masks, maker: model.output, colours, count: parameters.validationMasks, seed };
    const validation = await validateMasks(own);
    const { rates } = options;
    return new EmMasksTrainer({ parameters, seed, masks, previews, model, validation, rates });
  } catch (thrown) {
    model.dispose();
    throw thrown;
  }
}

type Preview = Pick<PreviewImages, 'id' | 'truth'>;

/** Real masks to look at beside the generated ones: of the validation split, or where there are none of training. */
async function previewsOf(masks: RealMasks, colours: ClassColours, seed: number): Promise<Preview[]> {
  const validation = masks.ids('validation');
  const ids = validation.length > 0 ? validation : masks.ids('training');
  return Promise.all(
    Array.from({ length: previewCount }, async (_, i) => {
      const view = await masks.view(ids[i % ids.length] as string, seededRandom(seed, i));
      return { id: `mask ${i + 1}`, truth: inColours(view, colours) };
    }),
  );
}

interface TrainerParts {
  parameters: EmMasksParameters;
  seed: number;
  masks: RealMasks;
  previews: Preview[];
  model: EmMasksModel;
  validation: OwnValidation | undefined;
  rates: RateSource | undefined;
}

/** The experiment as the loop drives it. Masks and noise depend on seed and step alone, so resuming is exact. */
class EmMasksTrainer implements Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly networks: Trainer['networks'];
  readonly validation?: OwnValidation;
  readonly #parts: TrainerParts;
  /** An epoch's ids: each training mask as often as it has views. */
  readonly #units: string[];

  constructor(parts: TrainerParts) {
    const { parameters, masks, model, validation } = parts;
    this.#parts = parts;
    const ids = masks.ids('training');
    this.#units = Array.from({ length: parameters.patchesPerImage }, () => ids).flat();
    this.stepsPerEpoch = Math.ceil(this.#units.length / parameters.batchSize);
    this.totalSteps = Math.min(parameters.epochs * this.stepsPerEpoch, parameters.stepLimit ?? Infinity);
    const { generator, discriminator } = model;
    this.networks = [
      { id: 'generator', role: 'generator', parameters: generator.parameterCount },
      { id: 'discriminator', role: 'discriminator', parameters: discriminator.parameterCount },
    ];
    if (validation) this.validation = validation;
  }

  async step(index: number): Promise<Record<string, number>> {
    const { parameters, model, rates } = this.#parts;
    const factor = learningRateFactor(parameters.schedule, index, this.totalSteps);
    const rate = (name: 'learningRate' | 'discriminatorLearningRate'): number =>
      rates?.(name, index) ?? parameters[name];
    const settings = {
      learningRate: rate('learningRate') * factor,
      discriminatorLearningRate: rate('discriminatorLearningRate') * factor,
      averageDecay: averageDecayAt(index, parameters.averageDecay),
    };
    return model.step(await this.#batch(index), settings, index);
  }

  preview(): PreviewImages[] {
    const { model, previews, seed } = this.#parts;
    const { output } = model;
    return previews.map(({ id, truth }, i) => {
      const noise = noiseOf(seed, i, output.noise);
      const input = noisePicture(noise, output.noise, truth.width);
      return { id, input, result: output.picture(noise), truth };
    });
  }

  readonly generate: NonNullable<Trainer['generate']> = (request, options) =>
    this.#parts.model.output.generate(request, options);

  readonly translate = refuseImages;

  export(): Map<string, Float32Array> {
    return this.#parts.model.program.export();
  }

  import(variables: ReadonlyMap<string, Float32Array>): void {
    this.#parts.model.program.import(variables);
  }

  dispose(): void {
    this.#parts.model.dispose();
  }

  /** Real masks of a step, (batch, side, side, classes). */
  async #batch(index: number): Promise<Float32Array> {
    const { parameters, seed, masks } = this.#parts;
    const { batchSize, side } = parameters;
    const epoch = Math.floor(index / this.stepsPerEpoch);
    const batches = epochBatches([[...this.#units.keys()]], batchSize, seed, epoch);
    const items = batches[index % this.stepsPerEpoch]?.items ?? [];
    const size = side ** 2 * (masks.classes.length + 1);
    const values = new Float32Array(batchSize * size);
    for (const [i, position] of items.entries()) {
      const random = seededRandom(seed, epoch, position, i);
      values.set(await masks.probabilities(this.#units[position] as string, random), i * size);
    }
    return values;
  }
}
