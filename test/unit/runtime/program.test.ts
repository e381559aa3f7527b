import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../../electron/engine/runtime/program.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import { loadTensorFlow, nodeBackend, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import type { Mode } from './networks.ts';
import { images, largestDifference, makeExperiment, runSteps } from './networks.ts';

const open: { program: Program; store: VariableStore }[] = [];
const make = (mode: Mode, seed?: number): Program => {
  const experiment = makeExperiment(mode, seed);
  open.push(experiment);
  return experiment.program;
};

beforeAll(async () => {
  await loadTensorFlow();
});

afterEach(() => {
  for (const { program, store } of open.splice(0)) {
    program.dispose();
    store.dispose();
  }
});

describe('a compiled program equals op by op', () => {
  it('in values and gradients', () => {
    const [compiled, reference] = [make('compiled'), make('op-by-op')];
    const a = compiled.run('gradients', { ...images, learningRate: 0 });
    const b = reference.run('gradients', { ...images, learningRate: 0 });
    expect(Object.keys(a)).toEqual(Object.keys(b));
    expect(Object.keys(a)).toContain('net/first/kernel');
    for (const key of Object.keys(a)) expect(largestDifference(a[key]!, b[key]!)).toBeLessThan(1e-5);
  });

  it.each([
    ['50 steps of Adam', 'regress', 50],
    ['dropout', 'regress with dropout', 30],
    ['a WGAN-GP critic with double backprop', 'criticise', 30],
  ])('over %s', (_name, entry, steps) => {
    const [compiled, reference] = [make('compiled'), make('op-by-op')];
    const losses = runSteps(compiled, entry, steps);
    expect(largestDifference(losses, runSteps(reference, entry, steps))).toBeLessThan(2e-4);
    expect(losses.at(-1)).not.toBe(losses[0]);
    const [a, b] = [compiled.export(), reference.export()];
    for (const [name, values] of a) {
      expect(largestDifference(values, b.get(name)!), name).toBeLessThan(2e-3);
    }
  });

  it('draws the same random numbers, new ones each step, from the seed', () => {
    const [compiled, reference, other] = [make('compiled', 7), make('op-by-op', 7), make('compiled', 8)];
    const first = compiled.run('random', {}, 0);
    expect(reference.run('random', {}, 0)).toEqual(first);
    expect(compiled.run('random', {}, 0)).toEqual(first);
    expect(compiled.run('random', {}, 1)['uniform']).not.toEqual(first['uniform']);
    expect(other.run('random', {}, 0)['uniform']).not.toEqual(first['uniform']);
    const uniform = [...first['uniform']!];
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...uniform)).toBeLessThan(3);
    expect(uniform.reduce((sum, v) => sum + v, 0) / 1000).toBeCloseTo(0.5, 0);
    const normal = [...first['normal']!];
    expect(normal.reduce((sum, v) => sum + v * v, 0) / 1000).toBeCloseTo(1, 0);
  });
});

describe('one graph', () => {
  it('shares variables between entries, and keeps them when an entry joins later', () => {
    const program = make('compiled');
    const before = program.run('predict', { x: images.x })['result']!;
    runSteps(program, 'regress', 5);
    const after = program.run('predict', { x: images.x })['result']!;
    expect(largestDifference(before, after)).toBeGreaterThan(1e-3);
    runSteps(program, 'criticise', 1);
    expect(program.run('predict', { x: images.x })['result']).toEqual(after);
  });

  it('takes the learning rate as an input', () => {
    const program = make('compiled');
    runSteps(program, 'regress', 1);
    const weights = program.export().get('net/first/kernel')!;
    program.run('regress', { ...images, learningRate: 0 });
    expect(program.export().get('net/first/kernel')).toEqual(weights);
  });

  it('goes on exactly from exported variables', () => {
    const [whole, first, second] = [make('compiled'), make('compiled'), make('compiled')];
    const losses = runSteps(whole, 'regress with dropout', 12);
    const start = runSteps(first, 'regress with dropout', 7);
    second.import(first.export());
    const rest = Array.from({ length: 5 }, (_v, i) => {
      return second.run('regress with dropout', { ...images, learningRate: 0.01 }, 7 + i)['loss']![0];
    });
    expect([...start, ...rest]).toEqual(losses);
  });

  it('leaves no tensor and no graph behind', () => {
    const { binding } = nodeBackend();
    const round = () => {
      const { program, store } = makeExperiment('compiled');
      runSteps(program, 'regress', 2);
      runSteps(program, 'criticise', 2);
      program.export();
      program.dispose();
      store.dispose();
      return [binding.getNumOfTensors(), binding.getNumOfSavedModels(), tf.memory().numTensors];
    };
    const first = round();
    for (let i = 0; i < 5; i++) expect(round()).toEqual(first);
  });
});

