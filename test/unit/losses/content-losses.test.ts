import { beforeAll, describe, expect, it } from 'vitest';
import { contentLosses } from '../../../electron/engine/losses/index.ts';
import type { ContentLoss, FeatureExtractor } from '../../../electron/engine/losses/loss.ts';
import { halveMask } from '../../../electron/engine/networks/layers/mask.ts';
import type { Scalar, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { cut, difference, makePadded } from '../networks/padded.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

/** Stands in for VGG16: blocks of 2x2, each pixel's square. */
const features: FeatureExtractor = (images, mask) => {
  const half = halveMask(mask, 'down');
  const pooled = tf.square(tf.avgPool(images, 2, 2, 'valid')) as Tensor4D;
  return { features: half ? tf.mul(pooled, half) : pooled, mask: half };
};

const create = (id: string): ContentLoss => {
  const definition = contentLosses.find((loss) => loss.id === id);
  if (!definition) throw new Error(`No loss ${id}`);
  return definition.create(definition.needsFeatures ? features : undefined);
};

const sizes = [
  [30, 14, 32],
  [17, 31, 32],
  [13, 15, 48],
  [1, 9, 16],
] as const;

describe.each(contentLosses)('$id', ({ id }) => {
  it.each(sizes)(
    'gives %i x %i padded to %i the value and gradient of the image alone',
    (height, width, bucket) => {
      if (id === 'perceptual-vgg' && height < 2) return;
      tf.tidy(() => {
        const loss = create(id);
        const prediction = makePadded(height, width, bucket, 3, 1);
        const truth = makePadded(height, width, bucket, 3, 5);
        const at = (kind: 'natural' | 'padded') => {
          const mask = kind === 'padded' ? truth.mask : undefined;
          const f = (x: Tensor4D): Scalar => loss(x, truth[kind], mask);
          return { value: f(prediction[kind]), gradient: tf.grad((x) => f(x as Tensor4D))(prediction[kind]) };
        };
        const [alone, within] = [at('natural'), at('padded')];
        expect(alone.value.arraySync()).toBeGreaterThan(0);
        expect(difference(within.value, alone.value)).toBeLessThan(1e-5);
        expect(difference(cut(within.gradient, truth), alone.gradient)).toBeLessThan(1e-5);
        const outside = tf.sum(tf.abs(tf.mul(within.gradient, tf.sub(1, truth.mask))));
        expect(outside.arraySync()).toBe(0);
      });
    },
  );

  it('is zero for equal images', () => {
    tf.tidy(() => {
      const { natural } = makePadded(9, 12, 16);
      expect(create(id)(natural, natural, undefined).arraySync()).toBe(0);
    });
  });
});

describe('values worked out by hand', () => {
  const image = (...rows: number[][]): Tensor4D =>
    tf.tensor4d(rows.flat(), [1, rows.length, (rows[0] as number[]).length, 1]);

  it('l1 and l2 are means over pixels', () => {
    tf.tidy(() => {
      const [a, b] = [image([1, 2], [3, 4]), image([1, 0], [0, 0])];
      expect(create('l1')(a, b, undefined).arraySync()).toBeCloseTo((2 + 3 + 4) / 4, 6);
      expect(create('l2')(a, b, undefined).arraySync()).toBeCloseTo((4 + 9 + 16) / 4, 6);
    });
  });

  it('structure adds the gradients at full, half and quarter size', () => {
    tf.tidy(() => {
      const difference = image([1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 2]);
      const zero = tf.zerosLike(difference);
      // Full size: |d| mean 3/16; 12 pairs each way with sums 1 + 2. Half size: corners 1/4 and 1/2 of four
      // blocks, 2 pairs each way with sums 1/4 + 1/2. Quarter size: one block, no pairs.
      const expected = 3 / 16 + 2 * (3 / 12) + 2 * (0.75 / 2);
      expect(create('structure')(difference, zero, undefined).arraySync()).toBeCloseTo(expected, 6);
    });
  });

  it('perceptual-vgg is the mean squared difference of features over 127.5', () => {
    tf.tidy(() => {
      const [a, b] = [image([2, 2], [2, 2]), image([1, 1], [1, 1])];
      expect(create('perceptual-vgg')(a, b, undefined).arraySync()).toBeCloseTo((3 / 127.5) ** 2, 8);
    });
  });

  it('perceptual-vgg asks for its features', () => {
    const definition = contentLosses.find(({ id }) => id === 'perceptual-vgg');
    expect(() => definition?.create()).toThrow(TypeError);
  });
});
