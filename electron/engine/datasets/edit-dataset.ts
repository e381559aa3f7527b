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

/** The items that are not as they were or are new, and the ids of those that are there no more. */
export function changedItems(
  before: DatasetDocument,
  after: DatasetDocument,
): { items: DatasetItem[]; removed: string[] } {
  const known = new Map(before.items.map((item) => [item.id, item]));
  const left = new Set(after.items.map(({ id }) => id));
  return {
    items: after.items.filter((item) => known.get(item.id) !== item),
    removed: before.items.flatMap(({ id }) => (left.has(id) ? [] : id)),
  };
}

/** One change as an edit that can be undone; the same dataset where nothing is to be changed. */
export function withBoxes(
  dataset: DatasetDocument,
  boxes: NonNullable<DatasetEdit['boxes']>,
  description: string,
  time: Date,
): DatasetDocument {
  if (boxes.before.length === 0 && boxes.after.length === 0) return dataset;
  const edit = { time: time.toISOString(), description, changes: [], splitting: null, boxes };
  return { ...applied(dataset, edit, 'after'), edits: bounded([...dataset.edits, edit]), undone: [] };
}

function applied(dataset: DatasetDocument, edit: DatasetEdit, side: 'before' | 'after'): DatasetDocument {
  const changes = new Map(edit.changes.map((change) => [change.item, change[side]]));
  if (edit.boxes) return boxesApplied(dataset, edit.boxes, side);
  return {
    ...dataset,
    splitting: edit.splitting?.[side] ?? dataset.splitting,
    items: dataset.items.map((item) => {
      const change = changes.get(item.id);
      return change ? { ...item, ...change } : item;
    }),
  };
}

const natural = new Intl.Collator('en', { numeric: true });

/** A photo's items stay together in the order of their numbers, so that what is undone is as it was. */
function boxesApplied(
  dataset: DatasetDocument,
  { source, before, after, first }: NonNullable<DatasetEdit['boxes']>,
  side: 'before' | 'after',
): DatasetDocument {
  const [from, to] = side === 'after' ? [before, after] : [after, before];
  const replaced = new Set([...from, ...to].map(({ id }) => id));
  const isOwn = ({ target }: DatasetItem): boolean => target.kind === 'plane' && target.source === source;
  const own = [...dataset.items.filter((item) => isOwn(item) && !replaced.has(item.id)), ...to];
  own.sort((a, b) => natural.compare(a.id, b.id));
  const others = dataset.items.filter((item) => !isOwn(item));
  const start = dataset.items.findIndex(isOwn);
  const items = others.toSpliced(start < 0 ? others.length : start, 0, ...own);
  const corrected = dataset.corrected.filter((name) => name !== source);
  return { ...dataset, items, corrected: side === 'before' && first ? corrected : [...corrected, source] };
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
  const edit: DatasetEdit = { time: time.toISOString(), description, changes, splitting, boxes: null };
  return { ...applied(dataset, edit, 'after'), edits: bounded([...dataset.edits, edit]), undone: [] };
}

/** The newest edits, as many as the history may hold. */
function bounded(edits: readonly DatasetEdit[]): DatasetEdit[] {
  const kept: DatasetEdit[] = [];
  let changes = 0;
  for (const edit of edits.toReversed()) {
    changes += edit.changes.length + (edit.boxes?.after.length ?? 0) + (edit.boxes?.before.length ?? 0);
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