describe('what cannot be compiled is said in words', () => {
  const withBody = (
    body: (store: VariableStore, adam: Adam) => Record<string, ReturnType<typeof tf.scalar>>,
  ) => {
    const store = new VariableStore(1);
    store.create('net/weight', [], { kind: 'constant', value: 2 });
    const adam = new Adam(store, 'net/');
    const program = createProgram({ variables: store, seed: 0, mode: 'compiled' });
    program.define('step', { inputs: {}, body: () => body(store, adam) });
    open.push({ program, store });
    return () => program.run('step', {});
  };

  it('reading values inside a step', () => {
    const run = withBody((store) => ({ out: tf.scalar(store.get('net/weight').mul(2).dataSync()[0]!) }));
    expect(run).toThrow(/"step" reads the values of a tensor/);
  });

  it('a tensor from outside', () => {
    const outside = tf.scalar(1).add(1);
    const run = withBody((store) => ({ out: tf.add(store.get('net/weight'), outside) }));
    expect(run).toThrow(/"step" uses \(in Add\w*\) a tensor made outside it/);
    outside.dispose();
  });

  it('reading a weight after its update', () => {
    const run = withBody((store, adam) => {
      adam.minimise(() => tf.square(store.get('net/weight')), tf.scalar(0.1));
      return { out: tf.add(store.get('net/weight'), 1) };
    });
    expect(run).toThrow(/"step" reads net\/weight \(in Add\w*\) after its optimiser changed it/);
  });

  it('leaves variables and backend as they were', () => {
    const store = new VariableStore(1);
    const weight = store.create('weight', [], { kind: 'constant', value: 2 });
    const program = createProgram({ variables: store, seed: 0, mode: 'compiled' });
    open.push({ program, store });
    program.define('step', {
      inputs: {},
      body: () => {
        weight.assign(tf.add(weight, 1));
        throw new Error('half way');
      },
    });
    expect(() => program.run('step', {})).toThrow('half way');
    expect(weight.dataSync()[0]).toBe(2);
  });
});

describe('wrong use', () => {
  it('names the step and the input', () => {
    const program = make('compiled');
    expect(() => program.run('nothing', {})).toThrow(/no step "nothing"/);
    expect(() => program.run('predict', {})).toThrow(/"predict" needs the input "x"/);
    expect(() => program.run('predict', { x: new Float32Array(3) })).toThrow(
      /"x" of step "predict" has 3 values/,
    );
    expect(() => program.define('predict', { inputs: {}, body: () => ({}) })).toThrow(/defined twice/);
  });

  it('refuses weights that do not fit, and names the variable', () => {
    const program = make('compiled');
    const values = program.export();
    values.set('net/last/bias', new Float32Array(9));
    expect(() => program.import(values)).toThrow(/net\/last\/bias has 9 values, not 1/);
    values.delete('net/last/bias');
    expect(() => program.import(values)).toThrow(/net\/last\/bias is missing/);
  });
});
