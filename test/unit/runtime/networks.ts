import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import { leakyRelu } from '../../../electron/engine/runtime/operations.ts';
import type { Program } from '../../../electron/engine/runtime/program.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { Scalar, Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

export type Mode = 'compiled' | 'op-by-op';
export const size = 8;
const shape = [2, size, size, 1];

export const ramp = (length: number, frequency: number): Float32Array =>
  Float32Array.from({ length }, (_v, i) => Math.sin(i * frequency));

export const images = { x: ramp(2 * size * size, 0.7), y: ramp(2 * size * size, 1.3) };

function makeConvolution(store: VariableStore, name: string, channels: [number, number], stride = 1) {
  const kernel = store.create(`${name}/kernel`, [3, 3, ...channels], {
    kind: 'normal',
    standardDeviation: 0.3,
  });
  const bias = store.create(`${name}/bias`, [channels[1]], { kind: 'constant', value: 0.1 });
  return (x: Tensor): Tensor =>
    tf.add(tf.conv2d(x as Tensor4D, kernel as unknown as Tensor4D, stride, 'same'), bias);
}

/** A small regression network with dropout and a WGAN-GP critic, as one program of several entries. */
export function makeExperiment(mode: Mode, seed = 3): { program: Program; store: VariableStore } {
  const store = new VariableStore(11);
  const first = makeConvolution(store, 'net/first', [1, 4]);
  const last = makeConvolution(store, 'net/last', [4, 1]);
  const net = (x: Tensor): Tensor => last(leakyRelu(first(x), 0.2));
  const seeing = makeConvolution(store, 'critic/seeing', [1, 6], 2);
  const judging = makeConvolution(store, 'critic/judging', [6, 1], 2);
  const critic = (x: Tensor): Tensor => tf.mean(judging(leakyRelu(seeing(x), 0.2)), [1, 2, 3]);
  const netAdam = new Adam(store, 'net/');
  const criticAdam = new Adam(store, 'critic/', { beta1: 0.5 });
  const program = createProgram({ variables: store, seed, mode });
  const pair = { x: { shape }, y: { shape }, learningRate: { shape: [] } };
  program.define('regress', {
    inputs: pair,
    body: ({ x, y, learningRate }) => ({
      loss: netAdam.minimise(() => tf.mean(tf.square(tf.sub(net(x!), y!))), learningRate!),
    }),
  });
  program.define('gradients', {
    inputs: pair,
    body: ({ x, y }) => {
      const { value, gradients } = netAdam.gradients(() => tf.mean(tf.abs(tf.sub(net(x!), y!))));
      return { value, ...Object.fromEntries(gradients) };
    },
  });
  program.define('regress with dropout', {
    inputs: pair,
    body: ({ x, y, learningRate }, random) => ({
      loss: netAdam.minimise(
        () => tf.mean(tf.square(tf.sub(net(random.dropout(x!, 0.4)), y!))),
        learningRate!,
      ),
    }),
  });
  program.define('criticise', {
    inputs: pair,
    body: ({ x, y, learningRate }, random) => {
      const mix = random.uniform([2, 1, 1, 1]);
      const between = tf.add(tf.mul(mix, x!), tf.mul(tf.sub(1, mix), y!));
      const loss = criticAdam.minimise(() => {
        const slope = tf.grad((at: Tensor) => tf.sum(critic(at)))(between);
        const norm = tf.sqrt(tf.add(tf.sum(tf.square(slope), [1, 2, 3]), 1e-8));
        const penalty = tf.mean(tf.square(tf.sub(norm, 1)));
        return tf.add(tf.sub(tf.mean(critic(x!)), tf.mean(critic(y!))), tf.mul(penalty, 10)) as Scalar;
      }, learningRate!);
      return { loss };
    },
  });
  program.define('predict', { inputs: { x: { shape } }, body: ({ x }) => ({ result: net(x!) }) });
  program.define('random', {
    inputs: {},
    body: (_inputs, random) => ({ uniform: random.uniform([1000], -2, 3), normal: random.normal([1000]) }),
  });
  return { program, store };
}

/** Runs an entry `steps` times at consecutive positions; returns its losses. */
export function runSteps(program: Program, entry: string, steps: number, learningRate = 0.01): number[] {
  return Array.from({ length: steps }, (_v, step) => {
    return program.run(entry, { ...images, learningRate }, step)['loss']?.[0] ?? NaN;
  });
}

/** Largest absolute difference of two equally long lists. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return worst;
}
