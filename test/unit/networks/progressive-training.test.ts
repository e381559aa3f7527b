import { beforeAll, describe, expect, it } from 'vitest';
import { wganGp } from '../../../electron/engine/losses/wgan-gp.ts';
import type { Critic } from '../../../electron/engine/losses/loss.ts';
import { progressiveDiscriminator } from '../../../electron/engine/networks/progressive-discriminator.ts';
import { progressiveTranslator } from '../../../electron/engine/networks/progressive-translator.ts';
import { growthAt, planGrowth } from '../../../electron/engine/networks/progressive/growth.ts';
import type { GrowthStep } from '../../../electron/engine/networks/progressive/growth.ts';
import { groupSizeOf } from '../../../electron/engine/networks/layers/minibatch-std.ts';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import type { EntryInput, Program } from '../../../electron/engine/runtime/program.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { StepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Scalar, Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { difference } from './padded.ts';

const small = { resolution: 16, channelBudget: 128, maximumChannels: 8 };
const settings = { beta1: 0, beta2: 0.99, epsilon: 1e-8 };
const plan = planGrowth({ resolution: 16, fadeImages: 8, stableImages: 8, batchSizes: [8, 4, 4] });
const allSteps = Array.from({ length: plan.totalSteps }, (_, step) => step);

/** Of the steps that share compiled entries. */
const nameOf = ({ stage, fading }: GrowthStep): string => `${stage}${fading ? ' fading' : ''}`;

beforeAll(async () => {
  await loadTensorFlow();
});

/** A translator and its critic with a WGAN-GP and L1 step for each stage, fading or not, as a recipe has them. */
class Experiment {
  readonly program: Program;
  readonly #store = new VariableStore(4);
  readonly #critic = progressiveDiscriminator.build(this.#store, 'critic', small);
  readonly #generator = progressiveTranslator.build(this.#store, 'generator', small);
  readonly #criticAdam = new Adam(this.#store, 'critic/', settings);
  readonly #generatorAdam = new Adam(this.#store, 'generator/', settings);

