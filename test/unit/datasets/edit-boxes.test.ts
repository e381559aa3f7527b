import { describe, expect, it } from 'vitest';
import type { DatasetDocument } from '../../../electron/contract/datasets.ts';
import { drawBoxes } from '../../../electron/engine/datasets/edit-boxes.ts';
import type { DrawnBox, DrawnPhoto } from '../../../electron/engine/datasets/edit-boxes.ts';
import { editItems, redoEdit, undoEdit } from '../../../electron/engine/datasets/edit-dataset.ts';
import { renameInDataset } from '../../../electron/engine/projects/rename-sources.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';

const photo: DrawnPhoto = { name: 'a.jpg', file: '/p/a.jpg', sha256: '0'.repeat(64), width: 100, height: 80 };
const other: DrawnPhoto = { ...photo, name: 'c.jpg', file: '/p/c.jpg', sha256: '2'.repeat(64) };
const time = new Date('2026-01-01T00:00:00Z');
const box = (x: number, y: number, item: string | null = null, side = 20): DrawnBox => ({
  ...{ x, y, width: side, height: side },
  item,
});
const first: DrawnBox = { x: 0, y: 0, width: 30, height: 20, item: 'a-001' };
const second: DrawnBox = { ...first, item: 'a-002' };

function cells(): DatasetDocument {
  return datasetOf([
    itemOf('a-001', 'a.jpg', 'test', { measures: { area: 5 } }),
    itemOf('a-002', 'a.jpg', 'test', { included: false, reason: 'Sorted out: too large.' }),
    itemOf('b-001', 'b.jpg', 'training'),
  ]);
}

const ids = ({ items }: DatasetDocument): string[] => items.map(({ id }) => id);

describe('boxes drawn by hand', () => {
  it('add, move and remove in one edit, keep the photo’s split, and are marked', () => {
    const moved = drawBoxes(cells(), photo, [{ ...first, x: 5 }, box(50, 40)], time);
    expect(ids(moved)).toEqual(['a-001', 'a-003', 'b-001']);
    expect(moved.items[0]).toMatchObject({
      target: { box: { x: 5, y: 0, width: 30, height: 20 } },
      split: 'test',
      tags: ['by hand'],
      measures: {},
    });
    expect(moved.items[1]).toMatchObject({ split: 'test', included: true, tags: ['by hand'], width: 20 });
    expect(moved.corrected).toEqual(['a.jpg']);
    expect(moved.edits).toHaveLength(1);
    expect(moved.edits[0]?.description).toBe('Boxes of a by hand: 1 added, 1 moved, 1 removed.');
  });

  it('are taken back and done again, bit by bit, among other edits', () => {
    const start = cells();
    const one = drawBoxes(start, photo, [first, second, box(50, 40)], time);
    const two = editItems(one, ['a-003'], { note: 'mine' }, time);
    const three = drawBoxes(two, photo, [first, second], time);
    expect(ids(three)).toEqual(ids(start));
    const back = undoEdit(undoEdit(undoEdit(three)));
    expect(back.items).toEqual(start.items);
    expect(back.corrected).toEqual([]);
    const again = redoEdit(redoEdit(redoEdit(back)));
    expect(again.items).toEqual(three.items);
    expect(again.corrected).toEqual(['a.jpg']);
    expect(undoEdit(three).items).toEqual(two.items);
    const none = drawBoxes(start, photo, [second], time);
    expect(undoEdit(none).items).toEqual(start.items);
  });

  it('never use the number of an item again that a run may have scored', () => {
    const removed = drawBoxes(cells(), photo, [first], time);
    expect(ids(drawBoxes(removed, photo, [first, box(50, 40)], time))).toContain('a-003');
  });

  it('are a set-aside box made good by moving it, and nothing where nothing moved', () => {
    const start = cells();
    expect(drawBoxes(start, photo, [first, second], time)).toBe(start);
    const moved = drawBoxes(start, photo, [first, { ...second, width: 40 }], time);
    expect(moved.items[1]).toMatchObject({ included: true, reason: '', width: 40 });
  });

  it('begin a photo in which nothing was found', () => {
    const drawn = drawBoxes(cells(), other, [box(1, 2)], time);
    expect(drawn.sources.map(({ path }) => path)).toContain('c.jpg');
    expect(drawn.items.at(-1)).toMatchObject({ id: 'c-001', split: 'training' });
    expect(undoEdit(drawn).items).toEqual(cells().items);
  });

  it('wait for a label where the dataset has labels', () => {
    const labelled = datasetOf([itemOf('a-001', 'a.jpg', 'test', { label: 'red' })]);
    const drawn = drawBoxes(labelled, photo, [first, box(50, 40)], time);
    expect(drawn.items.at(-1)).toMatchObject({ included: false, reason: 'It has no label yet.' });
  });

  it('are refused outside the photo, too small, unknown, or in other datasets', () => {
    const draw = (boxes: DrawnBox[]) => () => drawBoxes(cells(), photo, boxes, time);
    expect(draw([box(90, 40)])).toThrow(/leaves \/p\/a\.jpg \(100 × 80 px\)/);
    expect(draw([box(1, 1, null, 10)])).toThrow(/too small: a side below 11 px/);
    expect(draw([box(1, 1, 'b-001')])).toThrow(/has no box “b-001”/);
    const pairs = datasetOf([itemOf('a', 'a.jpg', 'test', { input: itemOf('x', 'b', 'test').target })]);
    expect(() => drawBoxes(pairs, photo, [], time)).toThrow(/not made of boxes/);
  });

  it('follow their files to other names, undone ones too', () => {
    const drawn = drawBoxes(cells(), photo, [first, second, box(50, 40)], time);
    const renamed = renameInDataset(undoEdit(drawn), (name) => name.replace('a.jpg', 'z.jpg'));
    const again = redoEdit(renamed);
    expect(again.corrected).toEqual(['z.jpg']);
    expect(again.items[2]).toMatchObject({ id: 'a-003', target: { source: 'z.jpg' } });
  });
});
