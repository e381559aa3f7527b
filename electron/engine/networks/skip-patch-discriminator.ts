import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import { checkChannels } from './layers/check-channels.ts';
import { norms } from './layers/normalisation.ts';
import { normedConvolution } from './layers/normed-convolution.ts';
import { receptiveField, totalStride } from './layers/receptive-field.ts';
import { defineNetwork } from './network.ts';

interface PlannedLayer {
  name: string;
  /** The layer whose features it takes. */
  from: string;
  size: 3 | 4;
  stride: 1 | 2;
  /** Filters in units of the first layer's. */
  width: number;
  padding?: readonly [number, number];
}

/**
 * Every layer after those it takes from. The first three `coarse` layers and `patch70` are the 70 px
 * PatchGAN; the others skip it from its first layer on. Paddings keep the middles of the four patches within
 * a pixel of each other (decision 0050).
 */
const plan: readonly PlannedLayer[] = [
  { name: 'first', from: 'image', size: 4, stride: 2, width: 1 },
  { name: 'fine', from: 'first', size: 3, stride: 2, width: 2 },
  { name: 'patch16', from: 'fine', size: 3, stride: 2, width: 1, padding: [1, 1] },
  { name: 'patch20', from: 'fine', size: 4, stride: 2, width: 1 },
  { name: 'patch32', from: 'patch16', size: 3, stride: 1, width: 1 },
  { name: 'coarse0', from: 'first', size: 4, stride: 2, width: 2 },
  { name: 'coarse1', from: 'coarse0', size: 4, stride: 2, width: 4 },
  { name: 'coarse2', from: 'coarse1', size: 4, stride: 1, width: 8, padding: [2, 1] },
  { name: 'patch70', from: 'coarse2', size: 4, stride: 1, width: 1 },
];

/** The ends of the four paths, whose features are merged. */
export const skipPatchPaths = ['patch16', 'patch20', 'patch32', 'patch70'] as const;

/** The layers from the image to one of them. */
function pathTo(name: string): PlannedLayer[] {
  const layer = plan.find((candidate) => candidate.name === name);
  return layer ? [...pathTo(layer.from), layer] : [];
}

const paths = skipPatchPaths.map(pathTo);
const fields = paths.map(receptiveField);

const schema = z.strictObject({
  /** Of all that is judged together: 3 for masks, 4 for masks and image. */
  channels: z.number().int().min(1).max(64).default(3),
  /** Filters of the first layer, and of each path's end. */
  baseChannels: z.number().int().min(1).max(512).default(64),
  /** Of all layers but the first and the two that merge. */
  norm: z.enum(norms).default('instance'),
});

/**
 * The skip patch discriminator: four paths see patches of 16, 20, 32 and 70 px around the same place, and two
 * 1x1 convolutions merge them into a map of logits, (batch, height / 8, width / 8, 1); 64 x 64 for images of
 * 512. The paper's figure 2-B is an image that we do not have: the layers are ours (decision 0050).
 */
export const skipPatchDiscriminator = defineNetwork({
  id: 'skip-patch-discriminator',
  title: 'Skip patch discriminator',
  role: 'discriminator',
  paper: 'Roy, Rawnaq and Kaman, GAN with skip patch discriminator for biological EM image generation',
  masks: false,
  schema,
  receptiveFields: () => [...fields],
  build(store, prefix, { channels, baseChannels, norm }, { trainable = true }) {
    const filters = new Map(plan.map(({ name, width }) => [name, baseChannels * width]));
    const layers = plan.map(({ name, from, width, ...window }) => {
      const layer = normedConvolution(store, `${prefix}/${name}`, {
        ...window,
        inputs: filters.get(from) ?? channels,
        outputs: baseChannels * width,
        norm: from === 'image' ? 'none' : norm,
        trainable,
      });
      return { name, from, layer };
    });
    // He's start: pix2pix's would all but silence a 1x1 layer, whose sums have so few terms.
    const point = (name: string, inputs: number, outputs: number, activation: 'none' | 'leaky-relu') => {
      const start = { kind: 'normal', standardDeviation: Math.sqrt(2 / inputs) } as const;
      return normedConvolution(store, `${prefix}/${name}`, {
        inputs,
        outputs,
        size: 1,
        activation,
        start,
        trainable,
      });
    };
    const merge = point('merge', skipPatchPaths.length * baseChannels, baseChannels, 'leaky-relu');
    const logits = point('logits', baseChannels, 1, 'none');
    return {
      apply(x) {
        checkChannels(x, channels, 'channels');
        const features = new Map<string, Tensor4D>([['image', x]]);
        for (const { name, from, layer } of layers) features.set(name, layer(features.get(from) as Tensor4D));
        const ends = skipPatchPaths.map((name) => features.get(name) as Tensor4D);
        return logits(merge(tf.concat(ends, 3)));
      },
      stride: totalStride(paths[0] ?? []),
      receptiveRadius: norm === 'none' ? Math.max(...fields) : Infinity,
    };
  },
});
