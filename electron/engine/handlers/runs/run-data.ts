import { createHash } from 'node:crypto';
import type { DatasetDocument } from '../../../contract/datasets.ts';
import { splits } from '../../../contract/datasets.ts';
import type { RunData } from '../../../contract/documents.ts';
import type { SystemInfo } from '../../../contract/system.ts';

/** What a run is trained on, for its record. */
export function runDataOf(dataset: DatasetDocument): RunData {
  const included = dataset.items.filter((item) => item.included);
  const count = (split: string): number => included.filter((item) => item.split === split).length;
  return {
    sources: dataset.sources.map(({ path, sha256 }) => ({ path, sha256 })),
    items: itemsHash(dataset),
    splitting: dataset.splitting,
    counts: Object.fromEntries(splits.map((split) => [split, count(split)])) as RunData['counts'],
  };
}

/**
 * SHA-256 of all that decides what a run sees, in the dataset's order: images, labels and splits of included
 * items, how inputs are made and numbers normalised. Notes and tags change nothing.
 */
export function itemsHash({ items, degradation, normalisation, classes }: DatasetDocument): string {
  const seen = items
    .filter(({ included }) => included)
    .map(({ id, target, input, width, height, label, split }) => [
      id,
      target,
      input,
      width,
      height,
      label,
      split,
    ]);
  const names = classes.map(({ name }) => name);
  return createHash('sha256')
    .update(JSON.stringify([seen, degradation, normalisation, names]))
    .digest('hex');
}

/** What computes, for a run's record. */
export function deviceOf({ devices, cpu }: SystemInfo): string {
  const [first] = devices;
  if (first?.kind === 'gpu') return first.name;
  return `${cpu.model}, ${cpu.cores === 1 ? 'one core' : `${cpu.cores} cores`}`;
}

export function versionsOf({ abbe, tensorflow, tfjs, node, platform }: SystemInfo): Record<string, string> {
  const library = `${tensorflow.version} (${tensorflow.variant})`;
  return { abbe, tensorflow: library, tfjs, node, platform };
}
