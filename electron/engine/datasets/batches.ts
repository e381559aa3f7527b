import { permutation, seededRandom } from '../imaging/seeded-random.ts';

/** Positions of one step's items, all of one group. */
export interface Batch {
  group: number;
  items: number[];
}

/** Steps in which each item of each group is seen once, in batches of one group. */
export function batchesPerEpoch(groups: readonly (readonly number[])[], batchSize: number): number {
  return groups.reduce((sum, items) => sum + Math.ceil(items.length / batchSize), 0);
}

/**
 * The batches of one epoch in random order, from (seed, epoch) alone. A group's last batch is filled up from
 * the group's beginning, because a batch of another length would need a graph of its own.
 * @param groups positions of the items that can share a batch, for example by size.
 */
export function epochBatches(
  groups: readonly (readonly number[])[],
  batchSize: number,
  seed: number,
  epoch: number,
): Batch[] {
  const random = seededRandom(seed, epoch);
  const batches: Batch[] = [];
  groups.forEach((items, group) => {
    const order = permutation(items.length, random).map((index) => items[index] as number);
    for (let start = 0; start < order.length; start += batchSize) {
      const batch = Array.from({ length: batchSize }, (_, i) => order[(start + i) % order.length] as number);
      batches.push({ group, items: batch });
    }
  });
  return permutation(batches.length, random).map((index) => batches[index] as Batch);
}
