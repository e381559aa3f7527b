import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import { convolution } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import { defineNetwork } from './network.ts';

/** Filters of each block in units of the first one's. */
const widths = [1, 2, 4, 8] as const;

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  classes: z.number().int().min(2).default(3),
  /** Filters of the first block. */
  baseChannels: z.number().int().min(1).default(16),
  /** Neurons of the hidden dense layer. */
  hidden: z.number().int().min(1).default(64),
  /** Part of the hidden neurons that each training step leaves out. */
  dropout: z.number().min(0).max(0.9).default(0.25),
});

/**
 * A classifier of single cells that learns from scratch in minutes: four blocks of 3x3 convolution, ReLU and
 * 2x2 maximum, global average (Lin 2014) and two dense layers. 105,891 parameters for RGB and three classes.
 * No normalisation: single cells fill their crop, so that batches are alike, and nothing has to be tracked.
 */
export const smallClassifier = defineNetwork({
  id: 'small-classifier',
  title: 'Small classifier',
  role: 'classifier',
  paper:
    'Own design, for the classification of the MicroGAN paper on a laptop; Lin et al., Network in network',
  masks: false,
  schema,
  build(store, prefix, { channels, classes, baseChannels, hidden, dropout }, { trainable = true }) {
    let inputs = channels;
    const blocks = widths.map((width, i) => {
      const outputs = width * baseChannels;
      const options = { inputs, outputs, size: 3, activation: 'relu', trainable } as const;
      inputs = outputs;
      return convolution(store, `${prefix}/block${i + 1}`, options);
    });
    const first = dense(store, `${prefix}/hidden`, {
      inputs,
      outputs: hidden,
      activation: 'relu',
      trainable,
    });
    const last = dense(store, `${prefix}/classes`, { inputs: hidden, outputs: classes, trainable });
    return {
      apply(x, _mask, random) {
        if (Math.min(x.shape[1], x.shape[2]) < 16) {
          throw new RangeError(`Images of ${x.shape[2]} x ${x.shape[1]} px are too small: use 16 or more.`);
        }
        const features = blocks.reduce<Tensor4D>((y, block) => tf.maxPool(block(y), 2, 2, 'valid'), x);
        const neurons = first(tf.mean(features, [1, 2]));
        return last(random ? random.dropout(neurons, dropout) : neurons);
      },
      stride: 16,
      receptiveRadius: Infinity,
    };
  },
});
