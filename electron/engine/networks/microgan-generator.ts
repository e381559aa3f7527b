import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { Layer } from './layers/convolution.ts';
import { convolution } from './layers/convolution.ts';
import { maskPyramid, masked } from './layers/mask.ts';
import { upsampleTo } from './layers/upsample.ts';
import type { BuildOptions } from './network.ts';
import { defineNetwork } from './network.ts';

const levels = 2;

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  /** Filters of the first layer; a level deeper has twice as many. */
  baseChannels: z.number().int().min(1).default(32),
  /** sigmoid: 2 sigmoid(f(x)) - 1, the paper's on data in [-1, 1]. residual: x + f(x), which begins as x. */
  output: z.enum(['sigmoid', 'residual']).default('sigmoid'),
});

type Parameters = z.output<typeof schema>;

/**
 * The trimmed U-Net of MicroGAN: 3x3 convolutions 32, 64 with stride 2, 128 with stride 2; twice upsampling,
 * joined with the encoder's features, 64 and 32; 3x3 to the image. 232,451 parameters for RGB, with which the
 * whole has the paper's 3.063 M (decision 0030: its figure 1 is an image that we do not have).
 */
export const microganGenerator = defineNetwork({
  id: 'microgan-generator',
  title: 'Trimmed U-Net',
  role: 'generator',
  paper: 'Gautam et al., MicroGAN: Size-invariant Learning of GAN for Super-Resolution of Microscopic Images',
  schema,
  build(store, prefix, parameters, options) {
    const layers = makeLayers(store, prefix, parameters, options);
    return {
      apply(x, mask) {
        const masks = maskPyramid(mask, levels);
        const seen = masked(x, mask);
        const features: Tensor4D[] = [];
        layers.encoder.forEach((layer, level) =>
          features.push(layer(features[level - 1] ?? seen, masks[level])),
        );
        let top = features[levels] as Tensor4D;
        for (let level = levels - 1; level >= 0; level -= 1) {
          const skip = features[level] as Tensor4D;
          const joined = tf.concat([upsampleTo(top, skip, masks[level]), skip], 3);
          top = (layers.decoder[level] as Layer)(joined, masks[level]);
        }
        return finishImage(layers.output(top), seen, mask, parameters.output);
      },
      stride: 2 ** levels,
      receptiveRadius: receptiveRadius(),
    };
  },
});

function makeLayers(
  store: VariableStore,
  prefix: string,
  { channels, baseChannels, output }: Parameters,
  { trainable = true }: BuildOptions,
): { encoder: Layer[]; decoder: Layer[]; output: Layer } {
  const width = (level: number): number => baseChannels * 2 ** level;
  const layer = (name: string, inputs: number, outputs: number, stride: 1 | 2): Layer =>
    convolution(store, `${prefix}/${name}`, {
      inputs,
      outputs,
      size: 3,
      stride,
      activation: 'relu',
      trainable,
    });
  const encoder = [layer('encoder0', channels, width(0), 1)];
  for (let level = 1; level <= levels; level += 1) {
    encoder.push(layer(`encoder${level}`, width(level - 1), width(level), 2));
  }
  const decoder = Array.from({ length: levels }, (_, level) =>
    layer(`decoder${level}`, width(level + 1) + width(level), width(level), 1),
  );
  const last = convolution(store, `${prefix}/output`, {
    inputs: width(0),
    outputs: channels,
    size: 3,
    trainable,
    start: output === 'residual' ? 'zero' : 'glorot',
  });
  return { encoder, decoder, output: last };
}

/** Of MicroGAN's generators: what the last layer makes, as an image in [-1, 1] or added to the input. */
export function finishImage(
  x: Tensor4D,
  seen: Tensor4D,
  mask: Tensor4D | undefined,
  output: Parameters['output'],
): Tensor4D {
  const image = output === 'residual' ? tf.add(seen, x) : tf.sub(tf.mul(tf.sigmoid(x), 2), 1);
  return masked(image as Tensor4D, mask);
}

/** One pixel per 3x3 layer times its pixel's size, and one coarse pixel less one for each upsampling. */
function receptiveRadius(): number {
  let radius = 3;
  for (let level = 1; level <= levels; level += 1) {
    const pixel = 2 ** level;
    radius += pixel / 2 + pixel / 2;
    if (level < levels) radius += pixel;
  }
  return radius;
}
