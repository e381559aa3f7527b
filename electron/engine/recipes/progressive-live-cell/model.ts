import { groupSizeOf } from '../../networks/layers/minibatch-std.ts';
import { resolutionAt } from '../../networks/progressive/stages.ts';
import type { GrowthPosition, ProgressiveNetwork } from '../../networks/progressive/stages.ts';
import type { ProgressiveCritic } from '../../networks/progressive-discriminator.ts';
import type { ContentLoss, Critic } from '../../losses/loss.ts';
import { wganGp } from '../../losses/wgan-gp.ts';
import { Adam } from '../../runtime/optimiser.ts';
import type { Program } from '../../runtime/program.ts';
import { createProgram } from '../../runtime/program.ts';
import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import { VariableStore } from '../../runtime/variables.ts';
import { createContentLoss } from '../content-loss.ts';
import type { FeatureSource } from '../content-loss.ts';
import { lossesAndGradients } from '../paired/gradients.ts';
import type { LossTensors } from '../paired/gradients.ts';
import type { PairKind } from '../paired/kind.ts';
import { keepKind } from '../paired/kind.ts';
import { faded, generate, shrink } from './fade.ts';
import type { Shown } from './generator.ts';
import { ProgressiveOutput } from './generator.ts';
import { buildCritic, buildGenerator, criticPrefix } from './networks.ts';
import type { ProgressiveParameters } from './parameters.ts';
import type { ScheduledStep } from './schedule.ts';
import { keepShown } from './shown.ts';
import { averagePrefix, generatorPrefix, updateAverages } from '../weight-average.ts';

export interface ProgressiveModelOptions {
  parameters: ProgressiveParameters;
  kind: PairKind;
  /** Where the growth begins. */
  start: Shown;
  seed: number;
  mode?: 'compiled' | 'op-by-op' | undefined;
  /** For a content loss that compares features. */
  features?: FeatureSource | undefined;
}

/** Normalised squares of the full resolution, (count, side, side, channels) each, in row order. */
export interface SquareBatch {
  input: Float32Array;
  target: Float32Array;
}

/** What changes from step to step. */
export interface StepSettings {
  learningRate: number;
  averageDecay: number;
}

/** What a compiled step is for. */
type StepKind = Pick<ScheduledStep, 'stage' | 'fading' | 'adversarial' | 'batchSize'>;

interface StepTensors {
  input: Tensor4D;
  target: Tensor4D;
  alpha: Tensor;
  learningRate: Tensor;
  averageDecay: Tensor;
}

/** Adam as Karras et al. have it, but for beta 1, which is a parameter. */
const adamSettings = { beta2: 0.99, epsilon: 1e-8 };
const restart = 'restart';

/** Generator and critic at every stage, their losses and optimisers, and the compiled steps over them. */
export class ProgressiveModel {
  readonly generator: ProgressiveNetwork;
  readonly critic: ProgressiveCritic;
  /** Makes results, from averaged weights where weights are averaged. */
  readonly output: ProgressiveOutput;
  readonly program: Program;
  readonly #parameters: ProgressiveParameters;
  readonly #channels: number;
  readonly #store: VariableStore;
  readonly #generatorAdam: Adam;
  readonly #criticAdam: Adam;
  readonly #content: ContentLoss;
  readonly #keepShown: (stage: number, alpha: Tensor) => void;

