export type MinimiseOptions = {
  /** First step along every parameter. */
  step: number;
  /** A line search ends at this width; the whole ends when a cycle moves the parameters by less. */
  tolerance: number;
  maxCycles: number;
  /** Called after each line search, for progress and for giving other work its turn; what it throws ends all. */
  afterLine?: (cycle: number) => Promise<void>;
};

export type Minimum = { at: number[]; value: number; converged: boolean; evaluations: number };

/**
 * The minimum of a function without its derivatives: Powell's conjugate directions (Comput. J. 1964, 7:155)
 * with Brent's line search, usual for rigid registration since Maes et al. 1997 (IEEE Trans. Med. Imaging
 * 16:187). Parameters should be scaled so that a step of 1 matters alike along each.
 * Own code: fmin cannot be imported by name as published and its shrink step uses an undeclared variable,
 * ml-direct needs bounds, and neither can be interrupted.
 */
export async function minimise(
  evaluate: (parameters: readonly number[]) => number,
  start: readonly number[],
  { step, tolerance, maxCycles, afterLine }: MinimiseOptions,
): Promise<Minimum> {
  let evaluations = 0;
  const counted = (parameters: readonly number[]): number => {
    evaluations += 1;
    return evaluate(parameters);
  };
  const directions: number[][] = start.map((_, i) => start.map((_, j) => Number(i === j)));
  let at = [...start];
  let value = counted(at);
  for (let cycle = 0; cycle < maxCycles; cycle += 1) {
    const [from, before] = [at, value];
    let largest = { drop: 0, index: 0 };
    for (const [index, direction] of directions.entries()) {
      const found = alongLine(counted, at, value, direction, step, tolerance);
      if (value - found.value > largest.drop) largest = { drop: value - found.value, index };
      ({ at, value } = found);
      await afterLine?.(cycle);
    }
    const moved = at.map((x, i) => x - (from[i] as number));
    const length = Math.hypot(...moved);
    if (length < tolerance) return { at, value, converged: true, evaluations };
    const beyond = counted(at.map((x, i) => x + (moved[i] as number)));
    if (keepsNewDirection(before, value, beyond, largest.drop)) {
      const direction = moved.map((x) => x / length);
      ({ at, value } = alongLine(counted, at, value, direction, Math.min(step, length), tolerance));
      directions[largest.index] = directions.at(-1) as number[];
      directions[directions.length - 1] = direction;
      await afterLine?.(cycle);
    }
  }
  return { at, value, converged: false, evaluations };
}

/**
 * Powell's criterion: the way of the whole cycle replaces the direction of the largest drop only where going on
 * along it still pays and that drop was not nearly all of the cycle's; or the directions become dependent.
 */
function keepsNewDirection(before: number, after: number, beyond: number, drop: number): boolean {
  if (beyond >= before) return false;
  const curvature = 2 * (before - 2 * after + beyond) * (before - after - drop) ** 2;
  return curvature < drop * (before - beyond) ** 2;
}

type Sample = { at: number; value: number };

function alongLine(
  evaluate: (parameters: readonly number[]) => number,
  from: readonly number[],
  value: number,
  direction: readonly number[],
  step: number,
  tolerance: number,
): { at: number[]; value: number } {
  const pointAt = (t: number): number[] => from.map((x, i) => x + t * (direction[i] as number));
  const sample = (at: number): Sample => ({ at, value: evaluate(pointAt(at)) });
  const best = brent(sample, bracket(sample, { at: 0, value }, step), tolerance);
  return best.value < value ? { at: pointAt(best.at), value: best.value } : { at: [...from], value };
}

type Bracket = [low: Sample, middle: Sample, high: Sample];

/** Three points of which the middle one is not above the others, found by widening steps downhill. */
function bracket(sample: (at: number) => Sample, start: Sample, step: number): Bracket {
  let [behind, middle] = [start, sample(step)];
  if (middle.value > behind.value) [behind, middle] = [middle, behind];
  let ahead = sample(middle.at + 1.618 * (middle.at - behind.at));
  // A bound, as a function without a minimum along the line would be followed for ever.
  for (let widened = 0; ahead.value < middle.value && widened < 20; widened += 1) {
    [behind, middle] = [middle, ahead];
    ahead = sample(middle.at + 1.618 * (middle.at - behind.at));
  }
  return behind.at < ahead.at ? [behind, middle, ahead] : [ahead, middle, behind];
}

/**
 * Brent's line search (Algorithms for Minimization without Derivatives, 1973, chapter 5): the vertex of the
 * parabola through the three best points where that lies well inside of the bracket, else a golden section.
 */
function brent(sample: (at: number) => Sample, [lower, middle, upper]: Bracket, tolerance: number): Sample {
  let [low, high] = [lower.at, upper.at];
  let [best, second, third] = [middle, middle, middle];
  let [step, earlier] = [0, 0];
  for (let i = 0; i < 50; i += 1) {
    const centre = (low + high) / 2;
    if (Math.abs(best.at - centre) <= tolerance - (high - low) / 2 || high - low < tolerance) break;
    const parabolic = toVertex(best, second, third);
    const target = best.at + parabolic;
    if (Math.abs(parabolic) < Math.abs(earlier) / 2 && target > low && target < high) {
      [earlier, step] = [step, parabolic];
    } else {
      earlier = best.at < centre ? high - best.at : low - best.at;
      step = 0.381966 * earlier;
    }
    if (Math.abs(step) < tolerance / 2) step = step < 0 ? -tolerance / 2 : tolerance / 2;
    const next = sample(best.at + step);
    if (next.value <= best.value) {
      if (next.at < best.at) high = best.at;
      else low = best.at;
      [best, second, third] = [next, best, second];
    } else {
      if (next.at < best.at) low = next.at;
      else high = next.at;
      if (next.value <= second.value || second === best) [second, third] = [next, second];
      else if (next.value <= third.value || third === best || third === second) third = next;
    }
  }
  return best;
}

/** From a's place to the vertex of the parabola through three points; infinite where they are on a line. */
function toVertex(a: Sample, b: Sample, c: Sample): number {
  const [db, dc] = [a.at - b.at, a.at - c.at];
  const [fb, fc] = [a.value - b.value, a.value - c.value];
  const denominator = 2 * (db * fc - dc * fb);
  return denominator === 0 ? Infinity : -(db * db * fc - dc * dc * fb) / denominator;
}
