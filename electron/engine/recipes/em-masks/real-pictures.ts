import type { Raster } from '../../imaging/raster.ts';
import type { RealImagesRequest } from '../recipe.ts';
import { inColours } from './classes.ts';
import type { EmMasksParameters } from './parameters.ts';
import { RealMasks } from './real-masks.ts';

/** Views of real masks as pictures in their classes' colours. */
export async function realPictures(
  { feed, split, count, seed }: RealImagesRequest,
  parameters: EmMasksParameters,
): Promise<Raster[]> {
  const masks = new RealMasks(feed, parameters);
  const colours = masks.classes.map(({ colour }) => colour);
  const views = await masks.views(split, count, seed);
  return views.map((view) => inColours(view, colours));
}
