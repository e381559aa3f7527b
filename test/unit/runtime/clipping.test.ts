import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

/** Adam's first moments after one step on 3 a + 4 b, whose gradient is (3, 4) and 5 long. */
function momentsAfterOneStep(mode: 'compiled' | 'op-by-op', clipNorm: number | null): number[] {
  const store = new VariableStore(1);
  const [a, b] = ['net/a', 'net/b'].map((name) => store.create(name, [1], { kind: 'constant', value: 1 }));
  const adam = new Adam(store, 'net/', { beta1: 0, clipNorm });
  const program = createProgram({ variables: store, seed: 1, mode });
  program.define('step', {
    inputs: { learningRate: { shape: [] } },
    body: ({ learningRate }) => ({
      loss: adam.minimise(() => tf.sum(tf.add(tf.mul(a!, 3), tf.mul(b!, 4))), learningRate!),
    }),
  });
  program.run('step', { learningRate: 0.1 });
  const values = program.export();
  program.dispose();
  store.dispose();
  return ['a', 'b'].map((name) => values.get(`adam/net/${name}/m`)?.[0] ?? NaN);
}

describe.each(['compiled', 'op-by-op'] as const)('gradient clipping, %s', (mode) => {
  it.each([
    ['shortens all gradients by one factor to the norm', 1, [0.6, 0.8]],
    ['leaves shorter gradients as they are', 6, [3, 4]],
    ['can be left out', null, [3, 4]],
  ])('%s', (_what, clipNorm, expected) => {
    const moments = momentsAfterOneStep(mode, clipNorm);
    moments.forEach((moment, i) => expect(moment).toBeCloseTo(expected[i] as number, 5));
  });
});
