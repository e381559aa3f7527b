/**
 * Holm's step-down correction for several comparisons (1979): the smallest p-value times their number m, the
 * next times m - 1, and so on, never below the one before and never above 1. Null p-values, of comparisons that
 * could not be made, stay null and count as none.
 * @returns corrected p-values in the order given; controls the family-wise error rate.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const made = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  made.sort((a, b) => a.p - b.p);
  const corrected: (number | null)[] = pValues.map(() => null);
  let least = 0;
  for (const [rank, { p, index }] of made.entries()) {
    least = Math.max(least, Math.min(1, (made.length - rank) * p));
    corrected[index] = least;
  }
  return corrected;
}
