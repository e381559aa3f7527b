import { describe, expect, it } from 'vitest';
import { ratesOf, withRates } from '../../../electron/engine/training/rate-changes.ts';

const change = (step: number, rates: Record<string, number>) => ({
  step,
  time: '2025-01-31T12:00:00.000Z',
  rates,
});

describe('learning rates that are changed while a run trains', () => {
  it('hold from their step on, each by its name', () => {
    const changes = [change(3, { learningRate: 0.1 }), change(5, { criticLearningRate: 0.2 })];
    const rate = ratesOf({ changes });
    expect([2, 3, 4, 5].map((step) => rate('learningRate', step))).toEqual([undefined, 0.1, 0.1, 0.1]);
    expect([4, 5].map((step) => rate('criticLearningRate', step))).toEqual([undefined, 0.2]);
  });

  it('are seen by a trainer that asks later', () => {
    const history = { changes: [change(3, { learningRate: 0.1 })] };
    const rate = ratesOf(history);
    history.changes = withRates(history.changes, change(4, { learningRate: 0.01 }));
    expect(rate('learningRate', 4)).toBe(0.01);
  });

  it('replace what was set for later steps, and join what was set for the same', () => {
    const before = [change(3, { a: 1 }), change(8, { a: 2 }), change(9, { a: 3 })];
    expect(withRates(before, change(8, { b: 4 }))).toEqual([before[0], change(8, { a: 2, b: 4 })]);
    expect(withRates(before, change(5, { a: 5 }))).toEqual([before[0], change(5, { a: 5 })]);
  });
});
