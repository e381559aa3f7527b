import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFrozenModel } from '../../../electron/engine/runtime/frozen-model.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { Program } from '../../../electron/engine/runtime/program.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { largestDifference, makeExperiment, ramp } from './networks.ts';

const shape = [1, 6, 6, 1];
const values = ramp(36, 0.7);
let [program, store] = [null as unknown as Program, null as unknown as VariableStore];

beforeAll(async () => {
  await loadTensorFlow();
  store = new VariableStore(2);
  const kernel = store.create('kernel', [3, 3, 1, 2], { kind: 'normal', standardDeviation: 0.5 });
  store.create('idle', [1000], { kind: 'constant', value: 1 });
  program = createProgram({ variables: store, seed: 9 });
  const made = (x: Tensor4D): Tensor4D => tf.conv2d(x, kernel as unknown as Tensor4D, 1, 'same');
  program.define('plain', { inputs: { x: { shape } }, body: ({ x }) => ({ y: made(x as Tensor4D) }) });
  program.define('mixed', {
    inputs: { x: { shape }, gain: { shape: [] } },
    body: ({ x, gain }, random) => ({
      y: tf.mul(random.dropout(made(x as Tensor4D), 0.5), gain as Tensor4D),
    }),
  });
});
afterAll(() => {
  program.dispose();
  store.dispose();
});

const run = (bytes: Uint8Array): Float32Array => runFrozenModel(bytes, { name: 'x', shape, values }, 'y');

describe('a frozen entry', () => {
  it('keeps the weights of its moment and those that it reads alone', () => {
    const own = program.run('plain', { x: values })['y'] as Float32Array;
    const frozen = program.freeze('plain');
    expect(largestDifference(run(frozen), own)).toBeLessThan(1e-6);
    // A thousand numbers more are 4000 bytes more.
    expect(frozen.length).toBeLessThan(4000);
    const weights = program.export();
    program.import(new Map([...weights].map(([name, numbers]) => [name, numbers.map((value) => 2 * value)])));
    const doubled = program.run('plain', { x: values })['y'] as Float32Array;
    expect(largestDifference(run(frozen), own)).toBeLessThan(1e-6);
    expect(largestDifference(run(program.freeze('plain')), doubled)).toBeLessThan(1e-6);
    expect(largestDifference(own, doubled)).toBeGreaterThan(0.1);
    program.import(weights);
  });

  it('has given inputs and the random numbers of position 0 as constants', () => {
    const own = program.run('mixed', { x: values, gain: 3 }, 0)['y'] as Float32Array;
    expect(own.filter((value) => value === 0).length).toBeGreaterThan(10);
    expect(largestDifference(run(program.freeze('mixed', { gain: 3 })), own)).toBeLessThan(1e-6);
    // What is not given remains an input that is to be fed.
    expect(() => run(program.freeze('mixed'))).toThrow(/gain/);
  });

  it('changes no variables', () => {
    const experiment = makeExperiment('compiled');
    expect(() => experiment.program.freeze('regress')).toThrow(/changes variables: it cannot be frozen/);
    experiment.program.dispose();
    experiment.store.dispose();
  });
});
