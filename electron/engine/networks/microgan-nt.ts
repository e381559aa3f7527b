import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { Layer } from './layers/convolution.ts';
import { convolution } from './layers/convolution.ts';
import { maskPyramid, masked } from './layers/mask.ts';
import { upsampleTo } from './layers/upsample.ts';
import { finishImage } from './microgan-generator.ts';
import { defineNetwork } from './network.ts';

const levels = 4;

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  /** Filters of the first level; the levels below have 2, 4, 8 and 8 times as many. */
  baseChannels: z.number().int().min(1).default(64),
  /** As of MicroGAN's generator. */
  output: z.enum(['sigmoid', 'residual']).default('sigmoid'),
});

/**
 * The generator of MicroGAN-NT, the paper's comparison without trimming: a whole U-Net, two 3x3 convolutions a
 * level of 64, 128, 256 and 512 channels and one of 512 at the bottom. 17,223,299 parameters for RGB, with the critic 20.054 M where the
 * paper prints 19.974 M (decision 0052).
 */
export const microganNtGenerator = defineNetwork({
  id: 'microgan-nt-generator',
  title: 'Whole U-Net',
  role: 'generator',
  paper: 'Gautam et al., MicroGAN (section 3.4); Ronneberger et al., U-Net (2015)',
  schema,
  build(store, prefix, { channels, baseChannels, output }, { trainable = true }) {
    const widths = Array.from({ length: levels + 1 }, (_, level) => baseChannels * Math.min(8, 2 ** level));
    const layers = makeLayers(store, prefix, channels, widths, trainable);
    const last = convolution(store, `${prefix}/output`, {
      inputs: baseChannels,
      outputs: channels,
      size: 3,
      trainable,
      start: output === 'residual' ? 'zero' : 'glorot',
    });
    return {
      apply(x, mask) {
        const masks = maskPyramid(mask, levels);
        const seen = masked(x, mask);
        const features: Tensor4D[] = [];
        layers.encoder.forEach((pair, level) =>
          features.push(chain(pair, features[level - 1] ?? seen, masks[level])),
        );
        let top = features[levels] as Tensor4D;
        for (let level = levels - 1; level >= 0; level -= 1) {
          const skip = features[level] as Tensor4D;
          const joined = tf.concat([upsampleTo(top, skip, masks[level]), skip], 3);
          top = chain(layers.decoder[level] as Layer[], joined, masks[level]);
        }
        return finishImage(last(top), seen, mask, output);
      },
      stride: 2 ** levels,
      receptiveRadius: receptiveRadius(),
    };
  },
});

const chain = (layers: Layer[], x: Tensor4D, mask: Tensor4D | undefined): Tensor4D =>
  layers.reduce((features, layer) => layer(features, mask), x);

function makeLayers(
  store: VariableStore,
  prefix: string,
  channels: number,
  widths: number[],
  trainable: boolean,
): { encoder: Layer[][]; decoder: Layer[][] } {
  const at = (level: number): number => widths[level] as number;
  const pair = (name: string, inputs: number, outputs: number, stride: 1 | 2): Layer[] => {
    const shared = { outputs, size: 3, activation: 'relu', trainable } as const;
    return [
      convolution(store, `${prefix}/${name}a`, { ...shared, inputs, stride }),
      convolution(store, `${prefix}/${name}b`, { ...shared, inputs: outputs }),
    ];
  };
  const encoder = Array.from({ length: levels }, (_, level) =>
    pair(`encoder${level}`, level ? at(level - 1) : channels, at(level), level ? 2 : 1),
  );
  const bottom = { inputs: at(levels - 1), outputs: at(levels), size: 3, stride: 2 } as const;
  encoder.push([convolution(store, `${prefix}/bottom`, { ...bottom, activation: 'relu', trainable })]);
  const decoder = widths
    .slice(0, levels)
    .map((width, level) => pair(`decoder${level}`, at(level + 1) + width, width, 1));
  return { encoder, decoder };
}

/** One pixel per 3x3 layer times its pixel's size, and one coarse pixel less one for each upsampling. */
function receptiveRadius(): number {
  let radius = 5;
  for (let level = 1; level <= levels; level += 1) {
    const pixel = 2 ** level;
    radius += pixel / 2 + pixel / 2;
    if (level < levels) radius += 3 * pixel;
  }
  return radius;
}