  constructor(mode: 'compiled' | 'op-by-op') {
    this.program = createProgram({ variables: this.#store, seed: 9, mode });
    // All at once, so that the graph is loaded once.
    const growths = new Map(allSteps.map((step) => growthAt(plan, step)).map((at) => [nameOf(at), at]));
    for (const [name, growth] of growths) this.#define(name, growth);
  }

  /** One critic step and one generator step on the images that belong to a step; the losses. */
  step(index: number): number[] {
    const growth = growthAt(plan, index);
    const { batchSize, resolution, alpha } = growth;
    const values = (phase: number) =>
      Float32Array.from({ length: batchSize * resolution ** 2 }, (_, i) => Math.sin(i * i * 0.7 + phase));
    const inputs = { input: values(index), truth: values(index + 0.4), alpha };
    return ['critic', 'generator'].map(
      (kind) => this.program.run(`${kind} ${nameOf(growth)}`, inputs, index)['loss']?.[0] as number,
    );
  }

  dispose(): void {
    this.program.dispose();
    this.#store.dispose();
  }

  #define(name: string, { stage, batchSize, resolution, fading }: GrowthStep): void {
    const shape = [batchSize, resolution, resolution, 1];
    const inputs: Record<string, EntryInput> = { input: { shape }, truth: { shape }, alpha: { shape: [] } };
    const position = (alpha: Tensor | undefined) => ({ stage, alpha: fading ? alpha : undefined });
    const judge =
      (alpha: Tensor | undefined): Critic =>
      (x) =>
        this.#critic.applyAt(x, { ...position(alpha), groupSize: groupSizeOf(batchSize) });
    const fakes = ({ input, alpha }: Record<string, Tensor>): Tensor4D =>
      this.#generator.applyAt(input as Tensor4D, position(alpha)) as Tensor4D;
    this.program.define(`critic ${name}`, {
      inputs,
      body: (given, random) => {
        const images = { truth: given['truth'] as Tensor4D, fake: fakes(given), mask: undefined };
        const loss = () => wganGp.critic(judge(given['alpha']), images, 10, random).total;
        return { loss: this.#criticAdam.minimise(loss, tf.scalar(1e-3)) };
      },
    });
    this.program.define(`generator ${name}`, {
      inputs,
      body: (given) => {
        const loss = () => {
          const fake = fakes(given);
          const content = tf.mean(tf.abs(tf.sub(fake, given['truth'] as Tensor)));
          return tf.add(content, wganGp.generator(judge(given['alpha']), fake, undefined));
        };
        return { loss: this.#generatorAdam.minimise(loss, tf.scalar(1e-3)) };
      },
    });
  }
}

describe('progressive networks under WGAN-GP', () => {
  it('train through all stages compiled as op by op', () => {
    const [compiled, reference] = [new Experiment('compiled'), new Experiment('op-by-op')];
    expect(new Set(allSteps.map((step) => growthAt(plan, step).stage)).size).toBe(3);
    for (const step of allSteps) {
      const [a, b] = [compiled.step(step), reference.step(step)];
      a.forEach((loss, i) => expect(loss, `step ${step}`).toBeCloseTo(b[i] as number, 3));
    }
    compiled.dispose();
    reference.dispose();
  });

  it('go on bit by bit after a restart at a growth and before one', () => {
    const whole = new Experiment('compiled');
    const states: Map<string, Float32Array>[] = [];
    const losses = allSteps.map((step) => {
      states.push(whole.program.export());
      return whole.step(step);
    });
    const growths = allSteps.filter((step) => growthAt(plan, step).grows);
    expect(growths).toHaveLength(2);
    for (const start of [growths[0] as number, (growths[1] as number) - 1]) {
      const resumed = new Experiment('compiled');
      resumed.program.import(states[start] as Map<string, Float32Array>);
      for (const step of allSteps.slice(start)) expect(resumed.step(step)).toEqual(losses[step]);
      expect(resumed.program.export()).toEqual(whole.program.export());
      resumed.dispose();
    }
    whole.dispose();
  });

  it('have the critic’s gradients, penalty included, that differences of its loss show', () => {
    tf.tidy(() => {
      const store = new VariableStore(2);
      // Few leaky ReLUs: the penalty jumps where a difference carries one of them across its kink.
      const tiny = { resolution: 4, maximumChannels: 3 };
      const critic = progressiveDiscriminator.build(store, 'critic', tiny);
      const image = (seed: number) => tf.randomUniform([2, 4, 4, 1], -1, 1, 'float32', seed) as Tensor4D;
      const images = { truth: image(1), fake: image(2), mask: undefined };
      const random = { uniform: (shape: number[]) => tf.fill(shape, 0.3) } as StepRandom;
      const judge: Critic = (x) => critic.applyAt(x, { stage: 0, groupSize: 2 });
      const loss = (): Scalar => wganGp.critic(judge, images, 10, random).total;
      const variables = [...store.trainable('critic/').values()];
      const { grads } = tf.variableGrads(loss, variables);
      expect(Object.keys(grads)).toHaveLength(variables.length);
      // The whole loss along each variable's own gradient: a missing part of it would show.
      for (const variable of variables) {
        const gradient = grads[variable.name] as Tensor;
        const length = tf.norm(gradient).arraySync() as number;
        const start = tf.clone(variable) as Tensor;
        // The score's bias moves both halves of the loss alike.
        if (variable.name.endsWith('/score/bias')) {
          expect(length).toBe(0);
          continue;
        }
        const step = 1e-3;
        const at = (sign: number): number => {
          variable.assign(tf.add(start, tf.mul(gradient, (sign * step) / length)));
          return loss().arraySync();
        };
        const numeric = (at(1) - at(-1)) / (2 * step);
        variable.assign(start);
        expect(Math.abs(numeric - length), variable.name).toBeLessThan(0.02 * length + 2e-3);
      }
      store.dispose();
    });
  });

  it('keep real and generated images apart in one batch', () => {
    tf.tidy(() => {
      const store = new VariableStore(2);
      const critic = progressiveDiscriminator.build(store, 'critic', { ...small, resolution: 8 });
      const truth = tf.randomUniform([6, 8, 8, 1], -1, 1, 'float32', 1) as Tensor4D;
      const fake = tf.randomUniform([6, 8, 8, 1], -3, 3, 'float32', 2) as Tensor4D;
      const position = { stage: 1, groupSize: groupSizeOf(6) };
      const together = critic.applyAt(tf.concat([truth, fake], 0), position);
      const apart = tf.concat([critic.applyAt(truth, position), critic.applyAt(fake, position)], 0);
      expect(difference(together, apart)).toBeLessThan(1e-5);
      store.dispose();
    });
  });
});
