import type { DataRange } from '../../../../contract/evaluation.ts';
import { valueRange } from '../../../imaging/display.ts';
import type { Raster } from '../../../imaging/raster.ts';

/**
 * What PSNR and SSIM of several images are over: 255 for 8 bits; else from the smallest to the largest finite pixel
 * of all truths, because a camera fills a small part of 16 bits and over all of them everything looks alike. One
 * range for all images, so that their scores compare. Null where all truths are one grey level.
 */
export class DataRangeFinder {
  #low = Infinity;
  #high = -Infinity;
  #eightBit = true;

  add(truth: Raster): void {
    if (truth.dtype !== 'uint8') this.#eightBit = false;
    const { min, max } = valueRange(truth);
    this.#low = Math.min(this.#low, min);
    this.#high = Math.max(this.#high, max);
  }

  /** Whether more images cannot change the answer, for truths of one type of number. */
  get known(): boolean {
    return this.#eightBit && this.#low <= this.#high;
  }

  get range(): DataRange | null {
    if (this.known) return { value: 255, kind: 'type', low: 0, high: 255 };
    const [low, high] = [this.#low, this.#high];
    return high > low ? { value: high - low, kind: 'truth', low, high } : null;
  }
}

/** The range of images at hand. */
export function dataRangeOf(truths: Iterable<Raster>): DataRange | null {
  const finder = new DataRangeFinder();
  for (const truth of truths) finder.add(truth);
  return finder.range;
}

/**
 * The range of a feed's items, one truth at a time in memory.
 * @param goOn called before each item; throws to stop.
 */
export async function findDataRange(
  feed: { load(id: string): Promise<{ truth: Raster }> },
  ids: readonly string[],
  goOn: () => void,
): Promise<DataRange | null> {
  const finder = new DataRangeFinder();
  for (const id of ids) {
    goOn();
    finder.add((await feed.load(id)).truth);
    if (finder.known) break;
  }
  return finder.range;
}
