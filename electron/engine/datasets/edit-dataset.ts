import type { DatasetDocument, DatasetEdit, DatasetItem, Split, Splitting } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { inItsSplit } from './neighbouring-slices.ts';

/** What an edit sets; what is not named stays. */
export type ItemChange = MethodPayload<'dataset.edit'>['set'];

type Changeable = DatasetEdit['changes'][number]['before'];

/** Edits that can be undone. */
export const mostEdits = 200;
/** A new dealing changes every item: all edits together keep no more changes than this, beside the newest. */
const mostChanges = 200_000;

const setAside = 'Set aside by hand.';

/**
 * Changes items, as one edit. An edit that changes nothing leaves the dataset as it is.
 * @throws AbbeError not-found naming items that are not there
 */
export function editItems(
  dataset: DatasetDocument,
  ids: readonly string[],
  set: ItemChange,
  time: Date,
): DatasetDocument {
  const wanted = new Set(ids);
  requireItems(dataset, wanted);
  const changes = changesOf(dataset, (item) => (wanted.has(item.id) ? changed(item, set) : null));
  return withEdit(dataset, changes, describe(set, changes.length), time);
}

/** Deals items to splits anew, as one edit. Items that `dealt` does not name stay where they are. */
export function resplit(
  dataset: DatasetDocument,
  splitting: Splitting,
  dealt: ReadonlyMap<string, Split>,
  time: Date,
): DatasetDocument {
  const changes = changesOf(dataset, (item) =>
    inItsSplit(item, { ...changeable(item), split: dealt.get(item.id) ?? item.split }),
  );
  const description = `Split by ${splitting.by}, seed ${splitting.seed}: ${plural(changes.length)} moved.`;
  return withEdit(dataset, changes, description, time, { before: dataset.splitting, after: splitting });
}

/** Takes the last edit back. @throws AbbeError invalid-input where there is none. */
export function undoEdit(dataset: DatasetDocument): DatasetDocument {
  const last = dataset.edits.at(-1);
  if (!last)
    throw new AbbeError('invalid-input', `There is nothing to undo in the dataset “${dataset.name}”.`);
  const edits = dataset.edits.slice(0, -1);
  return { ...applied(dataset, last, 'before'), edits, undone: [...dataset.undone, last] };
}

/** Does the edit again that was undone last. @throws AbbeError invalid-input where there is none. */
export function redoEdit(dataset: DatasetDocument): DatasetDocument {
  const last = dataset.undone.at(-1);
  if (!last)
    throw new AbbeError('invalid-input', `There is nothing to redo in the dataset “${dataset.name}”.`);
  const undone = dataset.undone.slice(0, -1);
  return { ...applied(dataset, last, 'after'), edits: [...dataset.edits, last], undone };
}

/** The items that are not as they were, after a change that keeps their order. */
export function changedItems(before: DatasetDocument, after: DatasetDocument): DatasetItem[] {
  const known = new Map(before.items.map((item) => [item.id, item]));
  return after.items.filter((item) => known.get(item.id) !== item);
}

function applied(dataset: DatasetDocument, edit: DatasetEdit, side: 'before' | 'after'): DatasetDocument {
  const changes = new Map(edit.changes.map((change) => [change.item, change[side]]));
  return {
    ...dataset,
    splitting: edit.splitting?.[side] ?? dataset.splitting,
    items: dataset.items.map((item) => {
      const change = changes.get(item.id);
      return change ? { ...item, ...change } : item;
    }),
  };
}

function withEdit(
  dataset: DatasetDocument,
  changes: DatasetEdit['changes'],
  description: string,
  time: Date,
  splitting: DatasetEdit['splitting'] = null,
): DatasetDocument {
  const moved = splitting && JSON.stringify(splitting.before) !== JSON.stringify(splitting.after);
  if (changes.length === 0 && !moved) return dataset;
  const edit: DatasetEdit = { time: time.toISOString(), description, changes, splitting };
  return { ...applied(dataset, edit, 'after'), edits: bounded([...dataset.edits, edit]), undone: [] };
}

/** The newest edits, as many as the history may hold. */
function bounded(edits: readonly DatasetEdit[]): DatasetEdit[] {
  const kept: DatasetEdit[] = [];
  let changes = 0;
  for (const edit of edits.toReversed()) {
    changes += edit.changes.length;
    if (kept.length > 0 && (kept.length >= mostEdits || changes > mostChanges)) break;
    kept.unshift(edit);
  }
  return kept;
}

function requireItems({ name, items }: DatasetDocument, wanted: ReadonlySet<string>): void {
  const known = new Set(items.map(({ id }) => id));
  const unknown = [...wanted].filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const named = unknown.slice(0, 3).map((id) => `“${id}”`);
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : '';
  throw new AbbeError('not-found', `The dataset “${name}” has no item ${named.join(', ')}${more}.`);
}

function changesOf(
  dataset: DatasetDocument,
  change: (item: DatasetItem) => Changeable | null,
): DatasetEdit['changes'] {
  return dataset.items.flatMap((item) => {
    const before = changeable(item);
    const after = change(item);
    if (after === null || JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ item: item.id, before, after }];
  });
}

function changeable({ label, split, included, reason, tags, note }: DatasetItem): Changeable {
  return { label, split, included, reason, tags, note };
}

/** An item that is set aside always has a reason, and one that is in has none. */
function changed(item: DatasetItem, set: ItemChange): Changeable {
  const { addTags = [], removeTags = [] } = set;
  const included = set.included ?? item.included;
  const reason = set.reason || (set.included === false && item.included ? '' : item.reason) || setAside;
  return inItsSplit(item, {
    label: set.label === undefined ? item.label : set.label,
    split: set.split ?? item.split,
    included,
    reason: included ? '' : reason,
    tags: [...new Set([...item.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)),
    note: set.note ?? item.note,
  });
}

function describe(set: ItemChange, count: number): string {
  const parts = [
    set.included === undefined ? null : set.included ? 'included' : 'set aside',
    set.label === undefined ? null : set.label === null ? 'label removed' : `labelled ${set.label}`,
    set.split === undefined ? null : `moved to ${set.split}`,
    set.addTags?.length ? `tagged ${set.addTags.join(', ')}` : null,
    set.removeTags?.length ? `tag ${set.removeTags.join(', ')} removed` : null,
    set.note === undefined ? null : 'note changed',
  ].filter((part) => part !== null);
  return `${plural(count)}: ${parts.join(', ') || 'reason changed'}.`;
}

function plural(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
