import { describe, expect, it } from 'vitest';
import { classificationScores } from '../../../electron/engine/metrics/classification-scores.ts';
import {
  addMatrices,
  confusionMatrix,
  rowShares,
} from '../../../electron/engine/metrics/confusion-matrix.ts';

describe('confusion matrix', () => {
  it('has true classes in rows and predicted ones in columns', () => {
    const matrix = confusionMatrix([0, 0, 0, 1, 2], [0, 1, 1, 1, 0], 3);
    expect(matrix).toEqual([
      [1, 2, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    expect(rowShares(matrix)).toEqual([
      [1 / 3, 2 / 3, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  it('has no shares for a class without images', () => {
    expect(rowShares(confusionMatrix([0], [1], 2))).toEqual([
      [0, 1],
      [null, null],
    ]);
  });

  it('sums folds', () => {
    const one = confusionMatrix([0, 1], [0, 0], 2);
    expect(addMatrices([one, one], 2)).toEqual([
      [2, 0],
      [2, 0],
    ]);
    expect(one[0]).toEqual([1, 0]);
  });

  it('refuses numbers that are no class, and lists that do not pair', () => {
    expect(() => confusionMatrix([0, 3], [0, 0], 3)).toThrow(/0 to 2, not 3 and 0/);
    expect(() => confusionMatrix([0], [-1], 3)).toThrow(/not 0 and -1/);
    expect(() => confusionMatrix([0, 1], [0], 3)).toThrow(/2 true classes/);
  });
});

/** The examples of scikit-learn's documentation, with the values that it prints. */
describe('scores equal scikit-learn’s', () => {
  it('balanced_accuracy_score: 0.625', () => {
    const scores = classificationScores(confusionMatrix([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], 2));
    expect(scores.balancedAccuracy).toBeCloseTo(0.625, 12);
    expect(scores.accuracy).toBeCloseTo(4 / 6, 12);
  });

  it('f1_score: macro 0.2667, by class 0.8, 0, 0', () => {
    const scores = classificationScores(confusionMatrix([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3));
    expect(scores.perClass.map(({ f1 }) => f1)).toEqual([0.8, 0, 0]);
    expect(scores.macroF1).toBeCloseTo(0.8 / 3, 12);
    expect(scores.perClass[0]).toEqual({ n: 2, precision: 2 / 3, recall: 1, f1: 0.8 });
  });

  it('cohen_kappa_score: 0.6875', () => {
    // negative, positive, neutral.
    const scores = classificationScores(confusionMatrix([0, 1, 0, 2, 1], [0, 1, 0, 2, 0], 3));
    expect(scores.kappa).toBeCloseTo(0.6875, 12);
  });
});

describe('scores that have nothing to divide by', () => {
  it('leave a class out that is neither there nor predicted', () => {
    const scores = classificationScores(confusionMatrix([0, 1], [0, 1], 3));
    expect(scores.perClass[2]).toEqual({ n: 0, precision: null, recall: null, f1: null });
    expect(scores).toMatchObject({ accuracy: 1, balancedAccuracy: 1, macroF1: 1, kappa: 1 });
  });

  it('have no kappa where there is one class alone, and nothing without images', () => {
    expect(classificationScores([[3, 0], [0, 0]]).kappa).toBeNull(); // prettier-ignore
    const none = classificationScores(confusionMatrix([], [], 2));
    expect(none).toMatchObject({ n: 0, accuracy: null, balancedAccuracy: null, macroF1: null, kappa: null });
  });
});
