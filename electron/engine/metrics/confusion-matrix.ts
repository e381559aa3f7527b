/** Counts by true class (row) and predicted class (column), as Fig. 5 of the MicroGAN paper lays them out. */
export type ConfusionMatrix = number[][];

/** A matrix of zeros. */
export function emptyMatrix(classes: number): ConfusionMatrix {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

/**
 * Counts what was predicted for what is true.
 * @param truth and `predicted`: class numbers from 0, of equal length.
 * @throws RangeError for unequal lengths and for a number that is no class.
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (truth.length !== predicted.length) {
    throw new RangeError(`${truth.length} true classes do not pair with ${predicted.length} predicted ones.`);
  }
  const matrix = emptyMatrix(classes);
  for (let i = 0; i < truth.length; i += 1) {
    const [actual, found] = [truth[i] as number, predicted[i] as number];
    const row = matrix[actual];
    if (row?.[found] === undefined) {
      throw new RangeError(`Classes are numbered 0 to ${classes - 1}, not ${actual} and ${found}.`);
    }
    row[found] += 1;
  }
  return matrix;
}

/** The sum of matrices of one size, for example of all folds. */
export function addMatrices(matrices: readonly ConfusionMatrix[], classes: number): ConfusionMatrix {
  const sum = emptyMatrix(classes);
  for (const matrix of matrices) {
    matrix.forEach((row, i) => row.forEach((n, j) => ((sum[i] as number[])[j] = (sum[i]?.[j] ?? 0) + n)));
  }
  return sum;
}

/** Each row as shares of its sum; null where a class has no images. */
export function rowShares(matrix: ConfusionMatrix): (number | null)[][] {
  return matrix.map((row) => {
    const sum = row.reduce((total, n) => total + n, 0);
    return row.map((n) => (sum > 0 ? n / sum : null));
  });
}
