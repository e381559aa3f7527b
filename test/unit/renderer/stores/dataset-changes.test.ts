import { describe, expect, it, vi } from 'vitest';
import type { DatasetChange, DatasetEdit, DatasetItem } from '../../../../electron/contract/datasets.ts';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { editItems, redoEdit, undoEdit } from '../../../../electron/engine/datasets/edit-dataset.ts';
import { withChange, withPending, type ItemSet } from '../../../../renderer/stores/dataset-changes.ts';
import { useDataset } from '../../../../renderer/stores/dataset.ts';
import { useMessages } from '../../../../renderer/stores/messages.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { repairedBy, splitParts } from '../../../../renderer/stores/split-groups.ts';
import { datasetOf, itemOf } from '../../../support/dataset-document.ts';
import { projectOf } from '../documents.ts';
import { createFakeClient } from '../fake-client.ts';

const items = ['a', 'b', 'c'].map((id) => itemOf(id, `/${id}.png`, 'training'));
const stored = datasetOf(items);
const time = new Date('2025-01-01T00:00:00Z');

/** The engine's own answer to an edit. */
function answer(before: typeof stored, after: typeof stored, edit: DatasetEdit | null): DatasetChange {
  const changed = after.items.filter((item, i) => item !== before.items[i]);
  return {
    dataset: after.id,
    items: changed,
    removed: [],
    splitting: after.splitting,
    edit,
    edits: after.edits.length,
    undone: after.undone.length,
  };
}

describe('a change of a dataset', () => {
  it('shows before the engine answers what the engine will answer', () => {
    const sets: ItemSet[] = [
      { included: false, reason: 'Debris' },
      { label: 'round' },
      { addTags: ['x', 'y'], removeTags: ['y'] },
      { split: 'test', note: 'n' },
      { included: true },
    ];
    for (const set of sets) {
      const pending = withPending(stored, [{ items: new Set(['a', 'c']), set }]);
      expect(pending.items).toEqual(editItems(stored, ['a', 'c'], set, time).items);
    }
  });

  it('lays edits, undoing and doing again on what is known', () => {
    const edited = editItems(stored, ['b'], { label: 'x' }, time);
    const edit = edited.edits[0] ?? null;
    const known = withChange(stored, answer(stored, edited, edit), 'edit');
    expect(known).toEqual(edited);
    const undone = undoEdit(edited);
    const back = withChange(edited, answer(edited, undone, edit), 'undo');
    expect(back).toEqual(undone);
    const again = redoEdit(undone);
    expect(withChange(undone, answer(undone, again, edit), 'redo')).toEqual(again);
  });

  it('is not laid on where another has edited meanwhile', () => {
    const edited = editItems(stored, ['b'], { label: 'x' }, time);
    const change = { ...answer(stored, edited, edited.edits[0] ?? null), edits: 3 };
    expect(withChange(stored, change, 'edit')).toBeNull();
  });
});

describe('editing in the page', () => {
  it('shows at once, keeps what the engine answers, and takes back what it refuses', async () => {
    let release: (() => void) | undefined;
    const client = createFakeClient({
      'project.open': () => projectOf([]),
      'dataset.list': () => ({ datasets: [stored] }),
      'dataset.edit': ({ items: ids, set }) =>
        new Promise((resolve) => {
          const edited = editItems(stored, ids, set as ItemSet, time);
          release = () => resolve(answer(stored, edited, edited.edits[0] ?? null));
        }),
    });
    await useProject().open('/lab/smear');
    const dataset = useDataset();
    await vi.waitFor(() => expect(dataset.selected).not.toBeNull());
    const labelOf = (id: string): DatasetItem['label'] | undefined =>
      dataset.selected?.items.find((item) => item.id === id)?.label;
    const done = dataset.edit(['a'], { label: 'round' });
    expect(labelOf('a')).toBe('round');
    release?.();
    expect(await done).toBe(true);
    expect(labelOf('a')).toBe('round');
    expect(dataset.selected?.edits).toHaveLength(1);
    client.answers['dataset.edit'] = () =>
      Promise.reject(new AbbeError('invalid-input', 'The project is in use by process 7.'));
    const refused = dataset.edit(['b'], { label: 'round' });
    expect(labelOf('b')).toBe('round');
    expect(await refused).toBe(false);
    expect(labelOf('b')).toBeNull();
    expect(useMessages().latest).toMatchObject({ level: 'error' });
  });
});

describe('splits as groups', () => {
  const shared = [
    itemOf('1', '/a.png', 'training', { subject: 'p1' }),
    itemOf('2', '/b.png', 'test', { subject: 'p1' }),
    itemOf('3', '/c.png', 'validation', { subject: 'p2' }),
    itemOf('4', '/c.png', 'validation', { subject: 'p2' }),
    itemOf('5', '/d.png', 'training', { subject: 'p3', included: false }),
  ];

  it('are counted of the items in use, what two splits share is told', () => {
    const parts = splitParts({ items: shared }, 'subject');
    expect(parts.map(({ split, items: count, groups }) => [split, count, groups.length])).toEqual([
      ['training', 1, 1],
      ['validation', 2, 1],
      ['test', 1, 1],
    ]);
    expect(parts.map(({ groups }) => groups[0]?.shared)).toEqual([true, false, true]);
    expect(splitParts({ items: shared }, 'photo').some(({ groups }) => groups.some((g) => g.shared))).toBe(
      false,
    );
  });

  it('are repaired by subject where one is in two splits, and by file else', () => {
    const { splitting } = stored;
    const enough = [...shared, itemOf('6', '/e.png', 'training', { subject: 'p4' })];
    expect(repairedBy({ items: enough, splitting })).toBe('subject');
    // Three splits cannot be filled from two subjects.
    expect(repairedBy({ items: shared, splitting })).toBe('photo');
    expect(repairedBy({ items, splitting })).toBe('photo');
  });
});
