import type { RunRecord } from '../../electron/contract/documents.ts';
import type { CatalogueEntry } from '../../electron/contract/methods.ts';

/** A run as a person calls it: recipe and preset. Its id is for the disk. */
export function runName(run: RunRecord, recipes: readonly CatalogueEntry[]): string {
  return `${recipes.find((entry) => entry.id === run.recipe)?.title ?? run.recipe} ${run.preset}`;
}
