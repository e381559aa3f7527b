import type { Split } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { augmentGeometry, drawAugmentation, parseAugmentation } from '../../datasets/augmentation.ts';
import type { AugmentationParameters } from '../../datasets/augmentation.ts';
import { createImageLoader } from '../../datasets/load-image.ts';
import { randomCorner, requirePatchFits } from '../../datasets/patches.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import { crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import { resizeImage, resizeMask } from '../../imaging/resize.ts';
import { seededRandom } from '../../imaging/seeded-random.ts';
import type { PairFeed, TrainingData } from '../recipe.ts';
import type { EmMasksParameters } from './parameters.ts';

const mostBytes = 512 * 2 ** 20;

/** The class maps of a dataset's items, (height, width) uint8, and random views of them. */
export class RealMasks {
  readonly classes: TrainingData['dataset']['classes'];
  readonly #feed: PairFeed;
  readonly #load: (id: string) => Promise<Raster>;
  readonly #augmentation: AugmentationParameters;
  readonly #side: number;
  readonly #patchSize: number | null;

  /**
   * @throws AbbeError invalid-input where items of training or validation have no class maps, or ones smaller than a
   *   patch.
   */
  constructor(feed: PairFeed, { side, patchSize, flips, rotations, cropArea }: EmMasksParameters) {
    const { dataset, access } = feed.data;
    this.classes = dataset.classes;
    this.#feed = feed;
    this.#load = mapLoader({ dataset, access });
    this.#augmentation = parseAugmentation({ flips, rotations, cropArea });
    this.#side = side;
    this.#patchSize = patchSize;
    const used = new Set([...feed.ids('training'), ...feed.ids('validation')]);
    for (const item of dataset.items) {
      if (!used.has(item.id)) continue;
      if (item.input?.kind !== 'classes') throw withoutMaps();
      if (patchSize !== null) requirePatchFits(item.id, item, patchSize);
    }
  }

  ids(split: Split): string[] {
    return this.#feed.ids(split);
  }

  /**
   * A random view of a mask, of the size of the masks made: a square patch of it, or all of it (the largest square),
   * flipped and cropped by chance. No class appears that was not there.
   * @param random decides all of it.
   */
  async view(id: string, random: () => number): Promise<Raster> {
    const map = await this.#load(id);
    const own = this.#patchSize ?? Math.min(map.width, map.height);
    const corner = randomCorner(map, own, null, random);
    const square = crop(map, { ...corner, width: own, height: own });
    const varied = await augmentGeometry(square, drawAugmentation(this.#augmentation, random), true);
    const side = this.#patchSize ?? this.#side;
    return own === side ? varied : resizeMask(varied, { width: side, height: side });
  }

  /** So many random views of a split's masks, each mask as often as the others; none where the split has none. */
  async views(split: Split, count: number, seed: number): Promise<Raster[]> {
    const ids = this.ids(split);
    const views: Raster[] = [];
    for (let i = 0; i < (ids.length > 0 ? count : 0); i += 1) {
      views.push(await this.view(ids[i % ids.length] as string, seededRandom(seed, i, ids.length)));
    }
    return views;
  }

  /**
   * A view as the discriminator sees it, (side, side, classes): 1 for the pixel's class, and where patches are
   * shrunken the part of each class in the pixel.
   */
  async probabilities(id: string, random: () => number): Promise<Float32Array> {
    const view = await this.view(id, random);
    const classes = this.classes.length + 1;
    const [pixels, size] = [this.#side ** 2, { width: this.#side, height: this.#side }];
    const result = new Float32Array(pixels * classes);
    if (view.width === this.#side) {
      view.data.forEach((number: number, pixel: number) => (result[pixel * classes + number] = 1));
      return result;
    }
    for (let c = 0; c < classes; c += 1) {
      const data = Float32Array.from(view.data, (number) => (number === c ? 1 : 0));
      const part = (await resizeImage({ ...view, dtype: 'float32', data }, size)).data;
      for (let pixel = 0; pixel < pixels; pixel += 1) result[pixel * classes + c] = part[pixel] as number;
    }
    return result;
  }
}

/** Loads each map once, up to a limit of memory. */
function mapLoader({
  dataset,
  access,
}: Pick<TrainingData, 'dataset' | 'access'>): (id: string) => Promise<Raster> {
  const loader = createImageLoader(access, { classes: dataset.classes });
  const inputs = new Map(dataset.items.map(({ id, input }) => [id, input]));
  const cache = new BoundedCache<Raster>(mostBytes, ({ data }) => data.byteLength);
  return async (id) => {
    const input = inputs.get(id);
    if (!input) throw withoutMaps();
    return cache.get(id, () => loader.load(input));
  };
}

function withoutMaps(): AbbeError {
  return new AbbeError('invalid-input', 'The dataset holds no class maps; prepare masks and images.');
}
