import { linearSumAssignment } from 'linear-sum-assignment';
import { Matrix } from 'ml-matrix';

export interface Point {
  x: number;
  y: number;
}

/** Indices into the lists that were matched, and the distance in pixels. */
export interface SpotPair {
  found: number;
  truth: number;
  distance: number;
}

export interface SpotMatch {
  pairs: SpotPair[];
  /** Found, but not in the truth: indices of `found`. */
  invented: number[];
  /** In the truth, but not found: indices of `truth`. */
  lost: number[];
  /** Null where there is nothing to divide by: no spot found, none in the truth, neither. */
  precision: number | null;
  recall: number | null;
  f1: number | null;
  /** Mean distance of the pairs, and the root of its mean square (px); null without pairs. */
  localisationError: number | null;
  rmsError: number | null;
}

/** The largest cluster of spots within reach of each other that is solved: 4000 x 4000 costs are 128 MB. */
const mostInCluster = 4000;

/**
 * Spots found against spots that are there, each used once: as many pairs within `tolerance` pixels as possible,
 * and of those the pairs with the least distance in all (assignment after Crouse 2016, IEEE TAES 52:1679).
 * Spots that cannot compete for a partner are solved apart, which gives the same answer sooner.
 *
 * Throws RangeError for a tolerance that is no positive number, for coordinates that are not finite, and where
 * more than 4000 spots lie within reach of each other: the tolerance is then too large to tell them apart.
 */
export function matchSpots(found: readonly Point[], truth: readonly Point[], tolerance: number): SpotMatch {
  if (!(tolerance > 0 && Number.isFinite(tolerance))) {
    throw new RangeError(`The tolerance is a number of pixels above 0, not ${tolerance}.`);
  }
  if (![...found, ...truth].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) {
    throw new RangeError('Coordinates of spots must be finite numbers.');
  }
  const near = pairsWithin(found, truth, tolerance);
  const pairs = clustersOf(near, found.length).flatMap((cluster) => assign(cluster, tolerance));
  pairs.sort((a, b) => a.found - b.found);
  const usedFound = new Set(pairs.map((pair) => pair.found));
  const usedTruth = new Set(pairs.map((pair) => pair.truth));
  const total = (value: (pair: SpotPair) => number): number =>
    pairs.reduce((sum, pair) => sum + value(pair), 0);
  const meanSquare = ratio(
    total(({ distance }) => distance ** 2),
    pairs.length,
  );
  return {
    pairs,
    invented: [...found.keys()].filter((index) => !usedFound.has(index)),
    lost: [...truth.keys()].filter((index) => !usedTruth.has(index)),
    precision: ratio(pairs.length, found.length),
    recall: ratio(pairs.length, truth.length),
    f1: ratio(2 * pairs.length, found.length + truth.length),
    localisationError: ratio(
      total(({ distance }) => distance),
      pairs.length,
    ),
    rmsError: meanSquare === null ? null : Math.sqrt(meanSquare),
  };
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** All pairs within the tolerance; the truth is sorted into squares of that side, so that few are compared. */
function pairsWithin(found: readonly Point[], truth: readonly Point[], tolerance: number): SpotPair[] {
  const squares = new Map<string, number[]>();
  const square = (value: number): number => Math.floor(value / tolerance);
  truth.forEach(({ x, y }, index) => {
    const key = `${square(x)},${square(y)}`;
    const there = squares.get(key);
    if (there) there.push(index);
    else squares.set(key, [index]);
  });
  return found.flatMap((point, index) => {
    const close: SpotPair[] = [];
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const other of squares.get(`${square(point.x) + dx},${square(point.y) + dy}`) ?? []) {
          const { x, y } = truth[other] as Point;
          const distance = Math.hypot(x - point.x, y - point.y);
          if (distance <= tolerance) close.push({ found: index, truth: other, distance });
        }
      }
    }
    return close;
  });
}

/** The pairs in groups that share no spot with each other (connected parts, by union-find). */
function clustersOf(pairs: readonly SpotPair[], foundCount: number): SpotPair[][] {
  const parent = new Map<number, number>();
  const root = (node: number): number => {
    let at = node;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) {
      const above = parent.get(up);
      if (above !== undefined) parent.set(at, above);
      at = up;
    }
    return at;
  };
  for (const { found, truth } of pairs) {
    const [a, b] = [root(found), root(foundCount + truth)];
    if (a !== b) parent.set(a, b);
  }
  return [...Map.groupBy(pairs, ({ found }) => root(found)).values()];
}

function assign(cluster: SpotPair[], tolerance: number): SpotPair[] {
  if (cluster.length === 1) return cluster;
  const founds = [...new Set(cluster.map(({ found }) => found))];
  const truths = [...new Set(cluster.map(({ truth }) => truth))];
  if (Math.max(founds.length, truths.length) > mostInCluster) {
    throw new RangeError(
      `${founds.length} found and ${truths.length} true spots lie within ${tolerance} px of each other: use a smaller tolerance.`,
    );
  }
  const [rowOf, columnOf] = [founds, truths].map((list) => new Map(list.map((each, i) => [each, i])));
  // A pair out of reach costs more than all pairs within reach together: first as many pairs as possible.
  const outOfReach = tolerance * (Math.min(founds.length, truths.length) + 1);
  const costs = Matrix.ones(founds.length, truths.length).mul(outOfReach);
  const byPlace = new Map<number, SpotPair>();
  for (const pair of cluster) {
    const [row, column] = [rowOf?.get(pair.found) as number, columnOf?.get(pair.truth) as number];
    costs.set(row, column, pair.distance);
    byPlace.set(row * truths.length + column, pair);
  }
  const { rowAssignments } = linearSumAssignment(costs, { maximaze: false });
  return Array.from(rowAssignments).flatMap((column, row) => {
    const pair = column < 0 ? undefined : byPlace.get(row * truths.length + column);
    return pair ? [pair] : [];
  });
}
