import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { Layer } from './layers/convolution.ts';
import { convolution } from './layers/convolution.ts';
import { globalAverage, maskPyramid, masked } from './layers/mask.ts';
import { defineNetwork } from './network.ts';

/** Filters of each 4x4 convolution in units of the first one's, and its stride (DeblurGAN's layout). */
const plan = [
  { width: 1, stride: 2 },
  { width: 1, stride: 2 },
  { width: 2, stride: 2 },
  { width: 4, stride: 2 },
  { width: 8, stride: 1 },
] as const;

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  /** Filters of the first layer. */
  baseChannels: z.number().int().min(1).default(64),
});

/**
 * MicroGAN's critic: DeblurGAN's convolutions without its normalisation, leaky ReLU, and global average
 * pooling in place of its dense layers, so that images of any size give one number each. No sigmoid at the
 * end, because a Wasserstein critic's value is unbounded (decision 0030). 2,830,337 parameters for RGB.
 */
export const microganCritic = defineNetwork({
  id: 'microgan-critic',
  title: 'Size-invariant critic',
  role: 'critic',
  paper: 'Gautam et al., MicroGAN; Kupyn et al., DeblurGAN (2018)',
  schema,
  build(store, prefix, parameters, { trainable = true }) {
    const scoreMap = makeScoreMap(store, prefix, parameters, trainable);
    return {
      apply(x, mask) {
        const { scores, inside } = scoreMap(x, mask);
        return tf.squeeze(globalAverage(scores, inside), [1]);
      },
      stride: 16,
      receptiveRadius: Infinity,
    };
  },
});

/** Scores by place, (batch, height / 16, width / 16, 1), and the mask at their size. */
type ScoreMap = (x: Tensor4D, mask?: Tensor4D) => { scores: Tensor4D; inside: Tensor4D | undefined };

/** The critic's convolutions, which its variant of fixed size shares. */
export function makeScoreMap(
  store: VariableStore,
  prefix: string,
  { channels, baseChannels }: z.output<typeof schema>,
  trainable: boolean,
): ScoreMap {
  const layers: { layer: Layer; stride: 1 | 2 }[] = [];
  let inputs = channels;
  plan.forEach(({ width, stride }, index) => {
    const outputs = baseChannels * width;
    const options = { inputs, outputs, size: 4, stride, activation: 'leaky-relu', trainable } as const;
    layers.push({ layer: convolution(store, `${prefix}/convolution${index}`, options), stride });
    inputs = outputs;
  });
  const score = convolution(store, `${prefix}/score`, { inputs, outputs: 1, size: 4, trainable });
  return (x, mask) => {
    const masks = maskPyramid(mask, 4);
    let features = masked(x, mask);
    let level = 0;
    for (const { layer, stride } of layers) {
      if (stride === 2) level += 1;
      features = layer(features, masks[level]);
    }
    return { scores: score(features, masks[level]), inside: masks[level] };
  };
}
