import { describe, expect, it } from 'vitest';
import { batchesPerEpoch, epochBatches } from '../../../electron/engine/datasets/batches.ts';

const groups = [
  [0, 2, 4, 6, 8],
  [1, 3, 5],
];

describe('the batches of an epoch', () => {
  it('show every item, and none of two groups together', () => {
    const batches = epochBatches(groups, 2, 7, 0);
    expect(batches).toHaveLength(batchesPerEpoch(groups, 2));
    expect(new Set(batches.flatMap(({ items }) => items))).toEqual(new Set(groups.flat()));
    for (const { group, items } of batches) {
      expect(items).toHaveLength(2);
      for (const item of items) expect(groups[group]).toContain(item);
    }
  });

  it('show each item once where batches are full', () => {
    const items = epochBatches(groups, 1, 7, 3).flatMap((batch) => batch.items);
    expect(items.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 8]);
  });

  it('depend on seed and epoch alone', () => {
    expect(epochBatches(groups, 2, 7, 5)).toEqual(epochBatches(groups, 2, 7, 5));
    expect(epochBatches(groups, 1, 7, 5)).not.toEqual(epochBatches(groups, 1, 7, 6));
    expect(epochBatches(groups, 1, 8, 5)).not.toEqual(epochBatches(groups, 1, 7, 5));
  });

  it('begin with every item about equally often over many epochs', () => {
    const many = [Array.from({ length: 10 }, (_, i) => i)];
    const counts = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 2000; epoch += 1) {
      const first = epochBatches(many, 1, 1, epoch)[0]?.items[0] as number;
      counts[first] = (counts[first] ?? 0) + 1;
    }
    // 200 each with a standard deviation of 13: five of them to either side.
    expect(Math.min(...counts)).toBeGreaterThan(135);
    expect(Math.max(...counts)).toBeLessThan(265);
  });

  it('repeat a group that is smaller than a batch', () => {
    expect(epochBatches([[4]], 3, 1, 0)).toEqual([{ group: 0, items: [4, 4, 4] }]);
  });
});
