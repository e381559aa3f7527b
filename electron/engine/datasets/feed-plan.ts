import type { DatasetItem } from '../../contract/datasets.ts';
import { batchesPerEpoch, epochBatches } from './batches.ts';
import type { Batch } from './batches.ts';
import type { FeedEntry } from './feed-worker.ts';
import { gridCorners, requirePatchFits } from './patches.ts';
import type { PatchParameters } from './patches.ts';

/** One thing that is seen once an epoch: an item's patch, or the whole item. */
export interface FeedUnit {
  id: string;
  patch: number;
}

/** Which entries make each batch, from (seed, epoch) alone. */
export interface FeedPlan {
  batchesPerEpoch: number;
  /** @param position of the batch, from 0 over all epochs. */
  entries(position: number): { epoch: number; entries: FeedEntry[] };
}

/**
 * The units of an epoch.
 * @param cornersOf tells which of a grid's patches have signal; null where all are taken.
 * @throws AbbeError invalid-input naming an item smaller than the patch.
 */
export async function unitsOf(
  items: readonly DatasetItem[],
  patches: PatchParameters | null,
  cornersOf: ((id: string) => Promise<number[]>) | null,
): Promise<FeedUnit[]> {
  if (!patches) return items.map(({ id }) => ({ id, patch: 0 }));
  const { size, stride, count, sampling } = patches;
  for (const item of items) requirePatchFits(item.id, item, size);
  const units: FeedUnit[] = [];
  for (const item of items) {
    const places = (): number[] =>
      Array.from(
        { length: sampling === 'random' ? count : gridCorners(item, size, stride ?? size).length },
        (_, i) => i,
      );
    const kept = sampling === 'grid' && cornersOf ? await cornersOf(item.id) : places();
    for (const patch of kept) units.push({ id: item.id, patch });
  }
  return units;
}

/**
 * Batches of units, those of one batch in one group.
 * @param groupOf units of one group can share a batch; whole images do by size.
 */
export function planBatches(
  units: readonly FeedUnit[],
  groupOf: (unit: FeedUnit) => string,
  batchSize: number,
  seed: number,
): FeedPlan {
  const groups = new Map<string, number[]>();
  units.forEach((unit, index) => {
    const key = groupOf(unit);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  const positions = [...groups.values()];
  const perEpoch = batchesPerEpoch(positions, batchSize);
  // Prefetching looks into the next epoch and back: two are kept.
  const epochs = new Map<number, Batch[]>();
  const batchesOf = (epoch: number): Batch[] => {
    const known = epochs.get(epoch) ?? epochBatches(positions, batchSize, seed, epoch);
    epochs.delete(epoch);
    epochs.set(epoch, known);
    if (epochs.size > 2) epochs.delete(epochs.keys().next().value as number);
    return known;
  };
  return {
    batchesPerEpoch: perEpoch,
    entries(position) {
      const epoch = Math.floor(position / perEpoch);
      const { items } = batchesOf(epoch)[position % perEpoch] as Batch;
      return { epoch, entries: items.map((item) => ({ ...(units[item] as FeedUnit), epoch })) };
    },
  };
}
