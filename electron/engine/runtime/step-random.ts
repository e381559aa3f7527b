import type { Tensor } from './tensorflow.ts';
import { hasNativeBackend, nodeBackend, tf } from './tensorflow.ts';
import { tensorTypes } from './binding.ts';

/**
 * Random tensors of one training step. They depend on (run seed, step, which call in the step) alone, so a
 * resumed run draws what an uninterrupted one would have drawn, and a compiled step draws what op by op does.
 */
export interface StepRandom {
  /** Uniform numbers in [low, high). */
  uniform(shape: number[], low?: number, high?: number): Tensor;
  /** Normal numbers of mean 0 and standard deviation 1. */
  normal(shape: number[]): Tensor;
  /** Sets a share `rate` of x to zero and scales the rest by 1 / (1 - rate). */
  dropout(x: Tensor, rate: number): Tensor;
}

/** @param position int32 tensor [run seed, step]. */
export function createStepRandom(position: Tensor): StepRandom {
  let calls = 0;
  const draw = (kind: 'Uniform' | 'Normal', shape: number[]): Tensor => {
    calls += 1;
    return hasNativeBackend()
      ? drawInGraph(kind, shape, position, calls)
      : drawOnHost(kind, shape, position, calls);
  };
  return {
    uniform: (shape, low = 0, high = 1) =>
      tf.tidy(() => tf.add(tf.mul(draw('Uniform', shape), high - low), low)),
    normal: (shape) => draw('Normal', shape),
    dropout(x, rate) {
      if (rate === 0) return x;
      const kept = tf.tidy(() =>
        tf.mul(tf.cast(tf.greaterEqual(draw('Uniform', x.shape), rate), 'float32'), 1 / (1 - rate)),
      );
      return tf.mul(x, kept);
    },
  };
}

/** TensorFlow's stateless generators (Philox): part of a compiled graph, unlike tfjs's host-side numbers. */
function drawInGraph(kind: 'Uniform' | 'Normal', shape: number[], position: Tensor, call: number): Tensor {
  const backend = nodeBackend();
  const { TF_ATTR_TYPE } = backend.binding;
  const attribute = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
  return tf.tidy(() => {
    const seed = tf.add(position, tf.tensor1d([Math.imul(call, 0x9e3779b9), 0], 'int32'));
    return backend.executeSingleOutput(
      `StatelessRandom${kind}`,
      [
        attribute('dtype', tensorTypes.float32),
        attribute('T', tensorTypes.int32),
        attribute('Tseed', tensorTypes.int32),
      ],
      [tf.tensor1d(shape, 'int32'), seed],
    );
  });
}

/** Without TensorFlow's library: tfjs's seeded host generators, seeded from the same position. */
function drawOnHost(kind: 'Uniform' | 'Normal', shape: number[], position: Tensor, call: number): Tensor {
  const [runSeed = 0, step = 0] = position.dataSync();
  const seed =
    (Math.imul(runSeed, 0x85ebca6b) ^ Math.imul(step, 0xc2b2ae35) ^ Math.imul(call, 0x9e3779b9)) >>> 0;
  return kind === 'Uniform'
    ? tf.randomUniform(shape, 0, 1, 'float32', seed)
    : tf.randomNormal(shape, 0, 1, 'float32', seed);
}
