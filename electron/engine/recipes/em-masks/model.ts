import { bceGan } from '../../losses/bce-gan.ts';
import type { Critic } from '../../losses/loss.ts';
import type { Network } from '../../networks/network.ts';
import { Adam } from '../../runtime/optimiser.ts';
import type { Program } from '../../runtime/program.ts';
import { createProgram } from '../../runtime/program.ts';
import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import { VariableStore } from '../../runtime/variables.ts';
import { lossesAndGradients } from '../paired/gradients.ts';
import type { ClassColours } from './classes.ts';
import { keepColours } from './classes.ts';
import { MaskMaker, noiseShapeOf } from './generator.ts';
import { buildDiscriminator, buildGenerator } from './networks.ts';
import type { EmMasksParameters } from './parameters.ts';
import { averagePrefix, generatorPrefix, updateAverages } from '../weight-average.ts';

export interface EmMasksModelOptions {
  parameters: EmMasksParameters;
  colours: ClassColours;
  seed: number;
  mode?: 'compiled' | 'op-by-op' | undefined;
}

/** What changes from step to step. */
export interface StepSettings {
  /** Of the generator. */
  learningRate: number;
  discriminatorLearningRate: number;
  averageDecay: number;
}

const discriminatorPrefix = 'discriminator';
const entry = 'step';

/** Mask generator and discriminator, their losses and optimisers, and the compiled step over them. */
export class EmMasksModel {
  readonly generator: Network;
  readonly discriminator: Network;
  /** Makes results, from averaged weights where weights are averaged. */
  readonly output: MaskMaker;
  readonly program: Program;
  readonly #store: VariableStore;
  readonly #generatorAdam: Adam;
  readonly #discriminatorAdam: Adam;

  constructor({ parameters, colours, seed, mode }: EmMasksModelOptions) {
    const classes = colours.length + 1;
    const store = new VariableStore(seed);
    this.#store = store;
    keepColours(store, colours);
    this.generator = buildGenerator(store, generatorPrefix, parameters, classes);
    const averages = parameters.averageDecay > 0;
    const shown = averages
      ? buildGenerator(store, averagePrefix, parameters, classes, false)
      : this.generator;
    this.discriminator = buildDiscriminator(store, discriminatorPrefix, parameters, classes);
    const { beta1, clipNorm, batchSize, side } = parameters;
    this.#generatorAdam = new Adam(store, `${generatorPrefix}/`, { beta1, clipNorm });
    this.#discriminatorAdam = new Adam(store, `${discriminatorPrefix}/`, { beta1, clipNorm });
    this.program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
    this.output = new MaskMaker({ program: this.program, network: shown, parameters, colours });
    const { height, width, channels } = noiseShapeOf(parameters);
    this.program.define(entry, {
      inputs: {
        masks: { shape: [batchSize, side, side, classes] },
        learningRate: { shape: [] },
        discriminatorLearningRate: { shape: [] },
        averageDecay: { shape: [] },
      },
      body: (tensors, random) => this.#body(tensors, random, [batchSize, height, width, channels]),
    });
  }

  /**
   * One step of both networks; returns the losses.
   * @param masks real ones as probabilities, (batch, side, side, classes) in row order.
   * @param position of the step, for its noise.
   */
  step(masks: Float32Array, settings: StepSettings, position: number): Record<string, number> {
    const results = this.program.run(entry, { masks, ...settings }, position);
    return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values[0] as number]));
  }

  dispose(): void {
    this.program.dispose();
    this.#store.dispose();
  }

  /** Both gradients are taken at the weights before the step, so that the generator runs once a step. */
  #body(tensors: Record<string, Tensor>, random: StepRandom, noiseShape: number[]): Record<string, Tensor> {
    const { masks, learningRate, discriminatorLearningRate, averageDecay } = tensors as {
      masks: Tensor4D;
      learningRate: Tensor;
      discriminatorLearningRate: Tensor;
      averageDecay: Tensor;
    };
    const judge: Critic = (made) => this.discriminator.apply(made as Tensor4D);
    const noise = random.normal(noiseShape) as Tensor4D;
    let fake: Tensor4D | undefined;
    const generator = lossesAndGradients(this.#generatorAdam, () => {
      const made = this.generator.apply(noise) as Tensor4D;
      fake = tf.keep(tf.clone(made));
      return { total: bceGan.generator(judge, made, undefined) };
    });
    const discriminator = lossesAndGradients(this.#discriminatorAdam, () => {
      const images = { truth: masks, fake: fake as Tensor4D, mask: undefined };
      const { total, distance } = bceGan.critic(judge, images, 0, random);
      return { total, distance };
    });
    fake?.dispose();
    this.#discriminatorAdam.apply(discriminator.gradients, discriminatorLearningRate);
    // Averages before the update, because a compiled step sees its variables as they were: one step behind.
    updateAverages(this.#store, averageDecay);
    this.#generatorAdam.apply(generator.gradients, learningRate);
    return {
      generator: generator.losses.total,
      discriminator: discriminator.losses.total,
      discriminatorDistance: discriminator.losses.distance,
    };
  }
}
