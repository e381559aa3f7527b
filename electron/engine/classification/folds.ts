import { createHash } from 'node:crypto';
import type { DatasetItem, Split, Splitting } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Contents, Group } from '../datasets/item-groups.ts';
import { groupItems, requireGroups } from '../datasets/item-groups.ts';

/** Positions of the items of one fold. */
export type Fold = Record<Split, number[]>;

export interface Folds {
  folds: Fold[];
  /** Number of the group of each item, by position. */
  groups: number[];
}

/** What folds are dealt by. */
export type FoldItem = Pick<DatasetItem, 'id' | 'target' | 'input' | 'session' | 'subject' | 'label'>;

type Labels = Map<string, number>;

/**
 * Cross-validation in `count` folds: groups are dealt to twice as many parts of like size and like shares of the
 * labels; fold k tests on part 2k, validates on part 2k + 1 and trains on the rest. Five folds are the 80/10/10
 * of the MicroGAN paper: every image is held out once, half of them as test and half as validation (decision
 * 0061). Groups are photos, sessions or subjects, and whatever shares a photo's content.
 *
 * Larger groups are dealt first, those of like size in the order of SHA-256 over seed and contents, each to the
 * part where the labels' chi-square grows least: neither names nor the order of items matter.
 * @param contents SHA-256 of each source by its name.
 * @throws AbbeError invalid-input where there are fewer groups than parts, or items lack what they are split by.
 */
export function dealFolds(
  items: readonly FoldItem[],
  contents: Contents,
  { by, seed }: Pick<Splitting, 'by' | 'seed'>,
  count: number,
): Folds {
  if (by !== 'photo') requireGroups(items, by);
  const groups = groupItems(items, contents, by);
  if (groups.length < 2 * count) throw tooFew(groups.length, count, by);
  const positions = new Map(items.map(({ id }, i) => [id, i]));
  const groupOf = new Array<number>(items.length).fill(0);
  const parts = deal(groups, 2 * count, seed).map((part) =>
    part.flatMap((group) => group.items.map(({ id }) => positions.get(id) as number)),
  );
  groups.forEach((group, n) => {
    for (const { id } of group.items) groupOf[positions.get(id) as number] = n;
  });
  const folds = Array.from({ length: count }, (_, k): Fold => {
    const training = parts.filter((_part, i) => i >> 1 !== k).flat();
    return {
      training: training.sort((a, b) => a - b),
      validation: (parts[2 * k + 1] as number[]).toSorted((a, b) => a - b),
      test: (parts[2 * k] as number[]).toSorted((a, b) => a - b),
    };
  });
  return { folds, groups: groupOf };
}

function deal<T extends FoldItem>(groups: readonly Group<T>[], count: number, seed: number): Group<T>[][] {
  const sorted = groups
    .map((group) => ({ group, labels: labelsOf(group), order: hash(seed, group) }))
    .sort((a, b) => sizeClass(b.group) - sizeClass(a.group) || (a.order < b.order ? -1 : 1));
  const total: Labels = new Map();
  for (const { labels } of sorted) addTo(total, labels);
  const filled = Array.from({ length: count }, (): Labels => new Map());
  const parts = Array.from({ length: count }, (): Group<T>[] => []);
  sorted.forEach(({ group, labels }, i) => {
    const empty = parts.flatMap((part, at) => (part.length === 0 ? [at] : []));
    const open = sorted.length - i <= empty.length ? empty : parts.map((_, at) => at);
    const costs = open.map((at) => cost(labels, filled[at] as Labels, total, count));
    const chosen = open[costs.indexOf(Math.min(...costs))] as number;
    (parts[chosen] as Group<T>[]).push(group);
    addTo(filled[chosen] as Labels, labels);
  });
  return parts;
}

/** By how much chi-square, the sum of (found - expected)² / expected, grows when a part gets these items. */
function cost(labels: Labels, filled: Labels, total: Labels, count: number): number {
  let sum = 0;
  for (const [label, n] of labels) {
    const expected = (total.get(label) as number) / count;
    sum += (2 * n * ((filled.get(label) ?? 0) - expected) + n * n) / expected;
  }
  return sum;
}

function labelsOf({ items }: Group<FoldItem>): Labels {
  const labels: Labels = new Map();
  for (const { label } of items) labels.set(label ?? '', (labels.get(label ?? '') ?? 0) + 1);
  return labels;
}

function addTo(labels: Labels, more: Labels): void {
  for (const [label, n] of more) labels.set(label, (labels.get(label) ?? 0) + n);
}

const sizeClass = ({ items }: Group<FoldItem>): number => Math.floor(Math.log2(items.length));

function hash(seed: number, { contents }: Group<FoldItem>): string {
  return createHash('sha256')
    .update(`${seed}:${contents.join(':')}`)
    .digest('hex');
}

function tooFew(found: number, count: number, by: Splitting['by']): AbbeError {
  const what = { photo: 'different photos', session: 'sessions', subject: 'subjects' }[by];
  const most = Math.floor(found / 2);
  const instead = most >= 2 ? `set folds to ${most} or less, or add more images` : 'add more images';
  return new AbbeError(
    'invalid-input',
    `${count} folds need ${2 * count} ${what}, as training, validation and test never share one; there are ${found}: ${instead}.`,
  );
}
