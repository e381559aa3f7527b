import { z } from 'zod';
import { relu } from '../runtime/operations.ts';
import type { StepRandom } from '../runtime/step-random.ts';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { VariableStore } from '../runtime/variables.ts';
import type { ConvolutionOptions, Layer } from './layers/convolution.ts';
import { convolution } from './layers/convolution.ts';
import { dropout } from './layers/dropout.ts';
import { maskPyramid, masked } from './layers/mask.ts';
import { maskedInstanceNorm } from './layers/masked-norm.ts';
import { upsampleTo } from './layers/upsample.ts';
import { defineNetwork } from './network.ts';

const levels = 2;

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  /** Filters of the first layer; the residual blocks have four times as many. */
  baseChannels: z.number().int().min(1).default(64),
  blocks: z.number().int().min(0).default(9),
  /** Share of values that a block drops in training, after its first convolution. */
  dropout: z.number().min(0).max(0.9).default(0.5),
});

/**
 * DeblurGAN's generator: 7x7, two 3x3 of stride 2, nine residual blocks, two upsamplings with 3x3, 7x7, all
 * with instance normalisation; what comes out is added to the input. 11,383,427 parameters for RGB, where
 * MicroGAN's table 3 prints 11.401 M (decision 0052). Images begin and end in zeros, not in reflections, so
 * that padded images can be told apart.
 */
export const deblurganGenerator = defineNetwork({
  id: 'deblurgan-generator',
  title: 'DeblurGAN’s residual network',
  role: 'generator',
  paper: 'Kupyn et al., DeblurGAN: Blind motion deblurring using conditional adversarial networks (2018)',
  schema,
  build(store, prefix, parameters, { trainable = true }) {
    const layers = makeLayers(store, prefix, parameters, trainable);
    return {
      apply(x, mask, random) {
        const masks = maskPyramid(mask, levels);
        const seen = masked(x, mask);
        const sizes: Tensor4D[] = [layers.first(seen, mask)];
        layers.down.forEach((layer, i) => sizes.push(layer(sizes[i] as Tensor4D, masks[i + 1])));
        let top = sizes[levels] as Tensor4D;
        for (const block of layers.blocks) top = block(top, masks[levels], random);
        for (let level = levels - 1; level >= 0; level -= 1) {
          const like = sizes[level] as Tensor4D;
          top = (layers.up[level] as Layer)(upsampleTo(top, like, masks[level]), masks[level]);
        }
        const image = tf.add(seen, tf.tanh(layers.last(top)));
        return masked(tf.clipByValue(image, -1, 1) as Tensor4D, mask);
      },
      stride: 2 ** levels,
      receptiveRadius: Infinity,
    };
  },
});

type Block = (x: Tensor4D, mask: Tensor4D | undefined, random: StepRandom | undefined) => Tensor4D;

function makeLayers(
  store: VariableStore,
  prefix: string,
  { channels, baseChannels, blocks, dropout: rate }: z.output<typeof schema>,
  trainable: boolean,
): { first: Layer; down: Layer[]; blocks: Block[]; up: Layer[]; last: Layer } {
  const width = (level: number): number => baseChannels * 2 ** level;
  const normed = (name: string, options: ConvolutionOptions): Layer => {
    const layer = convolution(store, `${prefix}/${name}`, { ...options, bias: false, trainable });
    const norm = maskedInstanceNorm(store, `${prefix}/${name}`, { channels: options.outputs, trainable });
    return (x, mask) => norm(layer(x), mask);
  };
  const activated = (name: string, options: ConvolutionOptions): Layer => {
    const layer = normed(name, options);
    return (x, mask) => relu(layer(x, mask)) as Tensor4D;
  };
  const inner = { inputs: width(levels), outputs: width(levels), size: 3 } as const;
  const block = (name: string): Block => {
    const first = activated(`${name}/first`, inner);
    const second = normed(`${name}/second`, inner);
    return (x, mask, random) => tf.add(x, second(dropout(first(x, mask), rate, random), mask));
  };
  const steps = Array.from({ length: levels }, (_, level) => level);
  return {
    first: activated('first', { inputs: channels, outputs: width(0), size: 7 }),
    down: steps.map((level) =>
      activated(`down${level + 1}`, { inputs: width(level), outputs: width(level + 1), size: 3, stride: 2 }),
    ),
    blocks: Array.from({ length: blocks }, (_, index) => block(`block${index}`)),
    up: steps.map((level) =>
      activated(`up${level}`, { inputs: width(level + 1), outputs: width(level), size: 3 }),
    ),
    last: convolution(store, `${prefix}/last`, { inputs: width(0), outputs: channels, size: 7, trainable }),
  };
}
