/** Scales the median absolute deviation to the standard deviation of normal noise. */
const normalScale = 1.482602218505602;

/** More values than this are thinned out evenly before they are sorted: the spread is then good to half a percent. */
const mostSorted = 65_536;

export interface RobustSpread {
  median: number;
  /** 1.4826 times the median absolute deviation: the standard deviation where the values are normal. */
  sd: number;
}

/**
 * Median and spread that neither spots nor dead pixels move, of the finite values; NaN without any. Of more than
 * 65,536 values every n-th is taken.
 */
export function robustSpread(values: ArrayLike<number>): RobustSpread {
  const step = Math.max(1, Math.ceil(values.length / mostSorted));
  const taken = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let i = 0; i < values.length; i += step) {
    const value = values[i] as number;
    if (Number.isFinite(value)) taken[count++] = value;
  }
  const finite = taken.subarray(0, count);
  const median = middle(finite);
  for (let i = 0; i < count; i += 1) finite[i] = Math.abs((finite[i] as number) - median);
  const sd = normalScale * middle(finite);
  return { median, sd };
}

/** Linear interpolation between sorted values, as NumPy's default does; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? NaN) - low);
}

/** The median; sorts the values. */
function middle(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  const upper = values[half] ?? NaN;
  return values.length % 2 === 1 ? upper : (upper + (values[half - 1] ?? NaN)) / 2;
}
