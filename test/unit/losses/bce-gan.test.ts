import { beforeAll, describe, expect, it } from 'vitest';
import { bceGan, binaryCrossEntropy, createBceGan } from '../../../electron/engine/losses/bce-gan.ts';
import type { Critic } from '../../../electron/engine/losses/loss.ts';
import type { StepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Scalar, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const entropy = (x: number, target: number): number =>
  -target * Math.log(sigmoid(x)) - (1 - target) * Math.log(1 - sigmoid(x));
const mean = (list: number[]): number => list.reduce((sum, n) => sum + n, 0) / list.length;

/** A critic that gives its images back as logits. */
const asLogits: Critic = (images) => images;
const map = (values: number[]): Tensor4D => tf.tensor4d(values, [1, 2, values.length / 2, 1]);
const noRandom = undefined as unknown as StepRandom;
const real = [-2, 0.5, 1, 3];
const made = [-1, 0, 2, -4];

const discriminate = (loss = bceGan) =>
  loss.critic(asLogits, { truth: map(real), fake: map(made), mask: undefined }, 10, noRandom);

describe('BCE GAN', () => {
  it('is the cross-entropy of every place with 1 for the truth and 0 for the fake', () => {
    tf.tidy(() => {
      const { total, distance, penalty } = discriminate();
      const expected = mean(real.map((x) => entropy(x, 1))) + mean(made.map((x) => entropy(x, 0)));
      expect(total.arraySync()).toBeCloseTo(expected, 5);
      expect(distance.arraySync()).toBeCloseTo(mean(made.map(sigmoid)) - mean(real.map(sigmoid)), 5);
      expect(penalty.arraySync()).toBe(0);
      const fooling = bceGan.generator(asLogits, map(made), undefined).arraySync();
      expect(fooling).toBeCloseTo(mean(made.map((x) => entropy(x, 1))), 5);
    });
  });

  it('smooths the label of the truth alone', () => {
    tf.tidy(() => {
      const expected = mean(real.map((x) => entropy(x, 0.9))) + mean(made.map((x) => entropy(x, 0)));
      expect(discriminate(createBceGan({ realTarget: 0.9 })).total.arraySync()).toBeCloseTo(expected, 5);
    });
  });

  it.each([0.5, 1.1, NaN])('refuses a target of %f for the truth', (realTarget) => {
    expect(() => createBceGan({ realTarget })).toThrow(/above 0.5 and at most 1/);
  });

  it('has the gradient s(x) - t, finite for any logit', () => {
    tf.tidy(() => {
      const logits = [-200, -3, 0, 3, 200];
      for (const target of [0, 0.9, 1]) {
        const loss = (x: Tensor4D): Scalar => binaryCrossEntropy(x, target);
        const x = tf.tensor4d(logits, [1, 1, 5, 1]);
        expect(Number.isFinite(loss(x).arraySync())).toBe(true);
        const gradient = tf
          .grad((input) => loss(input as Tensor4D))(x)
          .dataSync();
        logits.forEach((logit, i) => expect(gradient[i]).toBeCloseTo((sigmoid(logit) - target) / 5, 5));
      }
    });
  });
});
