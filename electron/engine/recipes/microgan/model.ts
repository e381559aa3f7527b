import type { ContentLoss, Critic } from '../../losses/loss.ts';
import { wganGp } from '../../losses/wgan-gp.ts';
import type { Network } from '../../networks/network.ts';
import { Adam } from '../../runtime/optimiser.ts';
import type { Program } from '../../runtime/program.ts';
import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import { VariableStore } from '../../runtime/variables.ts';
import type { Size } from '../../training/buckets.ts';
import { createContentLoss } from '../content-loss.ts';
import type { FeatureSource } from '../content-loss.ts';
import type { ModelOptions, PaddedGenerator } from './generator.ts';
import { buildGenerator, paddedGenerator } from './generator.ts';
import { buildNetwork, modelNetworks } from './networks.ts';
import type { MicroganParameters } from './parameters.ts';
import type { BatchShape, StepTensors } from './shaped-program.ts';
import { ShapedProgram } from './shaped-program.ts';
import { averagePrefix, generatorPrefix, updateAverages } from '../weight-average.ts';

/** A batch of padded images, (batch, height, width, channels) and (batch, height, width, 1), in row order. */
export interface ImageBatch {
  bucket: Size;
  count: number;
  input: Float32Array;
  truth: Float32Array;
  mask: Float32Array;
}

/** What changes from step to step. */
export interface GeneratorSettings {
  learningRate: number;
  /** Of the moving average of weights. */
  averageDecay: number;
}

type Losses = Record<string, number>;
type GeneratorTensors = Omit<StepTensors, 'fake'>;
type CriticTensors = Pick<StepTensors, 'truth' | 'fake' | 'mask' | 'learningRate'>;

const criticPrefix = 'critic';

/** Both networks, their losses and optimisers, and the compiled steps over them. */
export class MicroganModel {
  readonly generator: Network;
  readonly critic: Network;
  /** The weights that make results: the average of the generator's, or the generator itself. */
  readonly output: PaddedGenerator;
  readonly #channels: number;
  readonly #parameters: MicroganParameters;
  readonly #store: VariableStore;
  readonly #program: ShapedProgram;
  readonly #generatorAdam: Adam;
  readonly #criticAdam: Adam;
  readonly #content: ContentLoss;

