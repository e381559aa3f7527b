import { describe, expect, it } from 'vitest';
import type { DatasetDocument } from '../../../electron/contract/datasets.ts';
import { datasetDocumentSchema } from '../../../electron/contract/datasets.ts';
import {
  editItems,
  mostEdits,
  redoEdit,
  resplit,
  undoEdit,
} from '../../../electron/engine/datasets/edit-dataset.ts';
import { datasetItem, datasetOf } from './dataset-fixture.ts';

const time = new Date('2025-02-01T10:00:00Z');
const made = (): DatasetDocument =>
  datasetOf(['a', 'b', 'c', 'd'].map((id) => datasetItem(id, `${id}.png`, { tags: ['first'] })));

const itemOf = (dataset: DatasetDocument, id: string) => dataset.items.find((item) => item.id === id);
/** Everything but the history. */
const state = ({ items, splitting }: DatasetDocument): unknown => ({ items, splitting });

describe('editing a dataset', () => {
  it('changes what is named, of the items named, and nothing else', () => {
    const before = made();
    const after = editItems(before, ['a', 'c'], { label: 'red', addTags: ['good'], note: 'sharp' }, time);
    for (const id of ['a', 'c']) {
      expect(itemOf(after, id)).toEqual({
        ...itemOf(before, id),
        label: 'red',
        tags: ['first', 'good'],
        note: 'sharp',
      });
    }
    expect(itemOf(after, 'b')).toEqual(itemOf(before, 'b'));
    expect(state(before)).toEqual(state(made()));
    expect(after.edits).toMatchObject([
      { time: '2025-02-01T10:00:00.000Z', description: '2 items: labelled red, tagged good, note changed.' },
    ]);
    expect(datasetDocumentSchema.parse(after)).toEqual(after);
  });

  it('gives what is set aside a reason, and takes it away again', () => {
    const aside = editItems(made(), ['a'], { included: false }, time);
    expect(itemOf(aside, 'a')).toMatchObject({ included: false, reason: 'Set aside by hand.' });
    const other = editItems(aside, ['a'], { reason: 'Out of focus.' }, time);
    expect(itemOf(other, 'a')).toMatchObject({ included: false, reason: 'Out of focus.' });
    expect(itemOf(editItems(other, ['a'], { included: true }, time), 'a')).toMatchObject({
      included: true,
      reason: '',
    });
    expect(itemOf(editItems(made(), ['a'], { reason: 'Of no use while in.' }, time), 'a')?.reason).toBe('');
  });

  it('adds a tag once and removes it', () => {
    const tagged = editItems(made(), ['a'], { addTags: ['first', 'new', 'new'] }, time);
    expect(itemOf(tagged, 'a')?.tags).toEqual(['first', 'new']);
    expect(itemOf(editItems(tagged, ['a'], { removeTags: ['first'] }, time), 'a')?.tags).toEqual(['new']);
  });

  it('is no edit where nothing changes', () => {
    const before = made();
    expect(editItems(before, ['a'], { included: true, removeTags: ['none'] }, time)).toBe(before);
  });

  it('names items that are not there', () => {
    expect(() => editItems(made(), ['a', 'x', 'y', 'z', 'w'], { note: '' }, time)).toThrow(
      'The dataset “Cells” has no item “x”, “y”, “z” and 1 more.',
    );
  });

  it('goes back and forth through every state', () => {
    const states = [made()];
    const change = (next: (dataset: DatasetDocument) => DatasetDocument) => {
      states.push(next(states.at(-1) as DatasetDocument));
    };
    change((dataset) => editItems(dataset, ['a'], { included: false, reason: 'Blurred.' }, time));
    change((dataset) => editItems(dataset, ['a', 'b'], { split: 'test' }, time));
    change((dataset) => editItems(dataset, ['d'], { label: 'white' }, time));
    let now = states.at(-1) as DatasetDocument;
    for (const before of states.slice(0, -1).toReversed()) {
      now = undoEdit(now);
      expect(state(now)).toEqual(state(before));
    }
    expect(() => undoEdit(now)).toThrow('There is nothing to undo in the dataset “Cells”.');
    for (const after of states.slice(1)) {
      now = redoEdit(now);
      expect(state(now)).toEqual(state(after));
    }
    expect(now).toEqual(states.at(-1));
    expect(() => redoEdit(now)).toThrow(/nothing to redo/);
  });

  it('forgets what was undone once something else is edited', () => {
    const undone = undoEdit(editItems(made(), ['a'], { label: 'red' }, time));
    expect(undone.undone).toHaveLength(1);
    const edited = editItems(undone, ['b'], { label: 'white' }, time);
    expect(edited.undone).toEqual([]);
    expect(() => redoEdit(edited)).toThrow(/nothing to redo/);
  });

  it(`keeps the last ${mostEdits} edits`, () => {
    let dataset = made();
    for (let i = 0; i < mostEdits + 5; i += 1) dataset = editItems(dataset, ['a'], { note: `${i}` }, time);
    expect(dataset.edits).toHaveLength(mostEdits);
    for (let i = 0; i < mostEdits; i += 1) dataset = undoEdit(dataset);
    expect(itemOf(dataset, 'a')?.note).toBe('4');
  });
});

describe('dealing anew', () => {
  const splitting = { by: 'photo', validation: 0.25, test: 0.25, stratified: false, seed: 9 } as const;

  it('is one edit that brings back splits and how they were made', () => {
    const before = made();
    const after = resplit(
      before,
      splitting,
      new Map([
        ['a', 'test'],
        ['b', 'validation'],
      ]),
      time,
    );
    expect(after.splitting).toEqual(splitting);
    expect(after.items.map(({ split }) => split)).toEqual(['test', 'validation', 'training', 'training']);
    expect(after.edits[0]?.changes.map(({ item }) => item)).toEqual(['a', 'b']);
    expect(after.edits[0]?.description).toBe('Split by photo, seed 9: 2 items moved.');
    const undone = undoEdit(after);
    expect(state(undone)).toEqual(state(before));
    expect(state(redoEdit(undone))).toEqual(state(after));
  });

  it('keeps only the newest of many dealings of a large dataset', () => {
    const items = Array.from({ length: 70_000 }, (_, i) => datasetItem(`${i}`, 'a.png'));
    const all = (split: 'test' | 'training') => new Map(items.map(({ id }) => [id, split]));
    let dataset = datasetOf(items);
    for (const split of ['test', 'training', 'test', 'training'] as const) {
      dataset = resplit(dataset, splitting, all(split), time);
    }
    expect(dataset.edits).toHaveLength(2);
    expect(undoEdit(dataset).items[0]?.split).toBe('test');
  });
});
