import type { DatasetDocument, DatasetItem, ImageReference, Split } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import type { Raster } from '../imaging/raster.ts';
import { degrade, parseDegradation } from './degradation.ts';
import type { Degradation } from './degradation.ts';
import { createImageLoader } from './load-image.ts';
import type { ImageAccess, ImageLoader, ImageLoaderOptions } from './load-image.ts';

/** A pair at full depth; both images have the same size. */
export interface Pair {
  id: string;
  input: Raster;
  truth: Raster;
}

/** Pairs of a dataset's included items, in the document's order. */
export interface PairFeed {
  readonly items: readonly DatasetItem[];
  ids(split: Split): string[];
  /** Known without decoding. */
  size(id: string): { width: number; height: number };
  /**
   * Items that are set aside can be loaded too, as people want to see them.
   * @throws AbbeError not-found for an unknown id; else naming the item, the file and the reason.
   */
  load(id: string): Promise<Pair>;
}

export type FeedDataset = Pick<DatasetDocument, 'items' | 'degradation' | 'classes'>;

const defaultBytes = 512 * 2 ** 20;

export interface PairFeedOptions extends Omit<ImageLoaderOptions, 'classes'> {
  /** Items that are one image with a label, and no pair, have their target as input; else they are refused. */
  alone?: boolean;
}

/**
 * The feed of a dataset. An item without an input of its own gets its target degraded, and the whole picture
 * before the item is cut out of it, so that a crop's borders see their true surroundings (decision 0011).
 * A picture is decoded (and moved, and degraded) once for all items cut from it, and these are what is kept, up
 * to `maxBytes`: they are a fraction of the pictures, which a large dataset could not hold.
 */
export function createPairFeed(
  dataset: FeedDataset,
  access: ImageAccess,
  maxBytes = defaultBytes,
  { alone = false, ...options }: PairFeedOptions = {},
): PairFeed {
  const degradation = dataset.degradation && parseDegradation(dataset.degradation);
  const loader = createImageLoader(access, { ...options, classes: dataset.classes });
  const items = dataset.items.filter(({ included }) => included);
  const byId = new Map(dataset.items.map((item) => [item.id, item]));
  const groups = groupByPicture(items);
  const cache = new BoundedCache<Map<string, Pair>>(maxBytes, bytesOf);

  const find = (id: string): DatasetItem => {
    const item = byId.get(id);
    if (!item) throw new AbbeError('not-found', `The dataset has no item “${id}”.`);
    return item;
  };
  return {
    items,
    ids: (split) => items.filter((item) => item.split === split).map(({ id }) => id),
    size(id) {
      const { width, height } = find(id);
      return { width, height };
    },
    async load(id) {
      const item = find(id);
      const picture = pictureOf(item);
      const [key, group] = item.included ? [picture, groups.get(picture) as DatasetItem[]] : [id, [item]];
      try {
        return (await cache.get(key, () => loadGroup(loader, group, degradation, alone))).get(id) as Pair;
      } catch (thrown) {
        const error = AbbeError.wrap(thrown);
        if (error.code === 'cancelled') throw error;
        const file = error.file === undefined ? {} : { file: error.file };
        throw new AbbeError(error.code, `Item ${id} cannot be loaded: ${error.message}`, {
          ...file,
          cause: thrown,
        });
      }
    },
  };
}

function groupByPicture(items: readonly DatasetItem[]): Map<string, DatasetItem[]> {
  const groups = new Map<string, DatasetItem[]>();
  for (const item of items) {
    const key = pictureOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The pictures that an item is cut from, as a key: items of one key are loaded together. */
function pictureOf({ target, input }: DatasetItem): string {
  return JSON.stringify([target, input].map((reference) => reference && wholeOf(reference)));
}

function wholeOf(reference: ImageReference): ImageReference {
  return reference.kind === 'slice' ? reference : { ...reference, box: null, resize: null };
}

async function loadGroup(
  loader: ImageLoader,
  group: readonly DatasetItem[],
  degradation: Degradation | null,
  alone: boolean,
): Promise<Map<string, Pair>> {
  const first = group[0] as DatasetItem;
  if (group.length === 1 && first.input) {
    const [truth, input] = await Promise.all([loader.load(first.target), loader.load(first.input)]);
    return new Map([[first.id, pairOf(first, input, truth)]]);
  }
  const whole = await loader.whole(first.target);
  const partner = first.input
    ? await loader.whole(first.input)
    : await inputOf(first, whole, degradation, alone);
  const pairs = new Map<string, Pair>();
  for (const item of group) {
    const truth = await loader.cut(whole, item.target);
    const input = await loader.cut(partner, item.input ?? item.target);
    pairs.set(item.id, pairOf(item, input, truth));
  }
  return pairs;
}

async function inputOf(
  { id }: DatasetItem,
  whole: Raster,
  degradation: Degradation | null,
  alone: boolean,
): Promise<Raster> {
  if (degradation) return degrade(whole, degradation);
  if (alone) return whole;
  throw new AbbeError(
    'invalid-input',
    `it has no input image (${id}), and the dataset does not say how to make one; make the dataset anew.`,
  );
}

function pairOf({ id, width, height }: DatasetItem, input: Raster, truth: Raster): Pair {
  const of = (raster: Raster): string => `${raster.width} x ${raster.height}`;
  const stated = `${width} x ${height}`;
  if (of(truth) === stated && of(input) === stated) return { id, input, truth };
  const other = of(truth) === stated ? `input has ${of(input)}` : `target has ${of(truth)}`;
  throw new AbbeError(
    'invalid-input',
    `its ${other} pixels where the dataset says ${stated}; make the dataset anew.`,
  );
}

function bytesOf(pairs: ReadonlyMap<string, Pair>): number {
  let bytes = 0;
  for (const { input, truth } of pairs.values()) bytes += input.data.byteLength + truth.data.byteLength;
  return bytes;
}
