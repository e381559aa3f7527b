import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import { dense } from './layers/dense.ts';
import { defineNetwork } from './network.ts';
import { vgg16, vgg16Layers } from './vgg16.ts';

const schema = z.strictObject({
  classes: z.number().int().min(2).default(9),
  /** Height and width of the images (px). */
  side: z.number().int().min(32).multipleOf(32).default(224),
  /** Neurons of the hidden dense layer. */
  hidden: z.number().int().min(1).default(512),
  /** The last convolution that is kept; the maximum of 2x2 follows it. */
  until: z.enum(vgg16Layers.map(({ name }) => name)).default('block5_conv3'),
});

/**
 * VGG16 with the dense layers of the MicroGAN paper (section 3.5): 512 neurons, then one for each class; all of
 * it is trained. Its convolutions lie below `PREFIX/features` and take ImageNet's weights (vgg16-weights.ts).
 * Takes images in [-1, 1], grey or RGB. 27,564,873 parameters for nine classes.
 */
export const vgg16Classifier = defineNetwork({
  id: 'vgg16-classifier',
  title: 'VGG16 classifier',
  role: 'classifier',
  paper: 'Gautam et al., MicroGAN, section 3.5; Simonyan and Zisserman (2015)',
  masks: false,
  schema,
  build(store, prefix, { classes, side, hidden, until }, { trainable = true }) {
    const features = vgg16.build(store, `${prefix}/features`, { until }, { trainable });
    const { outputs } = vgg16Layers.find(({ name }) => name === until) as (typeof vgg16Layers)[number];
    const left = side / (2 * features.stride);
    const inputs = left * left * outputs;
    const first = dense(store, `${prefix}/hidden`, {
      inputs,
      outputs: hidden,
      activation: 'relu',
      trainable,
    });
    const last = dense(store, `${prefix}/classes`, { inputs: hidden, outputs: classes, trainable });
    return {
      apply(x) {
        if (x.shape[1] !== side || x.shape[2] !== side) {
          throw new RangeError(
            `Images are ${side} x ${side} px here, not ${x.shape[2]} x ${x.shape[1]}: resize them.`,
          );
        }
        const pooled = tf.maxPool(features.apply(x) as Tensor4D, 2, 2, 'valid');
        return last(first(tf.reshape(pooled, [x.shape[0], inputs])));
      },
      stride: 32,
      receptiveRadius: Infinity,
    };
  },
});
