import type { DatasetDocument } from '../../electron/contract/datasets.ts';

/** How many items are used; the others are set aside. */
export function includedItems({ items }: Pick<DatasetDocument, 'items'>): number {
  return items.filter(({ included }) => included).length;
}
