import type { ConfusionMatrix } from './confusion-matrix.ts';

/** Scores of one class; null where there is nothing to divide by. */
export type ClassScore = {
  /** Images that are of this class. */
  n: number;
  precision: number | null;
  recall: number | null;
  /** 2 TP / (2 TP + FP + FN); null where the class is neither there nor predicted. */
  f1: number | null;
};

export type ClassificationScores = {
  n: number;
  accuracy: number | null;
  /** Mean recall of the classes that are there (Brodersen 2010), so that rare ones count alike. */
  balancedAccuracy: number | null;
  /** Mean F1 of the classes that are there or predicted. */
  macroF1: number | null;
  /** Cohen 1960: (observed - chance) / (1 - chance); null where chance alone would be right always. */
  kappa: number | null;
  perClass: ClassScore[];
};

/**
 * Scores of a confusion matrix, as scikit-learn's accuracy_score, balanced_accuracy_score, f1_score and
 * cohen_kappa_score give them. Without any images all are null.
 */
export function classificationScores(matrix: ConfusionMatrix): ClassificationScores {
  const rows = matrix.map(sumOf);
  const columns = matrix.map((_, j) => sumOf(matrix.map((row) => row[j] ?? 0)));
  const n = sumOf(rows);
  const perClass = matrix.map((row, i): ClassScore => {
    const [right, actual, found] = [row[i] ?? 0, rows[i] ?? 0, columns[i] ?? 0];
    return {
      n: actual,
      precision: ratio(right, found),
      recall: ratio(right, actual),
      f1: ratio(2 * right, actual + found),
    };
  });
  const accuracy = ratio(sumOf(matrix.map((row, i) => row[i] ?? 0)), n);
  const chance = sumOf(rows.map((actual, i) => actual * (columns[i] ?? 0))) / (n * n);
  return {
    n,
    accuracy,
    balancedAccuracy: meanOf(perClass.map(({ recall }) => recall)),
    macroF1: meanOf(perClass.map(({ f1 }) => f1)),
    kappa: accuracy === null ? null : ratio(accuracy - chance, 1 - chance),
    perClass,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return ratio(sumOf(known), known.length);
}
