import { z } from 'zod';
import { leakyRelu, relu } from '../runtime/operations.ts';
import type { StepRandom } from '../runtime/step-random.ts';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import { checkChannels } from './layers/check-channels.ts';
import { dropout } from './layers/dropout.ts';
import { norms } from './layers/normalisation.ts';
import { normedConvolution } from './layers/normed-convolution.ts';
import { transposedConvolution } from './layers/transposed-convolution.ts';
import type { BuildOptions } from './network.ts';
import { defineNetwork } from './network.ts';

/** Decoder blocks with dropout, from the innermost. */
const droppingBlocks = 3;
/** A level has twice the filters of the one above, up to this many times the first level's. */
const widest = 8;

const schema = z.strictObject({
  inputChannels: z.number().int().min(1).max(64).default(3),
  outputChannels: z.number().int().min(1).max(64).default(1),
  /** Filters of the first layer: 64 in pix2pix, 16 for electron microscopy. */
  baseChannels: z.number().int().min(1).max(256).default(64),
  /** How often the image is halved: 8 brings 256 px to one. Sides must be multiples of 2^levels. */
  levels: z.number().int().min(1).max(10).default(8),
  /** Of all layers but the first, the innermost and the last. */
  norm: z.enum(norms).default('instance'),
  /** Share of values that the first three decoder blocks drop, where `apply` gets random numbers. */
  dropout: z.number().min(0).max(0.9).default(0.5),
  /** tanh for images in [-1, 1], sigmoid for images in [0, 1]. */
  output: z.enum(['tanh', 'sigmoid']).default('tanh'),
});

type Parameters = z.output<typeof schema>;
type Block = (x: Tensor4D) => Tensor4D;

/**
 * pix2pix's U-Net (Isola et al. 2018): 4x4 convolutions of stride 2 with leaky ReLU 0.2 down, transposed ones
 * with ReLU up, joined with the features of their size, and instance normalisation in place of batch
 * normalisation (Roy et al.). The innermost layer has no normalisation: a map of one pixel would become zero.
 * 54.4 M parameters for 64 filters, 8 levels, 3 channels to 3.
 */
export const pix2pixUnet = defineNetwork({
  id: 'pix2pix-unet',
  title: 'pix2pix U-Net',
  role: 'generator',
  paper: 'Isola et al., Image-to-image translation with conditional adversarial networks (2018)',
  masks: false,
  schema,
  build(store, prefix, parameters, options) {
    const { levels, norm, output } = parameters;
    const encoder = makeEncoder(store, prefix, parameters, options);
    const decoder = makeDecoder(store, prefix, parameters, options);
    return {
      apply(x, _mask, random) {
        checkChannels(x, parameters.inputChannels, 'inputChannels');
        checkSides(x.shape[1], x.shape[2], levels);
        const skips: Tensor4D[] = [];
        for (const block of encoder) skips.push(block(skips.at(-1) ?? x));
        const image = decode(decoder, skips, random, parameters.dropout);
        return output === 'tanh' ? tf.tanh(image) : tf.sigmoid(image);
      },
      stride: 2 ** levels,
      // A value of level L sees 3 * 2^L - 2 px; a pixel sees up to three of them in a row, 2^L px apart.
      receptiveRadius: norm === 'none' ? 3 * (2 ** levels - 1) : Infinity,
    };
  },
});

/** @returns the greatest number of halvings, up to `most`, that both sides (px) allow. */
export function deepestLevels(height: number, width: number, most = 8): number {
  let levels = 0;
  while (levels < most && height % 2 ** (levels + 1) === 0 && width % 2 ** (levels + 1) === 0) levels += 1;
  return levels;
}

const filters = (level: number, baseChannels: number): number => baseChannels * Math.min(widest, 2 ** level);

/** Blocks from the image inwards; each gives its features before their activation. */
function makeEncoder(
  store: VariableStore,
  prefix: string,
  { inputChannels, baseChannels, levels, norm }: Parameters,
  { trainable = true }: BuildOptions,
): Block[] {
  return Array.from({ length: levels }, (_, level): Block => {
    const convolve = normedConvolution(store, `${prefix}/encoder${level}`, {
      inputs: level === 0 ? inputChannels : filters(level - 1, baseChannels),
      outputs: filters(level, baseChannels),
      size: 4,
      stride: 2,
      norm: level === 0 || level === levels - 1 ? 'none' : norm,
      activation: 'none',
      trainable,
    });
    return level === 0 ? convolve : (x) => convolve(leakyRelu(x, 0.2) as Tensor4D);
  });
}

/** Blocks from the innermost outwards. */
function makeDecoder(
  store: VariableStore,
  prefix: string,
  { outputChannels, baseChannels, levels, norm }: Parameters,
  { trainable = true }: BuildOptions,
): Block[] {
  return Array.from({ length: levels }, (_, index): Block => {
    const level = levels - 1 - index;
    const convolve = transposedConvolution(store, `${prefix}/decoder${level}`, {
      inputs: filters(level, baseChannels) * (index === 0 ? 1 : 2),
      outputs: level === 0 ? outputChannels : filters(level - 1, baseChannels),
      norm: level === 0 ? 'none' : norm,
      trainable,
    });
    return (x) => convolve(relu(x) as Tensor4D);
  });
}

/** @param features of the encoder's blocks, the innermost last. */
function decode(
  decoder: Block[],
  features: Tensor4D[],
  random: StepRandom | undefined,
  rate: number,
): Tensor4D {
  let x = features.at(-1) as Tensor4D;
  decoder.forEach((block, index) => {
    const joined = index === 0 ? x : tf.concat([x, features[decoder.length - 1 - index] as Tensor4D], 3);
    const up = block(joined);
    const drops = index < droppingBlocks && index < decoder.length - 1;
    x = drops ? dropout(up, rate, random) : up;
  });
  return x;
}

function checkSides(height: number, width: number, levels: number): void {
  const possible = deepestLevels(height, width, levels);
  if (possible === levels) return;
  const multiple = 2 ** levels;
  const nearest = (side: number): number => Math.max(1, Math.round(side / multiple)) * multiple;
  const shallower = possible > 0 ? `, or set levels to ${possible}` : '';
  throw new RangeError(
    `A U-Net of ${levels} levels takes sides that are multiples of ${multiple} px, not ${height} x ${width}: ` +
      `crop or resize the images to ${nearest(height)} x ${nearest(width)}${shallower}.`,
  );
}
