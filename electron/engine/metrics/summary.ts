export type Summary = {
  /** How many finite values the mean and the standard deviation stand on. */
  n: number;
  mean: number;
  /** Sample standard deviation (n - 1); NaN for fewer than two values. */
  sd: number;
  /** Values left out because they are not finite, e.g. the PSNR of identical images. */
  leftOut: number;
};

/** Mean and sample standard deviation of the finite values; NaN where there are too few. */
export function summarise(values: Iterable<number>): Summary {
  const all = [...values];
  const finite = all.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : NaN, leftOut: all.length - n };
}

/** A number as documents have it: null where it is not finite. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
