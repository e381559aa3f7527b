import { beforeAll, describe, expect, it } from 'vitest';
import type { Critic } from '../../../electron/engine/losses/loss.ts';
import { gradientPenalty, wganGp } from '../../../electron/engine/losses/wgan-gp.ts';
import type { StepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Scalar, Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const half = { uniform: (shape: number[]) => tf.fill(shape, 0.5) } as StepRandom;

/** The sum of weighted pixels: its gradient is the weights, whatever the image. */
const linear =
  (weights: Tensor): Critic =>
  (images) =>
    tf.sum(tf.mul(images, weights), [1, 2, 3]);

describe('WGAN-GP', () => {
  it('has the closed form of a linear critic', () => {
    tf.tidy(() => {
      const weights = tf.tensor4d([3, 0, 0, 4], [1, 2, 2, 1]);
      const truth = tf.tensor4d([1, 2, 3, 4, 0, 0, 0, 1], [2, 2, 2, 1]);
      const fake = tf.zerosLike(truth);
      const parts = wganGp.critic(linear(weights), { truth, fake, mask: undefined }, 10, half);
      // Scores of the truth: 3 + 16 and 4. The gradient's norm is 5.
      expect(parts.distance.arraySync()).toBeCloseTo(-(19 + 4) / 2, 5);
      expect(parts.penalty.arraySync()).toBeCloseTo(16, 4);
      expect(parts.total.arraySync()).toBeCloseTo(-(19 + 4) / 2 + 160, 3);
      expect(wganGp.generator(linear(weights), truth, undefined).arraySync()).toBeCloseTo(-11.5, 5);
    });
  });

  it('has a penalty with the right gradient for the weights, through the gradient for the image', () => {
    tf.tidy(() => {
      const images = tf.randomUniform([2, 3, 3, 1], -1, 1, 'float32', 3) as Tensor4D;
      const start = tf.randomUniform([1, 3, 3, 1], -1, 1, 'float32', 9);
      // Not linear, so that the penalty depends on the images too.
      const critic =
        (weights: Tensor): Critic =>
        (x) =>
          tf.sum(tf.square(tf.leakyRelu(tf.mul(x, weights), 0.2)), [1, 2, 3]);
      const penalty = (weights: Tensor): Scalar => gradientPenalty(critic(weights), images, undefined);
      const gradient = tf.grad(penalty)(start).dataSync();
      const step = 1e-3;
      start.dataSync().forEach((_value, i) => {
        const nudge = tf.tensor(
          Float32Array.from({ length: 9 }, (_, j) => (i === j ? step : 0)),
          start.shape,
        );
        const up = penalty(tf.add(start, nudge)).arraySync();
        const down = penalty(tf.sub(start, nudge)).arraySync();
        expect(gradient[i]).toBeCloseTo((up - down) / (2 * step), 2);
      });
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.05);
    });
  });

  it('stays finite where the critic is flat', () => {
    tf.tidy(() => {
      const images = tf.ones([1, 2, 2, 1]) as Tensor4D;
      const penalty = (weights: Tensor): Scalar => gradientPenalty(linear(weights), images, undefined);
      const zero = tf.zeros([1, 2, 2, 1]);
      expect(penalty(zero).arraySync()).toBeCloseTo(1, 5);
      expect([...tf.grad(penalty)(zero).dataSync()].every(Number.isFinite)).toBe(true);
    });
  });
});
