import { AbbeError } from '../../../contract/errors.ts';
import type { ViewedImage, ViewedInfo } from '../../../contract/view-methods.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import { boxAverage } from '../../imaging/box-average.ts';
import { channelStatistics } from '../../imaging/channel-statistics.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { EngineContext } from '../context.ts';
import { keyOf, loadViewed } from './viewed-image.ts';
import type { LoadOptions, Viewed } from './viewed-image.ts';

/** One plane of the largest image that is opened (200 megapixels of 16 bits) has room. */
const wholeBytes = 512 * 2 ** 20;
const reducedBytes = 128 * 2 ** 20;

/**
 * Images that are looked at, decoded once for all their tiles and kept within a bound, with their smaller pictures.
 * Results of networks are kept alike: looking at an image again costs nothing.
 */
export class ViewedImages {
  readonly #context: EngineContext;
  readonly #whole = new BoundedCache<Viewed>(
    wholeBytes,
    ({ raster, deviation }) => raster.data.byteLength + (deviation?.data.byteLength ?? 0),
  );
  readonly #reduced = new BoundedCache<Raster>(reducedBytes, ({ data }) => data.byteLength);
  /** A few kilobytes each. */
  readonly #infos = new BoundedCache<ViewedInfo>(256, () => 1);

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** @throws AbbeError as `loadViewed` */
  async info(image: ViewedImage, options: LoadOptions): Promise<ViewedInfo> {
    const { signal } = options;
    const key = await keyOf(this.#context, image);
    const make = async (): Promise<ViewedInfo> => {
      const { raster, deviation: _, ...known } = await this.#open(key, image, options);
      const { width, height, channels, dtype, notes } = raster;
      return { width, height, channels, dtype, ...channelStatistics(raster), ...known, notes };
    };
    return unlessMine(signal, () => this.#infos.get(key, make));
  }

  /** The image with every sample the mean of `reduce` x `reduce` pixels. @throws AbbeError as `loadViewed` */
  async picture(image: ViewedImage, reduce: number, signal: AbortSignal): Promise<Raster> {
    const key = await keyOf(this.#context, image);
    const whole = async (): Promise<Raster> => (await this.#open(key, image, { signal })).raster;
    const reduced = async (): Promise<Raster> => boxAverage(await whole(), reduce);
    return unlessMine(signal, () =>
      reduce === 1 ? whole() : this.#reduced.get(`${reduce}|${key}`, reduced),
    );
  }

  #open(key: string, image: ViewedImage, options: LoadOptions): Promise<Viewed> {
    return this.#whole.get(key, () => {
      const load = async (plain: ViewedImage): Promise<Viewed> =>
        this.#open(await keyOf(this.#context, plain), plain, options);
      return loadViewed(this.#context, image, load, options);
    });
  }
}

/** What is made for several callers ends when the first of them cancels; the others begin it anew. */
async function unlessMine<T>(signal: AbortSignal, make: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await make();
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (error.code !== 'cancelled' || signal.aborted) throw error;
    }
  }
}
