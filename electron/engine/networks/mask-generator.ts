import { z } from 'zod';
import { relu } from '../runtime/operations.ts';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import { checkChannels } from './layers/check-channels.ts';
import { transposedConvolution } from './layers/transposed-convolution.ts';
import { defineNetwork } from './network.ts';

/** Filters of the hidden layers in units of the last one's: 256, 256, 128, 64, 32. */
const widths = [8, 8, 4, 2, 1] as const;

/** Sides of the masks in units of the noise's: each layer doubles them. */
export const maskGeneratorScale = 2 ** (widths.length + 1);

const schema = z.strictObject({
  /** Of the noise: 8 in the paper, on 8 x 8. */
  noiseChannels: z.number().int().min(1).max(1024).default(8),
  /** Filters of the last hidden layer; the first has eight times as many. */
  baseChannels: z.number().int().min(1).max(256).default(32),
  /** Classes of the masks: mitochondria, membranes and background. */
  classes: z.number().int().min(2).max(64).default(3),
});

/**
 * Class masks from normal noise: C256NA C256NA C128NA C64NA C32NA C3, each C a transposed 4x4 convolution of
 * stride 2, N instance normalisation, A ReLU; softmax over the classes at the end. Noise (batch, 8, 8, 8)
 * becomes probabilities (batch, 512, 512, 3); noise of another size gives another size, 64 times its sides.
 * 1,772,483 parameters.
 */
export const maskGenerator = defineNetwork({
  id: 'mask-generator',
  title: 'Masks from noise',
  role: 'generator',
  paper: 'Roy, Rawnaq and Kaman, GAN with skip patch discriminator for biological EM image generation',
  masks: false,
  schema,
  build(store, prefix, { noiseChannels, baseChannels, classes }, { trainable = true }) {
    let inputs = noiseChannels;
    const hidden = widths.map((width, index) => {
      const outputs = baseChannels * width;
      const options = { inputs, outputs, norm: 'instance', trainable } as const;
      inputs = outputs;
      return transposedConvolution(store, `${prefix}/up${index}`, options);
    });
    const options = { inputs, outputs: classes, norm: 'none', trainable } as const;
    const last = transposedConvolution(store, `${prefix}/classes`, options);
    return {
      apply(noise) {
        checkChannels(noise, noiseChannels, 'noiseChannels');
        const features = hidden.reduce((x, layer) => relu(layer(x)) as Tensor4D, noise);
        return tf.softmax(last(features), 3);
      },
      stride: 1,
      receptiveRadius: Infinity,
    };
  },
});
