import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from '../../../contract/documents.ts';

type Named = Pick<RunRecord, 'id' | 'recipe' | 'preset' | 'seed' | 'parameters'>;

/** More parameters than these make no name that one can read. */
const mostParts = 2;

/**
 * A short name for each run, of what tells it apart from the others: its recipe, preset, a parameter or two as
 * `key=value`, or its seed; its id where they differ in more, or in nothing.
 */
export function nameRuns(runs: readonly Named[]): string[] {
  const words = (['recipe', 'preset'] as const).filter((key) => differ(runs.map((run) => run[key])));
  // A preset is a set of parameters: within one, those that were set by hand tell runs apart.
  const within = [...Map.groupBy(runs, ({ recipe, preset }) => `${recipe} ${preset}`).values()];
  const varied = within.flatMap((own) => variedIn(own));
  const parts = [...new Set(varied)].map((key) => (run: Named) => `${key}=${valueOf(run, key)}`);
  const ofWords = words.map((key) => (run: Named) => run[key]);
  // The fewest words that do: where recipes are all different, their presets are not said.
  const ways = [...ofWords.map((_, i) => ofWords.slice(0, i + 1)), [...ofWords, ...parts]];
  for (const way of ways) {
    const names = runs.map((run) => way.map((part) => part(run)).join(' '));
    const readable = way.length > 0 && way.length - ofWords.length <= mostParts;
    if (readable && new Set(names).size === runs.length) return names;
  }
  return runs.map(({ id }) => id);
}

/** The parameters, or the seed, in which runs differ. */
function variedIn(runs: readonly Named[]): string[] {
  const keys = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)));
  const varied = [...keys].filter((key) => differ(runs.map(({ parameters }) => parameters[key])));
  return differ(runs.map(({ seed }) => seed)) ? [...varied, 'seed'] : varied;
}

function valueOf({ seed, parameters }: Named, key: string): string {
  const value = key === 'seed' ? (parameters[key] ?? seed) : parameters[key];
  return String(value ?? 'automatic');
}

const differ = (values: readonly unknown[]): boolean =>
  values.some((value) => !isDeepStrictEqual(value, values[0]));
