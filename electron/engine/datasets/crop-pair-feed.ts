import type { DatasetDocument, DatasetItem, Split } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { crop } from '../imaging/raster.ts';
import type { Raster } from '../imaging/raster.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import { degrade, parseDegradation } from './degradation.ts';

/** Opens a photo by the name that the dataset gives it. */
export type OpenSource = (photo: string) => Promise<Raster>;

export interface CropPair {
  id: string;
  input: Raster;
  truth: Raster;
}

/** LR/HR pairs of a dataset of crops: truth is the crop of the photo, input that of the degraded photo. */
export interface CropPairFeed {
  readonly items: readonly DatasetItem[];
  ids(split: Split): string[];
  size(id: string): { width: number; height: number };
  /** @throws AbbeError not-found for an unknown id; what opening the photo throws. */
  load(id: string): Promise<CropPair>;
}

const defaultBytes = 512 * 2 ** 20;

/**
 * The feed of a dataset. Whole photos are degraded before they are cut, so that a crop's borders see their
 * true surroundings (decision 0011). A photo is decoded once for all of its crops, and these are what is kept,
 * up to `maxBytes`: they are a fraction of the photos, which a large dataset could not hold.
 */
export function createCropPairFeed(
  dataset: Pick<DatasetDocument, 'items' | 'degradation'>,
  open: OpenSource,
  maxBytes = defaultBytes,
): CropPairFeed {
  const degradation = parseDegradation(dataset.degradation);
  const byId = new Map(dataset.items.map((item) => [item.id, item]));
  const pairs = new BoundedCache<Map<string, CropPair>>(maxBytes, bytesOf);

  const find = (id: string): DatasetItem => {
    const item = byId.get(id);
    if (!item) throw new AbbeError('not-found', `The dataset has no item “${id}”.`);
    return item;
  };
  const cutPhoto = async (photo: string): Promise<Map<string, CropPair>> => {
    const whole = await open(photo);
    const degraded = await degrade(whole, degradation);
    const own = dataset.items.filter((item) => item.photo === photo);
    const cut = own.map(({ id, box }): [string, CropPair] => [
      id,
      { id, input: cutOut(degraded, box, photo), truth: cutOut(whole, box, photo) },
    ]);
    return new Map(cut);
  };
  return {
    items: dataset.items,
    ids: (split) => dataset.items.filter((item) => item.split === split).map(({ id }) => id),
    size(id) {
      const { width, height } = find(id).box;
      return { width, height };
    },
    async load(id) {
      const { photo } = find(id);
      return (await pairs.get(photo, () => cutPhoto(photo))).get(id) as CropPair;
    },
  };
}

function bytesOf(pairs: ReadonlyMap<string, CropPair>): number {
  let bytes = 0;
  for (const { input, truth } of pairs.values()) bytes += input.data.byteLength + truth.data.byteLength;
  return bytes;
}

function cutOut(raster: Raster, box: DatasetItem['box'], photo: string): Raster {
  try {
    return crop(raster, box);
  } catch (thrown) {
    const reason = 'the photo has another size than when the dataset was made; make the dataset anew';
    throw new AbbeError('invalid-input', `A cell of ${photo} cannot be cut out: ${reason}.`, {
      cause: thrown,
    });
  }
}
