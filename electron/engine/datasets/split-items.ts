import { createHash } from 'node:crypto';
import type { DatasetItem, Split, Splitting } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Contents, Group, GroupedItem } from './item-groups.ts';
import { groupItems, requireGroups } from './item-groups.ts';
import { areNeighbours } from './neighbouring-slices.ts';

export type SplittableItem = GroupedItem & Pick<DatasetItem, 'label' | 'included'>;

type Counts = Map<string, number>;

interface Sized<T> extends Group<T> {
  /** Included items by label; by '' where labels do not matter. */
  labels: Counts;
  size: number;
  order: string;
}

/**
 * Deals items to training, validation and test by photo, session or subject, so that no two splits share one,
 * nor the content of a photo.
 *
 * Groups of included items are dealt one by one, larger ones first, to the split that is then the least filled
 * for its share: the smallest increase of chi-square over the splits, and over the labels too where stratified.
 * Groups of about the same size (within a power of two) come in the order of SHA-256 over seed and contents, so
 * that the result depends on neither names nor the order of items. Each split with a share gets a group at least.
 * Items set aside go where their group goes, and to training where the whole group is set aside; so do pairs of
 * neighbouring slices, which count in training alone and would make the shares depend on the dealing.
 * @param contents SHA-256 of each source by its name.
 * @param alike pairs of contents that show the same and stay together.
 * @returns the split of each item by its id.
 * @throws AbbeError invalid-input where items lack what they are split by, or groups are too few.
 */
export function splitItems(
  items: readonly SplittableItem[],
  contents: Contents,
  splitting: Splitting,
  alike: readonly (readonly [string, string])[] = [],
): Map<string, Split> {
  const { by, seed, stratified } = splitting;
  const included = items.filter((item) => item.included);
  if (by !== 'photo') requireGroups(included, by);
  const shares = sharesOf(splitting);
  const groups = groupItems(items, contents, by, alike).map((group) => sized(group, seed, stratified));
  const dealt = new Map<string, Split>();
  const toDeal = groups.filter(({ size }) => size > 0);
  const asked = splits.filter((split) => shares[split] > 0);
  if (toDeal.length < asked.length) throw tooFew(toDeal.length, asked.length, by);
  const chosen = deal(toDeal, shares, asked);
  for (const group of groups) {
    for (const { id } of group.items) dealt.set(id, chosen.get(group) ?? 'training');
  }
  return dealt;
}

function sharesOf({ validation, test }: Splitting): Record<Split, number> {
  const training = 1 - validation - test;
  if (training > 1e-9) return { training, validation, test };
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  throw new AbbeError(
    'invalid-input',
    `Validation (${percent(validation)}) and test (${percent(test)}) leave nothing to train on; lower one of them.`,
  );
}

function sized<T extends SplittableItem>(group: Group<T>, seed: number, stratified: boolean): Sized<T> {
  const labels: Counts = new Map();
  let size = 0;
  for (const item of group.items) {
    if (!item.included || areNeighbours(item)) continue;
    const name = stratified ? (item.label ?? '') : '';
    labels.set(name, (labels.get(name) ?? 0) + 1);
    size += 1;
  }
  const order = createHash('sha256')
    .update(`${seed}:${group.contents.join(':')}`)
    .digest('hex');
  return { ...group, labels, size, order };
}

function deal<T>(
  groups: readonly Sized<T>[],
  shares: Record<Split, number>,
  asked: readonly Split[],
): Map<Sized<T>, Split> {
  const total: Counts = new Map();
  for (const { labels } of groups) addTo(total, labels);
  const filled: Record<Split, Counts> = { training: new Map(), validation: new Map(), test: new Map() };
  const chosen = new Map<Sized<T>, Split>();
  const sorted = [...groups].sort((a, b) => sizeClass(b) - sizeClass(a) || (a.order < b.order ? -1 : 1));
  for (const [i, group] of sorted.entries()) {
    const empty = asked.filter((split) => filled[split].size === 0);
    const open = sorted.length - i <= empty.length ? empty : asked;
    const costs = open.map((split) => cost(group.labels, filled[split], total, shares[split]));
    const split = open[costs.indexOf(Math.min(...costs))] as Split;
    addTo(filled[split], group.labels);
    chosen.set(group, split);
  }
  return chosen;
}

function sizeClass({ size }: { size: number }): number {
  return Math.floor(Math.log2(size));
}

/** By how much chi-square, the sum of (found - expected)² / expected, grows when a split gets these items. */
function cost(labels: Counts, filled: Counts, total: Counts, share: number): number {
  let sum = 0;
  for (const [label, n] of labels) {
    const expected = share * (total.get(label) ?? 0);
    sum += (2 * n * ((filled.get(label) ?? 0) - expected) + n * n) / expected;
  }
  return sum;
}

function addTo(counts: Counts, more: Counts): void {
  for (const [label, n] of more) counts.set(label, (counts.get(label) ?? 0) + n);
}

function tooFew(found: number, needed: number, by: Splitting['by']): AbbeError {
  const what = { photo: 'different photos', session: 'sessions', subject: 'subjects' }[by];
  const instead = by === 'photo' ? '' : ', or split by photo';
  return new AbbeError(
    'invalid-input',
    `A dataset needs items of at least ${needed} ${what}, one for each split, as splits never share one; there is ${found === 1 ? 'one' : found}. Add more${instead}, give one of the splits no share, or adjust the preparation where it found nothing in some.`,
  );
}
