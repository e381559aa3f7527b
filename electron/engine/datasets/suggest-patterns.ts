import type { Parameters } from '../../contract/datasets.ts';
import { folderName, stemOf } from './match-path.ts';
import { pairByPattern } from './pair-files.ts';
import type { PreparationSource } from './preparation.ts';

/** Words that people name the two sides of a pair by: first the input's, then the target's. */
const sides: readonly (readonly [string, string])[] = [
  ['input', 'target'],
  ['low', 'high'],
  ['noisy', 'clean'],
  ['lr', 'hr'],
  ['raw', 'gt'],
  ['single', 'average'],
  ['sgl', 'avg'],
];
const imageFolders = ['raw', 'image', 'images', 'img', 'stack', 'em'];

type Suggest = (sources: readonly PreparationSource[]) => Parameters | null;

/**
 * Patterns that the names of a project's files suggest, by preparation; tried where the defaults find nothing.
 * A guess, which the table of matches shows before anything is made of it.
 */
export const patternSuggestions: Readonly<Record<string, Suggest>> = {
  'paired-files': (sources) => bestPair(sources, pairPatterns(sources)),
  volumes: (sources) =>
    bestPair(sources, [
      ['*/*T1*', '*/*T2*'],
      ['*/*t1*', '*/*t2*'],
      ['*T1*', '*T2*'],
      ['*t1*', '*t2*'],
    ]),
  'masks-to-images': maskFolders,
};

function pairPatterns(sources: readonly PreparationSource[]): [string, string][] {
  const folders = Map.groupBy(sources, ({ file }) => folderName(file));
  const names = [...folders.keys()].filter((name) => name !== '');
  const between = (a: string, b: string): [string, string][] => [
    [`${a}/*`, `${b}/*`],
    [folderPattern(a, folders.get(a) ?? []), folderPattern(b, folders.get(b) ?? [])],
  ];
  const named = sides.flatMap(([input, target]): [string, string][] => {
    const is = (word: string) => (name: string) => name.toLowerCase().includes(word);
    const [a, b] = [names.find(is(input)), names.find(is(target))];
    const own: [string, string][] = [[`*${input}*`, `*${target}*`]];
    return a !== undefined && b !== undefined && a !== b ? [...between(a, b), ...own] : own;
  });
  // Two folders of names alike: which is which, nobody but a person knows.
  const [a, b] = names.toSorted();
  return names.length === 2 && a !== undefined && b !== undefined ? [...named, ...between(a, b)] : named;
}

/** The files of a folder, without what all of their names begin with: `avg1/input_avg1_*`. */
function folderPattern(folder: string, files: readonly PreparationSource[]): string {
  const stems = files.map(({ file }) => stemOf(file));
  let prefix = stems[0] ?? '';
  for (const stem of stems) while (!stem.startsWith(prefix)) prefix = prefix.slice(0, -1);
  // Numbers that happen to begin alike are not a part of the name.
  return `${folder}/${stems.length > 1 ? prefix.replace(/\d+$/, '') : ''}*`;
}

/** The two patterns that pair most files, the earlier of equals. */
function bestPair(
  sources: readonly PreparationSource[],
  candidates: readonly (readonly [string, string])[],
): Parameters | null {
  let best: { input: string; target: string; pairs: number } | null = null;
  for (const [input, target] of candidates) {
    const pairs = pairByPattern(sources, input, target).pairs.length;
    if (pairs > (best?.pairs ?? 0)) best = { input, target, pairs };
  }
  return best && { input: best.input, target: best.target };
}

/** The folder that is called as images are, and every other one whose files bear the same numbers, as a class. */
function maskFolders(sources: readonly PreparationSource[]): Parameters | null {
  const folders = Map.groupBy(sources, ({ file }) => folderName(file));
  const numbers = (name: string): Set<string> =>
    new Set(
      (folders.get(name) ?? []).map(({ file }) => /\d+(?!.*\d)/.exec(stemOf(file))?.[0] ?? stemOf(file)),
    );
  const images = imageFolders.find((name) => folders.has(name));
  if (images === undefined) return null;
  const own = numbers(images);
  const classes = [...folders.keys()].filter(
    (name) => name !== images && name !== '' && [...numbers(name)].some((number) => own.has(number)),
  );
  if (classes.length === 0) return null;
  return { images: `${images}/*`, masks: classes.map((name) => `${name}=${name}/*`).join('; ') };
}
