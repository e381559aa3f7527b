import type { RunRecord } from '../../electron/contract/documents.ts';
import type { CatalogueEntry } from '../../electron/contract/methods.ts';

/** A run as a person calls it: its name, or recipe and preset. Its id is for the disk. */
export function runName(run: RunRecord, recipes: readonly CatalogueEntry[]): string {
  if (run.name !== '') return run.name;
  return `${recipes.find((entry) => entry.id === run.recipe)?.title ?? run.recipe} ${run.preset}`;
}
