import { describe, expect, it } from 'vitest';
import type { DatasetStatistics } from '../../../../electron/contract/datasets.ts';
import {
  histogramOf,
  isFiltered,
  measuresOf,
  noFilter,
  shownItems,
  type GalleryFilter,
  type GalleryOrder,
} from '../../../../renderer/stores/gallery-filter.ts';
import { itemOf } from '../../../support/dataset-document.ts';

const items = [
  itemOf('cell2', '/lab/a.png', 'training', { label: 'round', measures: { focus: 3 }, tags: ['dim'] }),
  itemOf('cell10', '/lab/a.png', 'test', { measures: { focus: 1 }, subject: 'p1', note: 'Odd rim' }),
  itemOf('cell1', '/lab/b.png', 'training', { label: 'long', included: false, reason: 'Debris' }),
  itemOf('cell3', '/lab/b.png', 'validation', { label: 'long', measures: { focus: 2 }, width: 50 }),
];
const measures = measuresOf({ items }, null);
const plain: GalleryOrder = { by: 'order', descending: false };

const ids = (filter: Partial<GalleryFilter>, order = plain): string[] =>
  shownItems(items, { ...noFilter, ...filter }, order, measures).map(({ id }) => id);

describe('the filter of a gallery', () => {
  it('lets all through that nothing is asked of', () => {
    expect(ids({})).toEqual(['cell2', 'cell10', 'cell1', 'cell3']);
    expect(isFiltered(noFilter)).toBe(false);
  });

  it('finds every word in whatever is known of an item', () => {
    expect(ids({ text: 'b.png' })).toEqual(['cell1', 'cell3']);
    expect(ids({ text: 'LONG cell3' })).toEqual(['cell3']);
    expect(ids({ text: 'odd' })).toEqual(['cell10']);
    expect(ids({ text: 'debris' })).toEqual(['cell1']);
    expect(ids({ text: 'nothing' })).toEqual([]);
  });

  it('takes splits, labels (none too), tags, groups and states together', () => {
    expect(ids({ splits: ['training'] })).toEqual(['cell2', 'cell1']);
    expect(ids({ splits: ['training'], state: 'included' })).toEqual(['cell2']);
    expect(ids({ labels: ['long'] })).toEqual(['cell1', 'cell3']);
    expect(ids({ labels: [null] })).toEqual(['cell10']);
    expect(ids({ tags: ['dim', 'other'] })).toEqual(['cell2']);
    expect(ids({ groups: ['p1'] })).toEqual(['cell10']);
    expect(ids({ only: new Set(['cell1', 'cell3']), state: 'excluded' })).toEqual(['cell1']);
  });

  it('leaves out what is beyond a range, and what has no such number', () => {
    expect(ids({ ranges: { 'own:focus': [2, 3] } })).toEqual(['cell2', 'cell3']);
    expect(ids({ ranges: { 'own:focus': [-Infinity, Infinity] } })).toEqual(['cell2', 'cell10', 'cell3']);
    expect(isFiltered({ ...noFilter, ranges: { width: [0, 1] } })).toBe(true);
  });
});

describe('the order of a gallery', () => {
  it('is natural by name', () => {
    expect(ids({}, { by: 'name', descending: false })).toEqual(['cell1', 'cell2', 'cell3', 'cell10']);
    expect(ids({}, { by: 'name', descending: true })).toEqual(['cell10', 'cell3', 'cell2', 'cell1']);
  });

  it('by a number puts those without it last, both ways', () => {
    expect(ids({}, { by: 'own:focus', descending: false })).toEqual(['cell10', 'cell3', 'cell2', 'cell1']);
    expect(ids({}, { by: 'own:focus', descending: true })).toEqual(['cell2', 'cell3', 'cell10', 'cell1']);
  });

  it('by split is that of the work, by label that of the alphabet', () => {
    expect(ids({}, { by: 'split', descending: false })).toEqual(['cell2', 'cell1', 'cell3', 'cell10']);
    expect(ids({}, { by: 'label', descending: false })).toEqual(['cell1', 'cell3', 'cell2', 'cell10']);
  });

  it('by a number that is gone is the dataset’s', () => {
    expect(ids({}, { by: 'correlation', descending: true })).toEqual(['cell2', 'cell10', 'cell1', 'cell3']);
  });
});

describe('the numbers of items', () => {
  it('are those of the preparation, sizes that differ, and what was measured', () => {
    expect(measures.map(({ id }) => id)).toEqual(['own:focus', 'width']);
    const statistics = {
      correlation: { cell2: 0.5 },
      intensities: { cell2: { input: null, target: { mean: 7, deviation: 2 } } },
    } as unknown as DatasetStatistics;
    const all = measuresOf({ items }, statistics);
    expect(all.map(({ id }) => id)).toEqual([
      'own:focus',
      'width',
      'correlation',
      'target:mean',
      'target:deviation',
    ]);
    expect(all.map((measure) => measure.value(items[0]!))).toEqual([3, 30, 0.5, 7, 2]);
    expect(all.at(-1)?.value(items[1]!)).toBeNull();
  });

  it('are counted in bins whose edges are the smallest and the largest', () => {
    expect(histogramOf(items, measures[0]!, 4)).toEqual({ edges: [1, 1.5, 2, 2.5, 3], counts: [1, 0, 1, 1] });
    expect(histogramOf([], measures[0]!, 4)).toBeNull();
  });
});
