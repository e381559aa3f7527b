/** Counts of the 256 grey levels. */
export function histogram(plane: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(256);
  for (let i = 0; i < plane.length; i += 1) {
    const level = plane[i] as number;
    counts[level] = (counts[level] as number) + 1;
  }
  return counts;
}

export type GreyClass = { share: number; mean: number; sd: number };

export type Classes = {
  /** The last grey level of each class but the highest. */
  thresholds: number[];
  /** Share of the pixels, mean and standard deviation of each class, darkest first. */
  classes: GreyClass[];
};

/**
 * Split 8-bit grey levels into two or three classes with the largest variance between them: Otsu 1979 (IEEE
 * Trans. SMC 9:62) and its extension by Liao, Chen and Chung 2001 (J. Inf. Sci. Eng. 17:713).
 * Own code because OpenCV has two classes only. With fewer distinct levels than classes, some are empty.
 */
export function otsuClasses(counts: Float64Array, classes: 2 | 3): Classes {
  const sums = cumulate(counts);
  let best = -1;
  let thresholds: number[] = [];
  for (let low = 0; low < 255; low += 1) {
    const first = spread(sums, 0, low);
    for (let high = classes === 2 ? 255 : low + 1; high < 256; high += 1) {
      const between = first + spread(sums, low + 1, high) + spread(sums, high + 1, 255);
      if (between <= best) continue;
      best = between;
      thresholds = classes === 2 ? [low] : [low, high];
    }
  }
  const edges = [-1, ...thresholds, 255];
  return { thresholds, classes: edges.slice(1).map((to, i) => moments(sums, (edges[i] as number) + 1, to)) };
}

/** Running sums of the counts, of level x count and of level^2 x count; entry i covers the levels below i. */
type Sums = { count: Float64Array; first: Float64Array; second: Float64Array };

function cumulate(counts: Float64Array): Sums {
  const sums = { count: new Float64Array(257), first: new Float64Array(257), second: new Float64Array(257) };
  for (let level = 0; level < 256; level += 1) {
    const count = counts[level] as number;
    sums.count[level + 1] = (sums.count[level] as number) + count;
    sums.first[level + 1] = (sums.first[level] as number) + count * level;
    sums.second[level + 1] = (sums.second[level] as number) + count * level * level;
  }
  return sums;
}

function over(sum: Float64Array, from: number, to: number): number {
  return from > to ? 0 : (sum[to + 1] as number) - (sum[from] as number);
}

/** A class's part of the variance between classes, up to a constant: (sum of levels)^2 / count. */
function spread(sums: Sums, from: number, to: number): number {
  const count = over(sums.count, from, to);
  return count > 0 ? over(sums.first, from, to) ** 2 / count : 0;
}

function moments(sums: Sums, from: number, to: number): GreyClass {
  const count = over(sums.count, from, to);
  if (count === 0) return { share: 0, mean: NaN, sd: NaN };
  const mean = over(sums.first, from, to) / count;
  const variance = over(sums.second, from, to) / count - mean * mean;
  return { share: count / (sums.count[256] as number), mean, sd: Math.sqrt(Math.max(0, variance)) };
}
