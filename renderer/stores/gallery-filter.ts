import type {
  DatasetDocument,
  DatasetItem,
  DatasetStatistics,
  ImageReference,
  Split,
} from '../../electron/contract/datasets.ts';

/** A number of each item that one can sort and filter by. */
export interface Measure {
  id: string;
  /** The preparation's own name for it, or one of ours. */
  name: string;
  kind: 'own' | 'width' | 'height' | 'correlation' | 'mean' | 'deviation';
  side: 'input' | 'target' | null;
  value(item: DatasetItem): number | null;
}

/** What of a dataset is shown. Empty lists and nulls let everything through. */
export interface GalleryFilter {
  text: string;
  state: 'all' | 'included' | 'excluded';
  splits: readonly Split[];
  /** Null in the list: items without a label. */
  labels: readonly (string | null)[];
  tags: readonly string[];
  groups: readonly string[];
  /** Both ends included; by measure. Items without the number are left out. */
  ranges: Readonly<Record<string, readonly [number, number]>>;
  /** These alone, for example those of a problem. */
  only: ReadonlySet<string> | null;
}

export const noFilter: GalleryFilter = {
  text: '',
  state: 'all',
  splits: [],
  labels: [],
  tags: [],
  groups: [],
  ranges: {},
  only: null,
};

export interface GalleryOrder {
  /** `order`, `name`, `label`, `split`, or the id of a measure. */
  by: string;
  descending: boolean;
}

/** Every number that items of the dataset have, with those of its statistics where they were computed. */
export function measuresOf(
  { items }: Pick<DatasetDocument, 'items'>,
  statistics: DatasetStatistics | null,
): Measure[] {
  const names = new Set(items.flatMap((item) => Object.keys(item.measures)));
  const measures: Measure[] = [...names].map((name) => ({
    id: `own:${name}`,
    name,
    kind: 'own',
    side: null,
    value: (item) => item.measures[name] ?? null,
  }));
  for (const kind of ['width', 'height'] as const) {
    if (items.every((item) => item[kind] === items[0]?.[kind])) continue;
    measures.push({ id: kind, name: kind, kind, side: null, value: (item) => item[kind] });
  }
  return statistics ? [...measures, ...measured(statistics)] : measures;
}

function measured({ correlation, intensities }: DatasetStatistics): Measure[] {
  const result: Measure[] = [];
  if (Object.keys(correlation).length > 0) {
    const value = (item: DatasetItem): number | null => correlation[item.id] ?? null;
    result.push({ id: 'correlation', name: 'correlation', kind: 'correlation', side: null, value });
  }
  for (const side of ['input', 'target'] as const) {
    if (!Object.values(intensities).some((own) => own[side] !== null)) continue;
    for (const kind of ['mean', 'deviation'] as const) {
      const value = (item: DatasetItem): number | null => intensities[item.id]?.[side]?.[kind] ?? null;
      result.push({ id: `${side}:${kind}`, name: kind, kind, side, value });
    }
  }
  return result;
}

/** The source file that an item is shown under. */
export function fileOf(reference: ImageReference): string {
  return reference.kind === 'classes' ? (reference.layers[0]?.source ?? '') : reference.source;
}

/** The session and subject of an item, as filters name them. */
export function groupsOf({ subject, session }: DatasetItem): string[] {
  return [subject, session].filter((name): name is string => name !== null);
}

/** The items that a filter lets through, in an order; equal ones keep the dataset's. */
export function shownItems(
  items: readonly DatasetItem[],
  filter: GalleryFilter,
  order: GalleryOrder,
  measures: readonly Measure[],
): DatasetItem[] {
  return sorted(
    items.filter((item) => passes(item, filter, measures)),
    order,
    measures,
  );
}

/** Whether anything is filtered at all. */
export function isFiltered(filter: GalleryFilter): boolean {
  const { text, state, splits, labels, tags, groups, ranges, only } = filter;
  const lists = [splits, labels, tags, groups, Object.keys(ranges)];
  return text !== '' || state !== 'all' || only !== null || lists.some((list) => list.length > 0);
}

function passes(item: DatasetItem, filter: GalleryFilter, measures: readonly Measure[]): boolean {
  const { text, state, splits, labels, tags, groups, ranges, only } = filter;
  if (only && !only.has(item.id)) return false;
  if (state !== 'all' && item.included !== (state === 'included')) return false;
  if (splits.length > 0 && !splits.includes(item.split)) return false;
  if (labels.length > 0 && !labels.includes(item.label)) return false;
  if (tags.length > 0 && !tags.some((tag) => item.tags.includes(tag))) return false;
  if (groups.length > 0 && !groupsOf(item).some((group) => groups.includes(group))) return false;
  for (const measure of measures) {
    const range = ranges[measure.id];
    if (!range) continue;
    const value = measure.value(item);
    if (value === null || value < range[0] || value > range[1]) return false;
  }
  return text === '' || matches(item, text);
}

/** Every word stands somewhere in what is known of the item. */
function matches(item: DatasetItem, text: string): boolean {
  const { id, label, tags, note, reason, target } = item;
  const said = [id, label ?? '', note, reason, fileOf(target), ...tags, ...groupsOf(item)];
  const all = said.join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const naturally = new Intl.Collator(undefined, { numeric: true });
const splitOrder: Record<Split, number> = { training: 0, validation: 1, test: 2 };

function sorted(
  items: DatasetItem[],
  { by, descending }: GalleryOrder,
  measures: readonly Measure[],
): DatasetItem[] {
  if (by === 'order') return descending ? items.reverse() : items;
  const sign = descending ? -1 : 1;
  const measure = measures.find(({ id }) => id === by);
  if (!measure && by !== 'name' && by !== 'label' && by !== 'split') return items;
  if (by === 'split') return items.sort((a, b) => sign * (splitOrder[a.split] - splitOrder[b.split]));
  const keys = new Map(
    items.map((item) => [item, measure ? measure.value(item) : by === 'name' ? item.id : item.label]),
  );
  return items.sort((a, b) => compare(keys.get(a) ?? null, keys.get(b) ?? null, sign));
}

/** What is not known comes last, whichever way one sorts. */
function compare(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * naturally.compare(String(a), String(b));
}

export interface Bins {
  edges: number[];
  counts: number[];
}

/** How the values of a measure are spread, in bins of equal width; null where there are none. */
export function histogramOf(items: readonly DatasetItem[], measure: Measure, bins: number): Bins | null {
  const values = items.flatMap((item) => measure.value(item) ?? []).filter(Number.isFinite);
  if (values.length === 0) return null;
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const width = (max - min || 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const at = Math.min(bins - 1, Math.floor((value - min) / width));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, i) => min + i * width), counts };
}
