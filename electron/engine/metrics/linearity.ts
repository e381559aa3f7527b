export interface LineFit {
  /** Pairs of finite values. */
  n: number;
  /** Of y = intercept + slope x; a slope of 1 and an intercept of 0 keep intensities as they are. */
  slope: number;
  intercept: number;
  /** Share of y's variance that the line explains; NaN where y does not vary. */
  r2: number;
  /** Root of the mean squared distance of y from the line, in y's units. */
  residual: number;
}

/** Moments of the pairs so far, about their means. */
interface Moments {
  n: number;
  meanX: number;
  meanY: number;
  xx: number;
  xy: number;
  yy: number;
}

/**
 * The least-squares line through the pixels of any number of images, one image in memory at a time: whether an
 * output is proportional to the truth, as measurements of intensity need it. Equal to scipy.stats.linregress over
 * all pixels together. Pairs that are not finite are left out. Own code: the packages want all pairs at once.
 */
export class LinearityFit {
  #all: Moments = { n: 0, meanX: 0, meanY: 0, xx: 0, xy: 0, yy: 0 };

  /** Adds an image's pixels. @throws RangeError where the lists differ in length. */
  add(x: ArrayLike<number>, y: ArrayLike<number>): void {
    if (x.length !== y.length) {
      throw new RangeError(`Lists of ${x.length} and ${y.length} values cannot be paired.`);
    }
    this.#all = merged(this.#all, momentsOf(x, y));
  }

  /** Null without two different values of x. */
  fit(): LineFit | null {
    const { n, meanX, meanY, xx, xy, yy } = this.#all;
    if (!(xx > 0)) return null;
    const slope = xy / xx;
    const left = Math.max(0, yy - slope * xy);
    return {
      n,
      slope,
      intercept: meanY - slope * meanX,
      r2: yy > 0 ? 1 - left / yy : NaN,
      residual: Math.sqrt(left / n),
    };
  }
}

/** In two passes: sums of squares of 16-bit values about 0 would lose the digits that count. */
function momentsOf(x: ArrayLike<number>, y: ArrayLike<number>): Moments {
  let [n, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [a, b] = [x[i] as number, y[i] as number];
    if (!Number.isFinite(a + b)) continue;
    n += 1;
    sumX += a;
    sumY += b;
  }
  const [meanX, meanY] = n > 0 ? [sumX / n, sumY / n] : [0, 0];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [a, b] = [(x[i] as number) - meanX, (y[i] as number) - meanY];
    if (!Number.isFinite(a + b)) continue;
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  return { n, meanX, meanY, xx, xy, yy };
}

/** Of both sets together (Chan, Golub and LeVeque 1979). */
function merged(a: Moments, b: Moments): Moments {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const n = a.n + b.n;
  const [dx, dy] = [b.meanX - a.meanX, b.meanY - a.meanY];
  const weight = (a.n * b.n) / n;
  return {
    n,
    meanX: a.meanX + (dx * b.n) / n,
    meanY: a.meanY + (dy * b.n) / n,
    xx: a.xx + b.xx + dx * dx * weight,
    xy: a.xy + b.xy + dx * dy * weight,
    yy: a.yy + b.yy + dy * dy * weight,
  };
}
