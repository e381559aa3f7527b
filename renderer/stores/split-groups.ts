import {
  splits,
  type DatasetDocument,
  type DatasetItem,
  type Split,
  type Splitting,
} from '../../electron/contract/datasets.ts';
import { fileOf } from './gallery-filter.ts';

/** Items that belong together: a photo, a session or a subject. */
export interface SplitGroup {
  name: string;
  items: DatasetItem[];
  /** In more splits than one: what a network is measured on, it has seen. */
  shared: boolean;
}

export interface SplitPart {
  split: Split;
  items: number;
  groups: SplitGroup[];
}

export function groupName(item: DatasetItem, by: Splitting['by']): string {
  return by === 'photo' ? fileOf(item.target) : (item[by] ?? '');
}

/** The included items of each split by what they are split by, larger groups first. */
export function splitParts({ items }: Pick<DatasetDocument, 'items'>, by: Splitting['by']): SplitPart[] {
  const included = items.filter((item) => item.included);
  const homes = new Map<string, Set<Split>>();
  for (const item of included) {
    const name = groupName(item, by);
    homes.set(name, (homes.get(name) ?? new Set<Split>()).add(item.split));
  }
  return splits.map((split) => {
    const groups = new Map<string, DatasetItem[]>();
    for (const item of included) {
      if (item.split !== split) continue;
      const name = groupName(item, by);
      const own = groups.get(name);
      if (own) own.push(item);
      else groups.set(name, [item]);
    }
    const list = [...groups].map(([name, own]) => ({
      name,
      items: own,
      shared: (homes.get(name)?.size ?? 0) > 1,
    }));
    list.sort((a, b) => b.items.length - a.items.length);
    return { split, items: list.reduce((sum, group) => sum + group.items.length, 0), groups: list };
  });
}

/**
 * What the items have to be split by so that no two splits share a subject, and where there are none a session:
 * the way it is now unless a subject is in two splits and enough are known.
 */
export function repairedBy({
  items,
  splitting,
}: Pick<DatasetDocument, 'items' | 'splitting'>): Splitting['by'] {
  const included = items.filter((item) => item.included);
  const asked = 1 + Number(splitting.validation > 0) + Number(splitting.test > 0);
  for (const by of ['subject', 'session'] as const) {
    const names = new Set(included.map((item) => item[by]));
    if (names.has(null) || names.size < asked) continue;
    const isShared = splitParts({ items }, by).some(({ groups }) => groups.some(({ shared }) => shared));
    if (by === splitting.by || isShared) return by;
  }
  return 'photo';
}
