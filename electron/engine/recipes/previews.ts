import { crop } from '../imaging/raster.ts';
import type { PairFeed, PairItem } from './recipe.ts';

const count = 4;

/**
 * The examples shown during training: the first validation items, or where there are none training items.
 * @param side they are cut to (px), as they are made between steps.
 */
export async function loadPreviews(feed: PairFeed, side: number): Promise<PairItem[]> {
  const validation = feed.ids('validation');
  const ids = (validation.length ? validation : feed.ids('training')).slice(0, count);
  const items = await Promise.all(ids.map((id) => feed.load(id)));
  return items.map(({ id, input, truth }) => {
    const box = { x: 0, y: 0, width: Math.min(input.width, side), height: Math.min(input.height, side) };
    return { id, input: crop(input, box), truth: crop(truth, box) };
  });
}
