import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from '../../../contract/documents.ts';

type Named = Pick<RunRecord, 'id' | 'recipe' | 'preset' | 'seed' | 'parameters' | 'name'>;

/** More parameters than these make no name that one can read. */
const mostParts = 2;

/**
 * A short name for each run: its own, or what tells it apart from the others. That is its recipe, preset, a
 * parameter or two as `key=value`, or its seed; its id where they differ in more, or in nothing. What nobody chose
 * (a parameter left automatic) and where files lie are in no name.
 */
export function nameRuns(runs: readonly Named[]): string[] {
  const made = differences(runs);
  const names = runs.map((run, i) => run.name || (made[i] ?? run.id));
  return areUnique(names) ? names : made;
}

function differences(runs: readonly Named[]): string[] {
  const words = (['recipe', 'preset'] as const).filter((key) => differ(runs.map((run) => run[key])));
  // A preset is a set of parameters: within one, those that were set by hand tell runs apart.
  const within = [...Map.groupBy(runs, ({ recipe, preset }) => `${recipe} ${preset}`).values()];
  const varied = [...new Set(within.flatMap((own) => variedIn(own)))];
  // The fewest words that do: where recipes are all different, their presets are not said.
  const ways = words.map((_, i) => (run: Named) => words.slice(0, i + 1).map((key) => run[key]));
  if (varied.length <= mostParts) {
    ways.push((run) => [...words.map((key) => run[key]), ...varied.flatMap((key) => partsOf(run, key))]);
  }
  for (const way of ways) {
    const names = runs.map((run) => way(run).join(' ') || run.preset);
    if (areUnique(names)) return names;
  }
  return runs.map(({ id }) => id);
}

/** The parameters, or the seed, in which runs differ. */
function variedIn(runs: readonly Named[]): string[] {
  const keys = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)));
  const varied = [...keys].filter((key) => {
    const values = runs.map(({ parameters }) => parameters[key]);
    return differ(values) && !values.some(isFile);
  });
  return differ(runs.map(({ seed }) => seed)) ? [...varied, 'seed'] : varied;
}

function partsOf({ seed, parameters }: Named, key: string): string[] {
  const value = key === 'seed' ? (parameters[key] ?? seed) : parameters[key];
  return value === null || value === undefined ? [] : [`${key}=${String(value)}`];
}

const isFile = (value: unknown): boolean => typeof value === 'string' && /[/\\]/.test(value);
const areUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;
const differ = (values: readonly unknown[]): boolean =>
  values.some((value) => !isDeepStrictEqual(value, values[0]));
