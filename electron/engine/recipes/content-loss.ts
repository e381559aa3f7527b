import { z } from 'zod';
import { AbbeError } from '../../contract/errors.ts';
import { contentLosses } from '../losses/index.ts';
import type { ContentLoss, FeatureExtractor } from '../losses/loss.ts';
import { assignVgg16Weights, readVgg16Weights } from '../networks/vgg16-weights.ts';
import { vgg16, vgg16Mask } from '../networks/vgg16.ts';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';

/** The parameters of a content loss that every recipe has. */
export interface ContentParameters {
  contentLoss: string;
  vggWeights: string | null;
}

/** Makes a network's variables in a store and gives its features. */
export type FeatureSource = (store: VariableStore) => FeatureExtractor;

const perceptual = 'perceptual-vgg';
const layer = 'block3_conv3';
const prefix = 'vgg16';

/** The parameter `vggWeights`, which stands beside `contentLoss`. */
export const vggWeightsParameter = z.string().min(1).nullable().default(null).meta({
  title: 'VGG16 weights',
  nullTitle: 'none',
  description:
    'Keras file (.h5) with VGG16 weights trained on ImageNet, for the content loss "perceptual-vgg".',
  path: 'file',
});

/** What is wrong with `vggWeights`, before any file is read; null where nothing is. */
export function vggWeightsConflict({ contentLoss, vggWeights }: ContentParameters): string | null {
  if (contentLoss !== perceptual || vggWeights !== null) return null;
  return `is missing: the content loss "${perceptual}" needs the file of VGG16 weights`;
}

/**
 * VGG16 up to block3_conv3 with the weights of the file in the parameters, frozen; undefined where the content
 * loss needs no features. Its images are in [-1, 1], grey or RGB.
 * @throws AbbeError invalid-input naming the file where it does not hold VGG16's weights.
 */
export async function loadFeatures({
  contentLoss,
  vggWeights,
}: ContentParameters): Promise<FeatureSource | undefined> {
  if (contentLoss !== perceptual || vggWeights === null) return undefined;
  const weights = await readVgg16Weights(vggWeights, layer).catch((error: unknown) => {
    throw AbbeError.wrap(error);
  });
  return (store) => {
    const network = vgg16.build(store, prefix, { until: layer });
    assignVgg16Weights(store, prefix, weights);
    return (images, mask) => ({
      features: network.apply(images, mask) as Tensor4D,
      mask: vgg16Mask(mask, layer),
    });
  };
}

/**
 * A content loss by its name in losses/.
 * @throws RangeError for a name that is none; TypeError where it needs features and gets none.
 */
export function createContentLoss(id: string, features: FeatureExtractor | undefined): ContentLoss {
  const known = contentLosses.find((loss) => loss.id === id);
  if (!known) throw new RangeError(`There is no content loss "${id}".`);
  return known.create(features);
}
