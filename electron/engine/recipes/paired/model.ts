import { bceGan } from '../../losses/bce-gan.ts';
import type { ContentLoss, Critic } from '../../losses/loss.ts';
import type { Network } from '../../networks/network.ts';
import { Adam } from '../../runtime/optimiser.ts';
import type { Program } from '../../runtime/program.ts';
import { createProgram } from '../../runtime/program.ts';
import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import { VariableStore } from '../../runtime/variables.ts';
import type { FeatureSource } from '../content-loss.ts';
import { contentLossOf } from './content-loss.ts';
import { PairedGenerator } from './generator.ts';
import { lossesAndGradients } from './gradients.ts';
import type { PairKind } from './kind.ts';
import { keepKind } from './kind.ts';
import { buildPaired, pairedNetworks, requireSuited } from './networks.ts';
import type { PairedParameters } from './parameters.ts';
import { averagePrefix, generatorPrefix, updateAverages } from '../weight-average.ts';

export interface PairedModelOptions {
  parameters: PairedParameters;
  kind: PairKind;
  seed: number;
  mode?: 'compiled' | 'op-by-op' | undefined;
  /** For a content loss that compares features. */
  features?: FeatureSource | undefined;
}

/** A normalised batch: (count, height, width, channels) of each, in row order. */
export interface PairedBatch {
  input: Float32Array;
  target: Float32Array;
  inputShape: readonly number[];
  targetShape: readonly number[];
}

/** What changes from step to step. */
export interface StepSettings {
  learningRate: number;
  averageDecay: number;
}

interface StepInputs {
  input: Tensor4D;
  target: Tensor4D;
  learningRate: Tensor;
  averageDecay: Tensor;
}

const discriminatorPrefix = 'discriminator';

/** Generator, perhaps a discriminator, their losses and optimisers, and the compiled steps over them. */
export class PairedModel {
  readonly generator: Network;
  readonly discriminator: Network | null;
  /** Makes results, from averaged weights where weights are averaged. */
  readonly output: PairedGenerator;
  readonly program: Program;
  readonly #store: VariableStore;
  readonly #generatorAdam: Adam;
  readonly #discriminatorAdam: Adam | null;
  readonly #content: ContentLoss;
  readonly #contentWeight: number;

  /** @throws AbbeError invalid-input where the networks cannot make such images. */
  constructor({ parameters, kind, seed, mode, features }: PairedModelOptions) {
    requireSuited(parameters, kind);
    const [unet, judge] = pairedNetworks(parameters, kind);
    if (!unet) throw new RangeError('A paired experiment has a generator.');
    const store = new VariableStore(seed);
    this.#store = store;
    keepKind(store, kind);
    this.generator = buildPaired(store, generatorPrefix, unet);
    const averages = parameters.averageDecay > 0;
    const shown = averages ? buildPaired(store, averagePrefix, unet, false) : this.generator;
    const { beta1, clipNorm } = parameters;
    this.#generatorAdam = new Adam(store, `${generatorPrefix}/`, { beta1, clipNorm });
    this.discriminator = judge ? buildPaired(store, discriminatorPrefix, judge) : null;
    this.#discriminatorAdam = judge ? new Adam(store, `${discriminatorPrefix}/`, { beta1, clipNorm }) : null;
    this.#content = contentLossOf(parameters.contentLoss, features?.(store));
    this.#contentWeight = parameters.contentWeight;
    this.program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
    this.output = new PairedGenerator({ program: this.program, network: shown, kind, parameters });
  }

  /** One step of both networks; returns the losses. @param position of the step, for its random numbers. */
  step(batch: PairedBatch, settings: StepSettings, position: number): Record<string, number> {
    const { input, target } = batch;
    const results = this.program.run(this.#prepare(batch), { input, target, ...settings }, position);
    return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values[0] as number]));
  }

  dispose(): void {
    this.program.dispose();
    this.#store.dispose();
  }

  /** The name of the step for batches of this shape. */
  #prepare({ inputShape, targetShape }: PairedBatch): string {
    const name = `step@${inputShape.slice(0, 3).join('x')}`;
    if (this.program.has(name)) return name;
    this.program.define(name, {
      inputs: {
        input: { shape: [...inputShape] },
        target: { shape: [...targetShape] },
        learningRate: { shape: [] },
        averageDecay: { shape: [] },
      },
      body: (tensors, random) => this.#body(tensors as unknown as StepInputs, random),
    });
    return name;
  }

  /**
   * Both gradients are taken at the weights before the step, as in TensorFlow's pix2pix, so that the generator
   * runs once a step, with one draw of dropout for both.
   */
  #body(tensors: StepInputs, random: StepRandom): Record<string, Tensor> {
    const { input, target, learningRate, averageDecay } = tensors;
    let fake: Tensor4D | undefined;
    const generator = lossesAndGradients(this.#generatorAdam, () => {
      const made = this.generator.apply(input, undefined, random) as Tensor4D;
      fake = tf.keep(tf.clone(made));
      return this.#generatorLosses(made, tensors);
    });
    const { total, ...parts } = generator.losses;
    const results: Record<string, Tensor> = { generator: total, ...parts };
    if (this.#discriminatorAdam) {
      const images = { truth: target, fake: fake as Tensor4D, mask: undefined };
      const judged = lossesAndGradients(this.#discriminatorAdam, () => {
        const { total: loss, distance } = bceGan.critic(this.#judge(input), images, 0, random);
        return { total: loss, discriminatorDistance: distance };
      });
      const { total: discriminator, ...others } = judged.losses;
      Object.assign(results, { discriminator }, others);
      this.#discriminatorAdam.apply(judged.gradients, learningRate);
    }
    fake?.dispose();
    // Averages before the update, because a compiled step sees its variables as they were: one step behind.
    updateAverages(this.#store, averageDecay);
    this.#generatorAdam.apply(generator.gradients, learningRate);
    return results;
  }

  #generatorLosses(
    made: Tensor4D,
    { input, target }: StepInputs,
  ): { total: Tensor } & Record<string, Tensor> {
    const content = this.#content(made, target, undefined);
    const weighted = tf.mul(content, this.#contentWeight);
    if (!this.discriminator) return { total: weighted, content };
    const adversarial = bceGan.generator(this.#judge(input), made, undefined);
    return { total: tf.add(adversarial, weighted), content, adversarial };
  }

  /** Judges images beside the input that they were made of. */
  #judge(input: Tensor4D): Critic {
    return (images) => (this.discriminator as Network).apply(tf.concat([input, images as Tensor4D], 3));
  }
}