  constructor({ parameters, kind, start, seed, mode, features }: ProgressiveModelOptions) {
    const store = new VariableStore(seed);
    [this.#store, this.#parameters, this.#channels] = [store, parameters, kind.inputs];
    keepKind(store, kind);
    this.#keepShown = keepShown(store, start);
    this.generator = buildGenerator(store, generatorPrefix, parameters, kind.inputs);
    const averages = parameters.averageDecay > 0;
    const network = averages
      ? buildGenerator(store, averagePrefix, parameters, kind.inputs, false)
      : this.generator;
    this.critic = buildCritic(store, parameters, kind.inputs);
    this.#content = createContentLoss(parameters.contentLoss, features?.(store));
    const { beta1, clipNorm } = parameters;
    const settings = { ...adamSettings, beta1, clipNorm };
    this.#generatorAdam = new Adam(store, `${generatorPrefix}/`, settings);
    this.#criticAdam = new Adam(store, `${criticPrefix}/`, settings);
    this.program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
    this.program.define(restart, {
      inputs: {},
      body: () => {
        this.#generatorAdam.restart();
        this.#criticAdam.restart();
        return {};
      },
    });
    this.output = new ProgressiveOutput({ program: this.program, network, kind, parameters, shown: start });
  }

  /** Has all that a stage needs compiled together: a graph is loaded anew for what comes later. */
  prepare(steps: readonly StepKind[]): void {
    for (const step of steps) {
      this.#define(step);
      this.output.prepare(step.stage);
    }
  }

  /** Begins both optimisers anew, where the networks have grown. */
  restart(): void {
    this.program.run(restart, {});
  }

  /** One step of both networks; returns the losses. @param position of the step, for its random numbers. */
  step(
    at: ScheduledStep,
    batch: SquareBatch,
    settings: StepSettings,
    position: number,
  ): Record<string, number> {
    const { input, target } = batch;
    const inputs = { input, target, alpha: at.alpha, ...settings };
    const results = this.program.run(this.#define(at), inputs, position);
    this.output.shown = { stage: at.stage, alpha: at.alpha };
    return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values[0] as number]));
  }

  dispose(): void {
    this.program.dispose();
    this.#store.dispose();
  }

  /** The name of the step of a stage. */
  #define(step: StepKind): string {
    const { stage, fading, adversarial, batchSize } = step;
    const name = `step@${resolutionAt(stage)}${fading ? ' fading' : ''}${adversarial ? '' : ' alone'}`;
    if (this.program.has(name)) return name;
    const { resolution } = this.#parameters;
    const shape = [batchSize, resolution, resolution, this.#channels];
    const scalar = { shape: [] };
    this.program.define(name, {
      inputs: {
        input: { shape },
        target: { shape },
        alpha: scalar,
        learningRate: scalar,
        averageDecay: scalar,
      },
      body: (tensors, random) => this.#body(step, tensors as unknown as StepTensors, random),
    });
    return name;
  }

  /** Both gradients are taken at the weights before the step, so that the generator runs once a step. */
  #body(step: StepKind, tensors: StepTensors, random: StepRandom): Record<string, Tensor> {
    const { learningRate, alpha } = tensors;
    const side = resolutionAt(step.stage);
    const position = { stage: step.stage, alpha: step.fading ? alpha : undefined };
    const input = shrink(tensors.input, side);
    const truth = faded(shrink(tensors.target, side), position);
    const judge = step.adversarial ? this.#judgeAt(position, step.batchSize) : null;
    let fake: Tensor4D | undefined;
    const generator = lossesAndGradients(this.#generatorAdam, () => {
      const made = generate(this.generator, this.#parameters.output, input, position);
      fake = tf.keep(tf.clone(made));
      return this.#generatorLosses(made, truth, judge);
    });
    const { total, ...parts } = generator.losses;
    const results: Record<string, Tensor> = { generator: total, ...parts };
    if (judge) {
      const images = { truth, fake: fake as Tensor4D, mask: undefined };
      const judged = lossesAndGradients(this.#criticAdam, () =>
        wganGp.critic(judge, images, this.#parameters.penaltyWeight, random),
      );
      const { total: critic, distance, penalty } = judged.losses;
      Object.assign(results, { critic, criticDistance: distance, gradientPenalty: penalty });
      this.#criticAdam.apply(judged.gradients, learningRate);
    }
    fake?.dispose();
    // Averages before the update, because a compiled step sees its variables as they were: one step behind.
    updateAverages(this.#store, tensors.averageDecay);
    this.#generatorAdam.apply(generator.gradients, learningRate);
    this.#keepShown(step.stage, alpha);
    return results;
  }

  /** l_content + lambda l_GAN, the paper's content loss being l_MAE; without a critic the first alone. */
  #generatorLosses(made: Tensor4D, truth: Tensor4D, judge: Critic | null): LossTensors {
    const content = this.#content(made, truth, undefined);
    if (!judge) return { total: content, content };
    const adversarial = wganGp.generator(judge, made, undefined);
    return {
      total: tf.add(content, tf.mul(adversarial, this.#parameters.adversarialWeight)),
      content,
      adversarial,
    };
  }

  #judgeAt(position: GrowthPosition, batchSize: number): Critic {
    // Groups that real and generated images, judged in one batch, do not share.
    const groupSize = groupSizeOf(batchSize);
    return (images) => this.critic.applyAt(images, { ...position, groupSize });
  }
}
