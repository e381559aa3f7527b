import type { DatasetDocument, DatasetItem, ImageReference, Splitting } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';

/** What of an item says with which others it belongs. */
export type GroupedItem = Pick<DatasetItem, 'id' | 'target' | 'input' | 'session' | 'subject'>;

/** SHA-256 of each source by its name. */
export type Contents = ReadonlyMap<string, string>;

/** The source files of an image, by name. */
export function sourcesOfImage(image: ImageReference): string[] {
  return image.kind === 'classes' ? image.layers.map(({ source }) => source) : [image.source];
}

/**
 * The photos of an item: the sources of its images. Class maps do not count beside a photo: two sections without
 * any synapse have equal masks and are yet different sections.
 */
export function photosOf({ target, input }: Pick<GroupedItem, 'target' | 'input'>): string[] {
  const images = input ? [target, input] : [target];
  const photos = images.filter(({ kind }) => kind !== 'classes');
  return [...new Set((photos.length > 0 ? photos : images).flatMap(sourcesOfImage))];
}

/** A source by its content, so that copies count as one; by its name where the content is not known. */
export function contentName(source: string, contents: Contents): string {
  return contents.get(source) ?? `name:${source}`;
}

/** The session or subject of each item. @throws AbbeError invalid-input where some have none. */
export function requireGroups(
  items: readonly Pick<GroupedItem, 'id' | 'session' | 'subject'>[],
  by: Exclude<Splitting['by'], 'photo'>,
): void {
  const without = items.filter((item) => item[by] === null);
  if (without.length === 0) return;
  throw new AbbeError(
    'invalid-input',
    `${without.length} of ${items.length} items have no ${by} (the first is ${without[0]?.id}), so they cannot be split by ${by}; say how the ${by} is read from the files' names, or split by photo.`,
  );
}

/** Items that no two splits may share. */
export interface Group<T> {
  items: T[];
  /** Contents of its photos, sorted. */
  contents: string[];
}

/**
 * Items put together by photo, session or subject, and wherever they share a photo's content, or photos that
 * look alike: what `by` keeps apart in name but not in pixels stays together too.
 * @param alike pairs of contents that show the same.
 */
export function groupItems<T extends GroupedItem>(
  items: readonly T[],
  contents: Contents,
  by: Splitting['by'],
  alike: readonly (readonly [string, string])[] = [],
): Group<T>[] {
  const sets = new DisjointSets();
  const first = (item: T): string => {
    const photos = photosOf(item).map((source) => contentName(source, contents));
    const named = by === 'photo' ? null : item[by];
    const keys = [...photos, ...(named === null ? [] : [`${by}:${named}`])];
    for (const key of keys.slice(1)) sets.join(keys[0] as string, key);
    return keys[0] as string;
  };
  const keys = items.map(first);
  for (const [a, b] of alike) sets.join(a, b);
  const groups = new Map<string, T[]>();
  for (const [i, item] of items.entries()) {
    const root = sets.root(keys[i] as string);
    const group = groups.get(root);
    if (group) group.push(item);
    else groups.set(root, [item]);
  }
  return [...groups.values()].map((own) => ({
    items: own,
    contents: [...new Set(own.flatMap(photosOf).map((source) => contentName(source, contents)))].sort(),
  }));
}

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

/** Union-find with path halving. Own code: it is these lines. */
class DisjointSets {
  readonly #parents = new Map<string, string>();

  root(key: string): string {
    let at = key;
    for (;;) {
      const parent = this.#parents.get(at) ?? at;
      if (parent === at) return at;
      const above = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, above);
      at = above;
    }
  }

  join(a: string, b: string): void {
    this.#parents.set(this.root(a), this.root(b));
  }
}
