import type { DatasetChange, DatasetDocument, DatasetItem } from '../../electron/contract/datasets.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';

export type ItemSet = MethodPayload<'dataset.edit'>['set'];

/** An edit that the engine was asked for and has not answered yet. */
export interface PendingEdit {
  items: ReadonlySet<string>;
  set: ItemSet;
}

/** An item as the engine will answer it, so that a key shows its effect at once. */
export function withSet(item: DatasetItem, set: ItemSet): DatasetItem {
  const { addTags = [], removeTags = [] } = set;
  const included = set.included ?? item.included;
  const reason = set.reason ?? (set.included === false && item.included ? '' : item.reason);
  return {
    ...item,
    label: set.label === undefined ? item.label : set.label,
    split: set.split ?? item.split,
    included,
    reason: included ? '' : reason,
    tags: [...new Set([...item.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)),
    note: set.note ?? item.note,
  };
}

/** The dataset with what is on its way to the engine. */
export function withPending(dataset: DatasetDocument, pending: readonly PendingEdit[]): DatasetDocument {
  if (pending.length === 0) return dataset;
  const items = dataset.items.map((item) =>
    pending.reduce((now, { items: ids, set }) => (ids.has(item.id) ? withSet(now, set) : now), item),
  );
  return { ...dataset, items };
}

export type ChangeKind = 'edit' | 'undo' | 'redo';

/**
 * The dataset after a change; null where its history shows that someone else has changed it too, and it has to be
 * fetched anew.
 */
export function withChange(
  dataset: DatasetDocument,
  change: DatasetChange,
  kind: ChangeKind,
): DatasetDocument | null {
  // Boxes that are drawn come and go as items: rare enough to fetch all anew.
  if (change.edit?.boxes) return null;
  const changed = new Map(change.items.map((item) => [item.id, item]));
  const items = dataset.items.map((item) => changed.get(item.id) ?? item);
  let { edits, undone } = dataset;
  if (change.edit && kind === 'undo') [edits, undone] = [edits.slice(0, -1), [...undone, change.edit]];
  else if (change.edit) {
    // The engine forgets the oldest of very many.
    edits = [...edits, change.edit].slice(-change.edits);
    undone = kind === 'redo' ? undone.slice(0, -1) : [];
  }
  if (edits.length !== change.edits || undone.length !== change.undone) return null;
  return { ...dataset, items, edits, undone, splitting: change.splitting };
}
