import type { Raster } from '../../imaging/raster.ts';
import { seededRandom } from '../../imaging/seeded-random.ts';
import type { RealImagesRequest } from '../recipe.ts';
import { inColours } from './classes.ts';
import type { EmMasksParameters } from './parameters.ts';
import { RealMasks } from './real-masks.ts';

/** Views of real masks, each mask as often as the others, as pictures in their classes' colours. */
export async function realPictures(
  { feed, split, count, seed }: RealImagesRequest,
  parameters: EmMasksParameters,
): Promise<Raster[]> {
  const masks = new RealMasks(feed, parameters);
  const ids = masks.ids(split);
  const colours = masks.classes.map(({ colour }) => colour);
  const pictures: Raster[] = [];
  for (let i = 0; i < (ids.length > 0 ? count : 0); i += 1) {
    const map = await masks.view(ids[i % ids.length] as string, seededRandom(seed, i, ids.length));
    pictures.push(inColours(map, colours));
  }
  return pictures;
}
