import { describe, expect, it } from 'vitest';
import { expandSweep, sweepName } from '../../../electron/engine/training/sweep.ts';

describe('a sweep', () => {
  it('has every value with every other as a grid, the last axis fastest', () => {
    const axes = [
      { parameter: 'learningRate', values: [1e-3, 1e-4] },
      { parameter: 'seed', values: [1, 2, 3] },
    ];
    const points = expandSweep(axes, 'grid');
    expect(points.map(({ learningRate, seed }) => [learningRate, seed])).toEqual([
      [1e-3, 1],
      [1e-3, 2],
      [1e-3, 3],
      [1e-4, 1],
      [1e-4, 2],
      [1e-4, 3],
    ]);
  });

  it('takes lists together, with null and text among the values', () => {
    const axes = [
      { parameter: 'patchSize', values: [64, null] },
      { parameter: 'contentLoss', values: ['l1', 'l2'] },
    ];
    expect(expandSweep(axes, 'list')).toEqual([
      { patchSize: 64, contentLoss: 'l1' },
      { patchSize: null, contentLoss: 'l2' },
    ]);
    const uneven = [
      { parameter: 'a', values: [1, 2, 3] },
      { parameter: 'b', values: [1, 2] },
    ];
    expect(() => expandSweep(uneven, 'list')).toThrow(/b has 2 values and another 3/);
  });

  it('is bounded, and names what comes twice', () => {
    const many = (parameter: string, count: number) => ({
      parameter,
      values: Array.from({ length: count }, (_, i) => i),
    });
    expect(expandSweep([many('a', 10), many('b', 10)], 'grid')).toHaveLength(100);
    expect(() => expandSweep([many('a', 10), many('b', 11)], 'grid')).toThrow(/110 runs and may have 100/);
    expect(() => expandSweep([many('a', 2), many('a', 3)], 'grid')).toThrow(/names a twice/);
    expect(() => expandSweep([{ parameter: 'a', values: [1, 1] }], 'grid')).toThrow(/value of a twice/);
  });

  it('names its runs by what varies', () => {
    const point = { learningRate: 1e-4, patchSize: null, flips: true, seed: 2 };
    expect(sweepName(point, new Map([['learningRate', 'Learning rate']]))).toBe(
      'Learning rate 0.0001, patchSize none, flips on, seed 2',
    );
  });
});