  constructor(options: ModelOptions & { features?: FeatureSource | undefined }) {
    const { parameters, channels, seed, mode, features } = options;
    const store = new VariableStore(seed);
    this.#store = store;
    this.#channels = channels;
    this.#parameters = parameters;
    this.generator = buildGenerator(store, generatorPrefix, options, true);
    this.critic = buildNetwork(store, criticPrefix, modelNetworks(parameters, channels).critic, true);
    const averages = parameters.averageDecay > 0;
    const output = averages ? buildGenerator(store, averagePrefix, options, false) : this.generator;
    const { beta1, clipNorm } = parameters;
    this.#generatorAdam = new Adam(store, `${generatorPrefix}/`, { beta1, clipNorm });
    this.#criticAdam = new Adam(store, `${criticPrefix}/`, { beta1, clipNorm });
    this.#content = createContentLoss(parameters.contentLoss, features?.(store));
    this.#program = new ShapedProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
    this.output = paddedGenerator(this.#program, output, channels);
  }

  /** For export and import of all variables. */
  get program(): Program {
    return this.#program.program;
  }

  /** A generator step on the content loss alone. */
  warmUpStep(batch: ImageBatch, settings: GeneratorSettings, position: number): Losses {
    const { input, truth, mask } = batch;
    const shape = this.#prepare(batch);
    return numbers(this.#program.run('warm-up', shape, { input, truth, mask, ...settings }, position));
  }

  /**
   * What the generator makes of a batch, for the critic steps.
   * @param position of the generator step that follows: dropout draws the same then.
   */
  generate(batch: ImageBatch, position: number): Float32Array {
    const { input, mask } = batch;
    const shape = this.#prepare(batch);
    return this.#program.run('generate', shape, { input, mask }, position)['fake'] as Float32Array;
  }

  criticStep(batch: ImageBatch, fake: Float32Array, learningRate: number, position: number): Losses {
    const { truth, mask } = batch;
    const shape = this.#prepare(batch);
    return numbers(this.#program.run('critic', shape, { truth, fake, mask, learningRate }, position));
  }

  /** A generator step on the adversarial and the content loss. */
  generatorStep(batch: ImageBatch, settings: GeneratorSettings, position: number): Losses {
    const { input, truth, mask } = batch;
    const shape = this.#prepare(batch);
    return numbers(this.#program.run('generator', shape, { input, truth, mask, ...settings }, position));
  }

  dispose(): void {
    this.program.dispose();
    this.#store.dispose();
  }

  readonly #judge: Critic = (images, mask) => this.critic.apply(images, mask);

  /** Defines every kind of step for a batch's shape, so that they are compiled together. */
  #prepare({ bucket, count }: ImageBatch): BatchShape {
    const shape = { bucket, batch: count, channels: this.#channels };
    if (this.#program.has('generate', shape)) return shape;
    const generatorInputs = ['input', 'truth', 'mask', 'learningRate', 'averageDecay'] as const;
    if (this.#parameters.warmUpSteps > 0) {
      this.#program.define('warm-up', shape, generatorInputs, (tensors, random) =>
        this.#warmUp(tensors, random),
      );
    }
    this.#program.define('generator', shape, generatorInputs, (tensors, random) =>
      this.#play(tensors, random),
    );
    this.#program.define('generate', shape, ['input', 'mask'], ({ input, mask }, random) => ({
      fake: this.generator.apply(input, mask, random),
    }));
    const criticInputs = ['truth', 'fake', 'mask', 'learningRate'] as const;
    this.#program.define('critic', shape, criticInputs, (tensors, random) =>
      this.#judgeBoth(tensors, random),
    );
    return shape;
  }

  #warmUp(tensors: GeneratorTensors, random: StepRandom): Record<string, Tensor> {
    return this.#improveGenerator(tensors, random, (fake) => {
      const content = this.#content(fake, tensors.truth, tensors.mask);
      return { total: tf.mul(content, this.#parameters.contentWeight), content };
    });
  }

  #play(tensors: GeneratorTensors, random: StepRandom): Record<string, Tensor> {
    return this.#improveGenerator(tensors, random, (fake) => {
      const content = this.#content(fake, tensors.truth, tensors.mask);
      const adversarial = wganGp.generator(this.#judge, fake, tensors.mask);
      const total = tf.add(adversarial, tf.mul(content, this.#parameters.contentWeight));
      return { total, content, adversarial };
    });
  }

  #judgeBoth(tensors: CriticTensors, random: StepRandom): Record<string, Tensor> {
    const losses = () => wganGp.critic(this.#judge, tensors, this.#parameters.gradientPenalty, random);
    const { total, distance, penalty } = minimise(this.#criticAdam, losses, tensors.learningRate);
    return { critic: total, criticDistance: distance, gradientPenalty: penalty };
  }

  #improveGenerator<L extends LossTensors>(
    { input, mask, learningRate, averageDecay }: GeneratorTensors,
    random: StepRandom,
    losses: (fake: Tensor4D) => L,
  ): Record<string, Tensor> {
    const compute = (): L => losses(this.generator.apply(input, mask, random) as Tensor4D);
    // Averages before the update, because a compiled step sees its variables as they were: one step behind.
    const before = (): void => updateAverages(this.#store, averageDecay);
    const { total, ...parts } = minimise(this.#generatorAdam, compute, learningRate, before);
    return { generator: total, ...parts };
  }
}

type LossTensors = { total: Tensor } & Record<string, Tensor>;

/** Minimises `total` by one step of an optimiser; returns all the losses. */
function minimise<L extends LossTensors>(
  adam: Adam,
  losses: () => L,
  learningRate: Tensor,
  beforeUpdate: () => void = () => {},
): Record<keyof L, Tensor> {
  let parts: [string, Tensor][] = [];
  const { gradients } = adam.gradients(() => {
    const computed = losses();
    // The gradient frees all but its result when it ends: kept until they are copied into this step's scope.
    parts = Object.entries(computed).map(([name, part]) => [name, tf.keep(part)]);
    return computed.total;
  });
  const results = parts.map(([name, part]) => {
    const copy = tf.clone(part);
    part.dispose();
    return [name, copy];
  });
  beforeUpdate();
  adam.apply(gradients, learningRate);
  return Object.fromEntries(results) as Record<keyof L, Tensor>;
}

function numbers(results: Record<string, Float32Array>): Losses {
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values[0] as number]));
}
