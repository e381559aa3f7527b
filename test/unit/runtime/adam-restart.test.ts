import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

describe.each(['compiled', 'op-by-op'] as const)('Adam begun anew, %s', (mode) => {
  it('goes on as a new optimiser over the same weights', () => {
    const make = () => {
      const store = new VariableStore(5);
      const weights = store.create('net/weights', [3], { kind: 'normal', standardDeviation: 1 });
      const adam = new Adam(store, 'net/', { beta1: 0.5, beta2: 0.99 });
      const program = createProgram({ variables: store, seed: 1, mode });
      program.define('step', {
        inputs: { target: { shape: [3] } },
        body: ({ target }) => ({
          loss: adam.minimise(
            () => tf.sum(tf.square(tf.sub(weights, target as typeof weights))),
            tf.scalar(0.01),
          ),
        }),
      });
      program.define('restart', {
        inputs: {},
        body: () => {
          adam.restart();
          return {};
        },
      });
      const step = (value: number) => program.run('step', { target: new Float32Array(3).fill(value) });
      return { store, program, step };
    };
    const [used, fresh] = [make(), make()];
    for (let i = 0; i < 3; i += 1) used.step(i);
    const before = used.program.export();
    used.program.run('restart', {});
    const restarted = used.program.export();
    expect(restarted.get('net/weights')).toEqual(before.get('net/weights'));

    const slots = new Map([...fresh.program.export()].filter(([name]) => name.startsWith('adam/')));
    expect(slots.size).toBe(4);
    for (const [name, value] of slots) {
      expect(restarted.get(name), name).toEqual(value);
      expect(before.get(name), name).not.toEqual(value);
    }
    fresh.program.import(restarted);
    expect(used.step(7)).toEqual(fresh.step(7));
    expect(used.program.export()).toEqual(fresh.program.export());
    for (const { program, store } of [used, fresh]) {
      program.dispose();
      store.dispose();
    }
  });
});
