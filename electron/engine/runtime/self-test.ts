import type { SelfTest } from '../../contract/system.ts';
import { Adam } from './optimiser.ts';
import type { Program } from './program.ts';
import { createProgram } from './program.ts';
import type { Tensor4D } from './tensorflow.ts';
import { hasNativeBackend, loadTensorFlow, tf } from './tensorflow.ts';
import { VariableStore } from './variables.ts';

type Check = SelfTest['checks'][number];

/**
 * A convolution and its gradient against plain loops in JavaScript, and a compiled training step against the
 * same step op by op: what `abbe doctor` runs.
 */
export async function selfTest(): Promise<SelfTest> {
  await loadTensorFlow();
  const checks = [
    check('convolution', () => compare(convolution(), loopConvolution(), 1e-5)),
    check('gradient of a convolution', () => compare(kernelGradient(), loopKernelGradient(), 1e-4)),
    hasNativeBackend()
      ? check('compiled step against op by op', compiledAgainstEager)
      : check('training step, op by op', () => compare(train('op-by-op'), train('op-by-op'), 0)),
  ];
  return { ok: checks.every(({ ok }) => ok), checks };
}

function check(name: string, run: () => { ok: boolean; detail: string }): Check {
  const start = performance.now();
  let outcome: { ok: boolean; detail: string };
  try {
    outcome = run();
  } catch (error) {
    outcome = { ok: false, detail: (error as Error).message };
  }
  return { name, ...outcome, milliseconds: Math.round(performance.now() - start) };
}

function compare(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  let worst = found.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN)));
  }
  return { ok: worst <= tolerance, detail: `largest difference ${worst.toExponential(1)}` };
}

const size = 6;
const image = Float32Array.from({ length: size * size }, (_v, i) => Math.sin(i * 1.7));
const kernel = Float32Array.from({ length: 9 }, (_v, i) => Math.cos(i * 0.9));

const imageTensor = (): Tensor4D => tf.tensor4d(image, [1, size, size, 1]);
const kernelTensor = (): Tensor4D => tf.tensor4d(kernel, [3, 3, 1, 1]);

function convolution(): Float32Array {
  return tf.tidy(
    () => new Float32Array(tf.conv2d(imageTensor(), kernelTensor(), 1, 'valid').dataSync()) as never,
  );
}

function kernelGradient(): Float32Array {
  return tf.tidy(() => {
    const loss = (k: Tensor4D) => tf.sum(tf.square(tf.conv2d(imageTensor(), k, 1, 'valid')));
    return new Float32Array(
      tf
        .grad(loss as never)(kernelTensor())
        .dataSync(),
    ) as never;
  });
}

function loopConvolution(): number[] {
  const out = size - 2;
  return Array.from({ length: out * out }, (_v, position) => {
    let sum = 0;
    for (let k = 0; k < 9; k++) sum += pixelAt(position, k, out) * (kernel[k] ?? 0);
    return sum;
  });
}

function loopKernelGradient(): number[] {
  const values = loopConvolution();
  const out = size - 2;
  return Array.from({ length: 9 }, (_v, k) =>
    values.reduce((sum, value, position) => sum + 2 * value * pixelAt(position, k, out), 0),
  );
}

/** The image's value under element k of a 3x3 window, for one position of the output. */
function pixelAt(position: number, k: number, out: number): number {
  const y = Math.floor(position / out) + Math.floor(k / 3);
  const x = (position % out) + (k % 3);
  return image[y * size + x] ?? 0;
}

function compiledAgainstEager() {
  return compare(train('compiled'), train('op-by-op'), 1e-4);
}

/** Ten steps of Adam on a small convolution with dropout; returns losses and weights. */
function train(mode: 'compiled' | 'op-by-op'): number[] {
  const variables = new VariableStore(1);
  const weights = variables.create('net/kernel', [3, 3, 1, 4], { kind: 'normal', standardDeviation: 0.3 });
  const adam = new Adam(variables, 'net/');
  const program: Program = createProgram({ variables, seed: 5, mode });
  program.define('step', {
    inputs: { x: { shape: [1, size, size, 1] }, learningRate: { shape: [] } },
    body: ({ x, learningRate }, random) => {
      const dropped = random.dropout(x as Tensor4D, 0.3) as Tensor4D;
      const loss = adam.minimise(
        () =>
          tf.mean(
            tf.square(tf.sub(tf.tanh(tf.conv2d(dropped, weights as unknown as Tensor4D, 1, 'same')), 0.5)),
          ),
        learningRate as never,
      );
      return { loss };
    },
  });
  try {
    const losses = Array.from({ length: 10 }, (_v, step) => {
      return program.run('step', { x: image, learningRate: 0.01 }, step)['loss']?.[0] ?? NaN;
    });
    return [...losses, ...(program.export().get('net/kernel') ?? [])];
  } finally {
    program.dispose();
    variables.dispose();
  }
}
