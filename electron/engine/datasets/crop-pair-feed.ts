import type { DatasetDocument, DatasetItem, Split } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { crop } from '../imaging/raster.ts';
import type { Raster } from '../imaging/raster.ts';
import { degrade, parseDegradation } from './degradation.ts';
import { RasterCache } from './raster-cache.ts';

/** Opens a photo by the name that the dataset gives it; undecoded photos are the caller's to cache. */
export type OpenSource = (photo: string) => Promise<Raster>;

/** LR/HR pairs of a dataset of crops: truth is the crop of the photo, input that of the degraded photo. */
export interface CropPairFeed {
  readonly items: readonly DatasetItem[];
  ids(split: Split): string[];
  size(id: string): { width: number; height: number };
  /** @throws AbbeError not-found for an unknown id; what opening the photo throws. */
  load(id: string): Promise<{ id: string; input: Raster; truth: Raster }>;
}

/**
 * The feed of a dataset. Whole photos are degraded before they are cut, so that a crop's borders see their
 * true surroundings (decision 0011); degraded photos are cached within a bound.
 */
export function createCropPairFeed(
  dataset: Pick<DatasetDocument, 'items' | 'degradation'>,
  open: OpenSource,
  degraded = new RasterCache(),
): CropPairFeed {
  const degradation = parseDegradation(dataset.degradation);
  const byId = new Map(dataset.items.map((item) => [item.id, item]));
  const find = (id: string): DatasetItem => {
    const item = byId.get(id);
    if (!item) throw new AbbeError('not-found', `The dataset has no item “${id}”.`);
    return item;
  };
  return {
    items: dataset.items,
    ids: (split) => dataset.items.filter((item) => item.split === split).map(({ id }) => id),
    size(id) {
      const { width, height } = find(id).box;
      return { width, height };
    },
    async load(id) {
      const { photo, box } = find(id);
      const whole = await open(photo);
      const blurred = await degraded.get(photo, () => degrade(whole, degradation));
      return { id, input: cut(blurred, box, photo), truth: cut(whole, box, photo) };
    },
  };
}

function cut(raster: Raster, box: DatasetItem['box'], photo: string): Raster {
  try {
    return crop(raster, box);
  } catch (thrown) {
    const reason = 'the photo has another size than when the dataset was made; make the dataset anew';
    throw new AbbeError('invalid-input', `A cell of ${photo} cannot be cut out: ${reason}.`, {
      cause: thrown,
    });
  }
}
