import type { Command } from 'commander';
import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import type { CatalogueEntry } from '../../contract/methods.ts';
import { describeIssues } from '../../transport/describe-issues.ts';
import { UsageError } from './command.ts';

type Value = Parameters[string];

/** Ids in the engine's list of preparations. */
export const preparationIds = { segmentation: 'cell-segmentation', degradation: 'gaussian-blur' } as const;

/** Adds `--set key=value`, which may be given several times; `options.set` lists them, where there is one. */
export function addSetOption(command: Command, description: string): void {
  const collect = (text: string, before: string[] = []) => [...before, text];
  command.option('--set <key=value>', `${description}; may be given several times`, collect);
}

/** `['window=11', 'split=false']` as parameters: numbers, true, false, null and [lists] as such, else text. */
export function parseAssignments(assignments: readonly string[] = []): Parameters {
  return Object.fromEntries(
    assignments.map((assignment): [string, Value] => {
      const at = assignment.indexOf('=');
      if (at < 1) throw new UsageError(`--set takes key=value, not “${assignment}”.`);
      return [assignment.slice(0, at), parseValue(assignment.slice(at + 1))];
    }),
  );
}

function parseValue(text: string): Value {
  try {
    const value = JSON.parse(text) as Value | object;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
  } catch {
    // Not JSON: text as it stands.
  }
  return text;
}

/**
 * A preset of a catalogue entry with assignments over it, checked against the entry's own schema.
 *
 * @throws UsageError naming the preset, key or value that is wrong and what is there.
 */
export function resolveParameters(
  entry: CatalogueEntry,
  preset: string | undefined,
  own: Parameters,
): Parameters {
  if (preset !== undefined && !Object.hasOwn(entry.presets, preset)) {
    throw new UsageError(
      `${entry.title} has no preset “${preset}”; there is ${list(Object.keys(entry.presets))}.`,
    );
  }
  const known = Object.keys((entry.schema['properties'] as object | undefined) ?? {});
  const unknown = Object.keys(own).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new UsageError(`${entry.title} has no parameter ${list(unknown)}; there is ${list(known)}.`);
  }
  const parameters = { ...(preset === undefined ? {} : entry.presets[preset]), ...own };
  const checked = z.fromJSONSchema(entry.schema).safeParse(parameters);
  if (!checked.success) throw new UsageError(`${entry.title}: ${describeIssues(checked.error)}.`);
  return parameters;
}

/** The entry of a catalogue with this id. @throws UsageError naming those there are. */
export function findEntry(entries: readonly CatalogueEntry[], id: string, kind: string): CatalogueEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry) return entry;
  throw new UsageError(`There is no ${kind} “${id}”; there is ${list(entries.map((each) => each.id))}.`);
}

function list(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ');
}
