import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../../electron/engine/networks/index.ts';
import type { NetworkDefinition } from '../../../electron/engine/networks/network.ts';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { Program } from '../../../electron/engine/runtime/program.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import { idleWeights, inputShapes, smallParameters } from './small.ts';

const shapeOf = ({ id }: NetworkDefinition): number[] => inputShapes[id] ?? [2, 16, 16, 3];
const makeInput = (shape: number[]): Float32Array =>
  Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, (_, i) => Math.sin(i * 0.37));

beforeAll(async () => {
  await loadTensorFlow();
});

/** The network with a training step that brings its output nearer to 0.3, and an entry that runs it. */
function build(definition: NetworkDefinition, seed: number): { program: Program; store: VariableStore } {
  const store = new VariableStore(seed);
  const shape = shapeOf(definition);
  const network = definition.build(store, 'net', smallParameters[definition.id] ?? {});
  const program = createProgram({ variables: store, seed });
  program.define('run', { inputs: { x: { shape } }, body: ({ x }) => ({ y: network.apply(x as Tensor4D) }) });
  if (network.parameterCount > 0) {
    const adam = new Adam(store, 'net/');
    program.define('train', {
      inputs: { x: { shape } },
      body: ({ x }) => {
        const loss = () => tf.mean(tf.squaredDifference(network.apply(x as Tensor4D), 0.3));
        return { loss: adam.minimise(loss, tf.scalar(1e-3)) };
      },
    });
  }
  return { program, store };
}

describe.each(networks)('$id', (definition) => {
  let first: ReturnType<typeof build>;
  const image = makeInput(shapeOf(definition));
  beforeAll(() => {
    first = build(definition, 1);
  });
  afterAll(() => {
    first.program.dispose();
    first.store.dispose();
  });

  it('has an id that no other network has', () => {
    expect(networks.filter(({ id }) => id === definition.id)).toHaveLength(1);
  });

  it('refuses a parameter that it does not know', () => {
    expect(() => definition.build(new VariableStore(1), 'net', { depth: 3 })).toThrow(/depth/);
  });

  it('learns in two steps, unless it is frozen', () => {
    const before = first.program.export();
    if (!first.program.has('train')) {
      expect(definition.role).toBe('features');
      return;
    }
    const losses = [0, 1, 2].map(
      (step) => first.program.run('train', { x: image }, step)['loss']?.[0] ?? NaN,
    );
    expect(losses[2]).toBeLessThan(losses[0] as number);
    const after = first.program.export();
    const weights = [...before.keys()].filter((name) => name.startsWith('net/'));
    const idle = weights.filter((name) => idleWeights[definition.id]?.test(name));
    for (const name of idle) expect(after.get(name), name).toEqual(before.get(name));
    const used = weights.filter((name) => !idle.includes(name));
    for (const name of used) expect(after.get(name), name).not.toEqual(before.get(name));
  });

  it('gives equal output from exported and imported variables', () => {
    const second = build(definition, 2);
    const expected = first.program.run('run', { x: image })['y'];
    expect(second.program.run('run', { x: image })['y']).not.toEqual(expected);
    second.program.import(first.program.export());
    expect(second.program.run('run', { x: image })['y']).toEqual(expected);
    expect(expected?.every(Number.isFinite)).toBe(true);
    second.program.dispose();
    second.store.dispose();
  });
});
