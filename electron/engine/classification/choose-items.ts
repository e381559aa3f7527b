import { createHash } from 'node:crypto';
import type { DatasetItem } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';

/** What is classified, in the dataset's order. */
export interface Chosen {
  items: DatasetItem[];
  /** Names of the classes, in natural order. */
  classes: string[];
  /** Class number of each item. */
  labels: number[];
  notes: string[];
}

/**
 * The labelled items of a dataset, at most `perClass` of each class: those whose SHA-256 over seed and id come
 * first, which is a draw by chance that neither the order nor other items change.
 * @param perClass 0: all.
 * @throws AbbeError invalid-input where there are less than two classes.
 */
export function chooseItems(items: readonly DatasetItem[], perClass: number, seed: number): Chosen {
  const labelled = items.filter((item) => item.included && item.label !== null);
  const byClass = Map.groupBy(labelled, ({ label }) => label as string);
  const classes = [...byClass.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (classes.length < 2) {
    const found = classes.length === 0 ? 'no labels' : `the label “${classes[0]}” alone`;
    throw new AbbeError(
      'invalid-input',
      `Classifying needs images of two classes at least, and this dataset has ${found}; make one with the preparation “labelled-images”.`,
    );
  }
  const notes: string[] = [];
  const kept = new Set<string>();
  for (const label of classes) {
    const own = byClass.get(label) as DatasetItem[];
    const drawn = perClass > 0 && own.length > perClass ? draw(own, perClass, seed) : own;
    if (drawn.length < own.length) {
      notes.push(
        `${drawn.length} of ${own.length} images of ${label} are used (perClass), drawn by the seed.`,
      );
    }
    for (const { id } of drawn) kept.add(id);
  }
  const chosen = labelled.filter(({ id }) => kept.has(id));
  const labels = chosen.map(({ label }) => classes.indexOf(label as string));
  return { items: chosen, classes, labels, notes };
}

function draw(items: readonly DatasetItem[], count: number, seed: number): DatasetItem[] {
  const order = ({ id }: DatasetItem): string => createHash('sha256').update(`${seed}:${id}`).digest('hex');
  return items
    .map((item) => ({ item, order: order(item) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, count)
    .map(({ item }) => item);
}
