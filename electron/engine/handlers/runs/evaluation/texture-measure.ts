import type { TextureMeasures } from '../../../../contract/evaluation-measures.ts';
import { textureDistance } from '../../../recipes/paired/texture.ts';
import type { Measure } from './measure.ts';
import { summariseMeasures } from './measure-summary.ts';

/** How far textures are from the truth's: for results that need not lie on it pixel by pixel. */
export function textureMeasure(): Measure {
  const perImage: TextureMeasures['perImage'] = [];
  return {
    add({ item, baseline, result, truth }) {
      const away = (image: typeof truth): number => textureDistance(image, truth);
      perImage.push({ id: item.id, input: away(baseline), result: away(result) });
    },
    finish: () => ({
      texture: {
        perImage,
        ...summariseMeasures([
          {
            ...{ id: 'texture', label: 'Distance of textures', unit: 'grey levels', better: 'lower' },
            input: perImage.map(({ input }) => input),
            result: perImage.map(({ result }) => result),
          },
        ]),
      },
    }),
  };
}
