import { z } from 'zod';
import { checkChannels } from './layers/check-channels.ts';
import { norms } from './layers/normalisation.ts';
import { normedConvolution } from './layers/normed-convolution.ts';
import { receptiveField, totalStride } from './layers/receptive-field.ts';
import { defineNetwork } from './network.ts';

/**
 * Layers by patch size; width in units of the first layer's filters, none for the layer that gives the
 * logits. Both are Isola et al.'s. That of 16 px has stride 2 there: here its last layer takes every fourth
 * place, so that all discriminators judge the same places, 8 px apart. Padding of 2 before and 1 after, where
 * the next layer has 1 and 2, keeps the patch's middle at its place (decision 0050).
 */
const plans = {
  16: [
    { size: 4, stride: 2, width: 1 },
    { size: 4, stride: 1, width: 2 },
    { size: 4, stride: 4 },
  ],
  70: [
    { size: 4, stride: 2, width: 1 },
    { size: 4, stride: 2, width: 2 },
    { size: 4, stride: 2, width: 4 },
    { size: 4, stride: 1, width: 8, padding: [2, 1] },
    { size: 4, stride: 1 },
  ],
} as const satisfies Record<number, readonly PlannedLayer[]>;

interface PlannedLayer {
  size: 1 | 3 | 4;
  stride: 1 | 2 | 4;
  width?: number;
  padding?: readonly [number, number];
}

const schema = z.strictObject({
  /** Of all that is judged together: 3 for masks, 4 for masks and image, both images' for pix2pix. */
  channels: z.number().int().min(1).max(64).default(3),
  /** Side (px) of the patch that each logit sees. */
  patch: z.literal([16, 70]).default(70),
  /** Filters of the first layer. */
  baseChannels: z.number().int().min(1).max(512).default(64),
  /** Of all layers but the first and the last. */
  norm: z.enum(norms).default('instance'),
});

/**
 * PatchGAN (Isola et al. 2018): a map of logits, (batch, height / 8, width / 8, 1), each of whether its patch
 * is real; 64 x 64 for images of 512. A conditional one gets its condition as channels beside the image.
 * 2,768,705 parameters for 70 px and 6 channels, as published.
 */
export const patchDiscriminator = defineNetwork({
  id: 'patch-discriminator',
  title: 'Patch discriminator',
  role: 'discriminator',
  paper: 'Isola et al., Image-to-image translation with conditional adversarial networks (2018)',
  masks: false,
  schema,
  receptiveFields: ({ patch }) => [receptiveField(plans[patch])],
  build(store, prefix, { channels, patch, baseChannels, norm }, { trainable = true }) {
    const plan: readonly PlannedLayer[] = plans[patch];
    let inputs = channels;
    const layers = plan.map(({ width, ...window }, index) => {
      const outputs = width ? baseChannels * width : 1;
      const hidden = width !== undefined;
      const layer = normedConvolution(store, `${prefix}/${hidden ? `convolution${index}` : 'logits'}`, {
        ...window,
        inputs,
        outputs,
        norm: hidden && index > 0 ? norm : 'none',
        activation: hidden ? 'leaky-relu' : 'none',
        trainable,
      });
      inputs = outputs;
      return layer;
    });
    return {
      apply(x) {
        checkChannels(x, channels, 'channels');
        return layers.reduce((features, layer) => layer(features), x);
      },
      stride: totalStride(plan),
      receptiveRadius: norm === 'none' ? receptiveField(plan) : Infinity,
    };
  },
});
