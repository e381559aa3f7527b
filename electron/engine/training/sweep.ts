import type { Parameters } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { SweepAxis } from '../../contract/run-methods.ts';
import { mostSweepRuns } from '../../contract/run-methods.ts';

/** One run of a sweep: what it has of the parameters that vary. */
export type SweepPoint = Parameters;

/**
 * The runs of a sweep. A grid has every value with every other, the last axis varying fastest; a list takes the
 * first of all axes together, then the second, and so on.
 * @throws AbbeError invalid-input where a parameter is named twice, lists differ in length, a value comes twice in
 *   a grid, or there are more than `mostSweepRuns` runs.
 */
export function expandSweep(axes: readonly SweepAxis[], combine: 'grid' | 'list'): SweepPoint[] {
  const names = axes.map(({ parameter }) => parameter);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new AbbeError('invalid-input', `The sweep names ${twice} twice; give all its values once.`);
  const lengths = axes.map(({ values }) => values.length);
  const count = combine === 'grid' ? lengths.reduce((a, b) => a * b, 1) : Math.max(...lengths);
  if (count > mostSweepRuns) {
    throw new AbbeError(
      'invalid-input',
      `The sweep would have ${count} runs and may have ${mostSweepRuns}: take fewer values of a parameter.`,
    );
  }
  return combine === 'grid' ? grid(axes) : list(axes, count);
}

function grid(axes: readonly SweepAxis[]): SweepPoint[] {
  for (const { parameter, values } of axes) {
    if (new Set(values).size === values.length) continue;
    throw new AbbeError('invalid-input', `The sweep has a value of ${parameter} twice; leave one out.`);
  }
  return axes.reduce<SweepPoint[]>(
    (points, { parameter, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [parameter]: value }))),
    [{}],
  );
}

function list(axes: readonly SweepAxis[], count: number): SweepPoint[] {
  const short = axes.find(({ values }) => values.length !== count);
  if (short) {
    throw new AbbeError(
      'invalid-input',
      `The sweep takes its lists together, but ${short.parameter} has ${short.values.length} values and another ${count}: give each as many, or combine them as a grid.`,
    );
  }
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(axes.map(({ parameter, values }) => [parameter, values[i] ?? null])),
  );
}

/**
 * What tells a run of a sweep from the others, in words.
 * @param titles of parameters, where they have one.
 */
export function sweepName(point: SweepPoint, titles: ReadonlyMap<string, string>): string {
  return Object.entries(point)
    .map(([name, value]) => `${titles.get(name) ?? name} ${wordOf(value)}`)
    .join(', ');
}

function wordOf(value: Parameters[string]): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
