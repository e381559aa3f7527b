import { evenly } from '../imaging/evenly.ts';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { requireRows } from './feature-rows.ts';
import type { Features } from './feature-rows.ts';

/** The eigenvalue problem is no larger than this: of more rows, as many evenly spaced ones are fitted. */
const mostRows = 1024;

/** Eigenvalues below this part of the variance are rounding. */
const rounding = 1e-10;

export interface Pca {
  /** Features of the average row. */
  mean: Float64Array;
  /** Directions of unit length, the one of most variance first; the largest number of each is positive. */
  components: Float64Array[];
  /** Variance (n - 1) along each component, and as a share of the whole. */
  explainedVariance: number[];
  explainedVarianceRatio: number[];
  /** Rows it was fitted on. */
  rows: number;
}

export interface Projection {
  /** Coordinates along the components. */
  scores: number[];
  /** Distance from the plane of the components: what they do not show. */
  residual: number;
}

/**
 * Principal component analysis of images or features (Pearson 1901), as in the EM paper's plots: fitted on the real
 * set alone, so that generated images are seen on the real ones' axes. By the eigenvectors of the rows' scalar
 * products or of the features' covariance, whichever is smaller; equal to NumPy's SVD of the centred rows.
 *
 * Fewer components than asked for come back where the rows do not vary in as many directions: none from identical
 * rows. @throws RangeError for fewer than two rows, rows of different length, and numbers that are not finite.
 */
export function fitPca(rows: readonly Features[], components = 2): Pca {
  const features = requireRows(rows);
  if (rows.length < 2 || features === 0) throw new RangeError('PCA needs at least two rows with features.');
  if (!(Number.isInteger(components) && components > 0)) {
    throw new RangeError(`The number of components is a whole number above 0, not ${components}.`);
  }
  const fitted = evenly(rows, mostRows);
  const mean = meanOf(fitted, features);
  const centred = new Matrix(fitted.length, features);
  fitted.forEach((row, i) => {
    for (let j = 0; j < features; j += 1) centred.set(i, j, (row[j] as number) - (mean[j] as number));
  });
  const wide = features > fitted.length;
  const products = wide ? scalarProducts(centred) : scalarProducts(centred.transpose());
  const total = products.trace();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(products, {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()]
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number))
    .filter((i) => (realEigenvalues[i] as number) > rounding * total)
    .slice(0, components);
  const directions = order.map((i) => {
    const vector = eigenvectorMatrix.getColumnVector(i);
    return oriented((wide ? centred.transpose().mmul(vector) : vector).to1DArray());
  });
  const values = order.map((i) => realEigenvalues[i] as number);
  return {
    mean,
    components: directions,
    explainedVariance: values.map((value) => value / (fitted.length - 1)),
    explainedVarianceRatio: values.map((value) => value / total),
    rows: fitted.length,
  };
}

/** Where a row lies on the components of a fit. NaN where one of its features is. */
export function projectPca({ mean, components }: Pca, row: Features): Projection {
  if (row.length !== mean.length) {
    throw new RangeError(`The row has ${row.length} features, the fit ${mean.length}.`);
  }
  const centred = Float64Array.from(row, (value, i) => value - (mean[i] as number));
  const scores = components.map((component) => dot(component, centred));
  components.forEach((component, c) => {
    const score = scores[c] as number;
    component.forEach((value, i) => (centred[i] = (centred[i] as number) - score * value));
  });
  return { scores, residual: Math.sqrt(dot(centred, centred)) };
}

function meanOf(rows: readonly Features[], features: number): Float64Array {
  const mean = new Float64Array(features);
  for (const row of rows) for (let j = 0; j < features; j += 1) mean[j]! += (row[j] as number) / rows.length;
  return mean;
}

/** M times its transpose; half of it is computed, as it is symmetric. */
function scalarProducts(matrix: Matrix): Matrix {
  const rows = matrix.to2DArray().map((row) => Float64Array.from(row));
  const products = new Matrix(rows.length, rows.length);
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      const product = dot(row, rows[j] as Float64Array);
      products.set(i, j, product);
      products.set(j, i, product);
    }
  });
  return products;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Of unit length, its largest number positive: a direction and its opposite are the same component. */
function oriented(vector: readonly number[]): Float64Array {
  const direction = Float64Array.from(vector);
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const length = Math.sign(largest) * Math.sqrt(dot(direction, direction));
  return direction.map((value) => value / length);
}
