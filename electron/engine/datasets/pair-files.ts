import { matchPath } from './match-path.ts';
import type { PreparationSource } from './preparation.ts';

/** Files matched into pairs, and those that found no partner. */
export interface FilePairs {
  pairs: { input: PreparationSource; target: PreparationSource; key: string }[];
  unmatched: { file: string; reason: string }[];
}

const natural = new Intl.Collator('en', { numeric: true });

/** Pairs files whose wildcards stand for the same: `low/*.tif` with `high/*.tif`. */
export function pairByPattern(
  sources: readonly PreparationSource[],
  input: string,
  target: string,
): FilePairs {
  const [inputs, targets] = [keysOf(sources, input), keysOf(sources, target)];
  const result: FilePairs = { pairs: [], unmatched: [...inputs.doubles, ...targets.doubles] };
  for (const [key, source] of inputs.byKey) {
    const partner = targets.byKey.get(key);
    if (partner) result.pairs.push({ input: source, target: partner, key });
    else result.unmatched.push(noPartner(source, `no file matches ${target} with “${key}”`));
  }
  for (const [key, source] of targets.byKey) {
    if (!inputs.byKey.has(key)) {
      result.unmatched.push(noPartner(source, `no file matches ${input} with “${key}”`));
    }
  }
  const known = new Set([...inputs.all, ...targets.all]);
  for (const source of sources) {
    if (!known.has(source))
      result.unmatched.push(noPartner(source, `it matches neither ${input} nor ${target}`));
  }
  return result;
}

/** Pairs the first file of one pattern with the first of the other, and so on, in natural order. */
export function pairByOrder(sources: readonly PreparationSource[], input: string, target: string): FilePairs {
  const matching = (pattern: string): PreparationSource[] =>
    sources
      .filter(({ file }) => matchPath(pattern, file) !== null)
      .sort((a, b) => natural.compare(a.file, b.file));
  const [inputs, targets] = [matching(input), matching(target)];
  const count = Math.min(inputs.length, targets.length);
  const pairs = inputs.slice(0, count).map((source, i) => ({
    input: source,
    target: targets[i] as PreparationSource,
    key: String(i + 1),
  }));
  const rest = [...inputs.slice(count), ...targets.slice(count)];
  const reason = `there are ${inputs.length} inputs and ${targets.length} targets`;
  return { pairs, unmatched: rest.map((source) => noPartner(source, reason)) };
}

/**
 * Pairs files as the rows of a table say.
 * @param rows names or paths; the end of a file's path must be equal.
 */
export function pairByTable(
  sources: readonly PreparationSource[],
  rows: readonly { input: string; target: string }[],
): FilePairs {
  const result: FilePairs = { pairs: [], unmatched: [] };
  const used = new Set<PreparationSource>();
  rows.forEach((row, i) => {
    const [input, target] = [findByPath(sources, row.input), findByPath(sources, row.target)];
    if (input && target) {
      result.pairs.push({ input, target, key: String(i + 1) });
      used.add(input).add(target);
    } else {
      const missing = input ? row.target : row.input;
      result.unmatched.push({
        file: missing,
        reason: `Row ${i + 1} names ${missing}, which is not among the files.`,
      });
    }
  });
  for (const source of sources) {
    if (!used.has(source)) result.unmatched.push(noPartner(source, 'the table does not name it'));
  }
  return result;
}

/** The source whose path ends with a name or path; undefined where none, or more than one, does. */
export function findByPath(
  sources: readonly PreparationSource[],
  name: string,
): PreparationSource | undefined {
  const wanted = name.replaceAll('\\', '/').replace(/^\.?\//, '');
  const found = sources.filter(({ file }) => {
    const path = file.replaceAll('\\', '/');
    return path === name || path === wanted || path.endsWith(`/${wanted}`);
  });
  return found.length === 1 ? found[0] : undefined;
}

function keysOf(
  sources: readonly PreparationSource[],
  pattern: string,
): { byKey: Map<string, PreparationSource>; all: PreparationSource[]; doubles: FilePairs['unmatched'] } {
  const byKey = new Map<string, PreparationSource>();
  const all: PreparationSource[] = [];
  const doubles: FilePairs['unmatched'] = [];
  for (const source of sources) {
    const key = matchPath(pattern, source.file);
    if (key === null) continue;
    all.push(source);
    const earlier = byKey.get(key);
    if (earlier) doubles.push(noPartner(source, `${earlier.file} matches ${pattern} with “${key}” too`));
    else byKey.set(key, source);
  }
  return { byKey, all, doubles };
}

function noPartner({ file }: PreparationSource, reason: string): { file: string; reason: string } {
  return { file, reason: `${file} has no partner: ${reason}.` };
}
