import { beforeAll, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

it('starts a variable from the seed and its name alone', () => {
  const values = (seed: number, names: string[]) => {
    const store = new VariableStore(seed);
    for (const name of names) store.create(name, [50], { kind: 'normal', standardDeviation: 1 });
    const result = [...store.get('a/kernel').dataSync()];
    store.dispose();
    return result;
  };
  expect(values(1, ['a/kernel', 'b/kernel'])).toEqual(values(1, ['b/kernel', 'a/kernel']));
  expect(values(1, ['a/kernel'])).not.toEqual(values(2, ['a/kernel']));
});

it('counts and lists trainable parameters below a prefix', () => {
  const store = new VariableStore(1);
  store.create('generator/kernel', [3, 3, 2, 4], { kind: 'constant', value: 0 });
  store.create('generator/average', [4], { kind: 'constant', value: 0 }, false);
  store.create('critic/kernel', [5], { kind: 'uniform', limit: 0.5 });
  expect(store.countParameters('generator/')).toBe(72);
  expect([...store.trainable('').keys()]).toEqual(['generator/kernel', 'critic/kernel']);
  expect(Math.max(...store.get('critic/kernel').dataSync())).toBeLessThanOrEqual(0.5);
  expect(() => store.create('critic/kernel', [5], { kind: 'constant', value: 0 })).toThrow(/exists already/);
  expect(() => store.get('nothing')).toThrow(/No variable is named nothing/);
  store.dispose();
});
