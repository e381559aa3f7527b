/**
 * P(Z > z) of the standard normal distribution for z >= 0, to about 14 digits: its series near 0, and Lentz's
 * continued fraction (Abramowitz and Stegun 7.1.5 and 26.2.14) in the tail, where the series loses digits.
 * Own code: a package for this one function would bring a dozen others.
 */
export function normalTail(z: number): number {
  if (!(z >= 0)) throw new RangeError(`The tail is asked for from ${z}, not from 0 or more.`);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z < 3 ? 0.5 - density * series(z) : density / continuedFraction(z);
}

/** z + z^3 / 3 + z^5 / (3 5) + ... */
function series(z: number): number {
  let [sum, term] = [z, z];
  for (let k = 3; term > Number.EPSILON * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

/** z + 1 / (z + 2 / (z + 3 / ...)), from the far end: 100 steps are enough from z = 3 on. */
function continuedFraction(z: number): number {
  let value = z;
  for (let k = 100; k >= 1; k -= 1) value = z + k / value;
  return value;
}
