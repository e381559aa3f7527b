import { beforeAll, describe, expect, it } from 'vitest';
import { wganGp } from '../../../electron/engine/losses/wgan-gp.ts';
import type { Critic } from '../../../electron/engine/losses/loss.ts';
import { networks } from '../../../electron/engine/networks/index.ts';
import type { Network } from '../../../electron/engine/networks/network.ts';
import { microganCritic } from '../../../electron/engine/networks/microgan-critic.ts';
import type { StepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Scalar, Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { smallParameters } from './small.ts';
import { cut, difference, makePadded } from './padded.ts';

/** Height and width of the image, side of the padded shape. */
const sizes = [
  [30, 14, 32],
  [17, 31, 32],
  [15, 13, 48],
  [33, 20, 48],
] as const;

const tolerance = 1e-5;

beforeAll(async () => {
  await loadTensorFlow();
});

/** Result, gradient of its weighted sum for the input, and for each variable of the store. */
function differentiate(network: Network, store: VariableStore, x: Tensor4D, mask: Tensor4D | undefined) {
  const score = (result: Tensor): Scalar => tf.sum(tf.mul(result, tf.cos(result)));
  const result = network.apply(x, mask);
  const forInput = tf.grad((input) => score(network.apply(input as Tensor4D, mask)))(x);
  const trained = [...store.trainable('net/').values()];
  const forWeights = trained.length
    ? tf.variableGrads(() => score(network.apply(x, mask)), trained).grads
    : ({} as Record<string, Tensor>);
  return { result, forInput, forWeights };
}

describe.each(networks.filter(({ masks }) => masks !== false))('$id on images of any size', (definition) => {
  it.each(sizes)('sees %i x %i as if its padding to %i were not there', (height, width, bucket) => {
    tf.tidy(() => {
      const store = new VariableStore(5);
      const network = definition.build(store, 'net', smallParameters[definition.id] ?? {});
      const pair = makePadded(height, width, bucket);
      const alone = differentiate(network, store, pair.natural, undefined);
      const within = differentiate(network, store, pair.padded, pair.mask);
      const [, rows = 1, columns = 1] = alone.result.shape;
      const image = alone.result.rank === 4;
      const result = image ? cut(within.result, { height: rows, width: columns }) : within.result;
      expect(difference(result, alone.result)).toBeLessThan(tolerance);
      expect(difference(cut(within.forInput, pair), alone.forInput)).toBeLessThan(tolerance);
      const outside = tf.sum(tf.abs(tf.mul(within.forInput, tf.sub(1, pair.mask))));
      expect(outside.arraySync()).toBe(0);
      for (const [name, gradient] of Object.entries(alone.forWeights)) {
        expect(difference(within.forWeights[name] as Tensor, gradient), name).toBeLessThan(tolerance);
      }
      store.dispose();
    });
  });
});

describe('the critic under WGAN-GP', () => {
  it.each(sizes)('has the same loss, penalty and weight gradients for %i x %i padded to %i', (...size) => {
    tf.tidy(() => {
      const store = new VariableStore(5);
      const network = microganCritic.build(store, 'net', { baseChannels: 4 });
      const critic: Critic = (images, mask) => network.apply(images, mask);
      const truth = makePadded(...size, 3, 1);
      const fake = makePadded(...size, 3, 7);
      // Both shapes must mix their images alike.
      const random = { uniform: (shape: number[]) => tf.fill(shape, 0.3) } as StepRandom;
      const variables = [...store.trainable('net/').values()];
      const losses = (kind: 'natural' | 'padded') => {
        const images = {
          truth: truth[kind],
          fake: fake[kind],
          mask: kind === 'padded' ? truth.mask : undefined,
        };
        const { penalty } = wganGp.critic(critic, images, 10, random);
        return {
          penalty,
          ...tf.variableGrads(() => wganGp.critic(critic, images, 10, random).total, variables),
        };
      };
      const [alone, within] = [losses('natural'), losses('padded')];
      expect(alone.penalty.arraySync()).toBeGreaterThan(0.01);
      expect(difference(within.penalty, alone.penalty)).toBeLessThan(tolerance);
      expect(difference(within.value, alone.value)).toBeLessThan(tolerance);
      for (const [name, gradient] of Object.entries(alone.grads)) {
        expect(difference(within.grads[name] as Tensor, gradient), name).toBeLessThan(tolerance);
      }
      expect(Object.keys(alone.grads)).toHaveLength(variables.length);
      store.dispose();
    });
  });
});
