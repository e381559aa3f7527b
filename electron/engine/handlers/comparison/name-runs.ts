import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from '../../../contract/documents.ts';

type Named = Pick<RunRecord, 'id' | 'recipe' | 'preset' | 'seed' | 'parameters'>;

/** More than these make no name that one can read. */
const mostParts = 2;

/**
 * A short name for each run: what tells it apart from the others, its recipe, a parameter or two, or its seed; its
 * id where they differ in more, or in nothing.
 */
export function nameRuns(runs: readonly Named[]): string[] {
  const differing = differences(runs);
  const names = runs.map((run) => differing.map((key) => partOf(run, key)).join(', '));
  const usable = differing.length > 0 && differing.length <= mostParts && new Set(names).size === runs.length;
  if (usable) return names;
  const recipes = runs.map(({ recipe }) => recipe);
  return new Set(recipes).size === runs.length ? recipes : runs.map(({ id }) => id);
}

function differences(runs: readonly Named[]): string[] {
  const [first] = runs;
  if (!first) return [];
  if (runs.some(({ recipe }) => recipe !== first.recipe)) return ['recipe'];
  const keys = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)));
  const varied = [...keys].filter((key) =>
    runs.some(({ parameters }) => !isDeepStrictEqual(parameters[key], first.parameters[key])),
  );
  return runs.some(({ seed }) => seed !== first.seed) ? [...varied, 'seed'] : varied;
}

function partOf(run: Named, key: string): string {
  if (key === 'recipe') return run.recipe;
  if (key === 'seed') return `seed ${run.seed}`;
  const value = run.parameters[key];
  // A word, such as the name of a network, says by itself what it is.
  return typeof value === 'string' ? value : `${key} ${String(value ?? 'automatic')}`;
}
