import type { DatasetDocument, DatasetItem } from '../../../contract/datasets.ts';
import { groupItems, photosOf } from '../../datasets/item-groups.ts';

/** Which items are not independent: by item, the session, subject or first photo that it shares with others. */
export function groupNames(
  { sources, splitting }: Pick<DatasetDocument, 'sources' | 'splitting'>,
  items: readonly DatasetItem[],
): Map<string, string> {
  const contents = new Map(sources.map(({ path, sha256 }) => [path, sha256]));
  const names = new Map<string, string>();
  for (const { items: own } of groupItems(items, contents, splitting.by)) {
    const first = own[0] as DatasetItem;
    const named = splitting.by === 'photo' ? null : first[splitting.by];
    for (const { id } of own) names.set(id, named ?? photosOf(first)[0] ?? first.id);
  }
  return names;
}
