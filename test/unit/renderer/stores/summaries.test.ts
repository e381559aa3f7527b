import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../../../../electron/contract/datasets.ts';
import { cellSizes, summariseSplits } from '../../../../renderer/stores/dataset-summary.ts';
import { datasetOf, itemOf } from '../../../support/dataset-document.ts';

const item = (id: string, photo: string, split: DatasetItem['split'], width: number): DatasetItem =>
  itemOf(id, photo, split, { width, height: 10 });
describe('a dataset in numbers', () => {
  const dataset = datasetOf([
    item('a-1', 'a', 'training', 20),
    item('a-2', 'a', 'training', 30),
    item('b-1', 'b', 'test', 60),
    item('c-1', 'c', 'training', 40),
  ]);

  it('counts cells and photos of each split, the empty one too', () => {
    expect(summariseSplits(dataset).map(({ split, cells, photos }) => [split, cells, photos.length])).toEqual(
      [
        ['training', 3, 2],
        ['validation', 0, 0],
        ['test', 1, 1],
      ],
    );
  });

  it('tells the sizes of cells; none for an empty dataset', () => {
    expect(cellSizes(dataset)).toEqual({ min: 20, median: 35, max: 60 });
    expect(cellSizes(datasetOf([]))).toBeNull();
  });
});
