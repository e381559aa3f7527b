/**
 * McNemar's exact test of two classifiers on the same images: under the null hypothesis each of the images that
 * exactly one of them has right is right by a fair coin, so the p-value is the two-sided binomial one,
 * min(1, 2 P(X <= min(b, c))) with X of Binomial(b + c, 1/2) (Dietterich 1998).
 * Own code: it is one sum. It takes images as independent; the bootstrap interval beside it does not.
 * @param onlyFirst images that only the first has right (b), `onlySecond` likewise (c).
 * @returns p in (0, 1]; 1 where both are right on the same images.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  // log of the binomial coefficient times 2^-n: n may be in the thousands.
  let logTerm = -n * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(onlyFirst, onlySecond); k += 1) {
    logTerm += Math.log((n - k + 1) / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, 2 * sum);
}
