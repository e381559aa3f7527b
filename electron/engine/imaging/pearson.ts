/**
 * Pearson's correlation of two arrays of equal length, finite values only; NaN where either does not vary.
 * Computed in two passes, which keeps 16-bit sums exact.
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`Arrays of ${a.length} and ${b.length} values do not pair.`);
  let [n, sumA, sumB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (!Number.isFinite(x + y)) continue;
    n += 1;
    sumA += x;
    sumB += y;
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [(a[i] as number) - meanA, (b[i] as number) - meanB];
    if (!Number.isFinite(x + y)) continue;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
