import { z } from 'zod';
import { tf } from '../runtime/tensorflow.ts';
import { dense } from './layers/dense.ts';
import { makeScoreMap } from './microgan-critic.ts';
import { defineNetwork } from './network.ts';

const schema = z.strictObject({
  /** Of the images: 1 or 3. */
  channels: z.number().int().min(1).max(16).default(3),
  /** Filters of the first layer. */
  baseChannels: z.number().int().min(1).default(64),
  /** Height and width of all images (px). */
  side: z.number().int().min(16).multipleOf(16).default(128),
  /** Neurons of the dense layer. */
  hidden: z.number().int().min(1).default(1024),
});

/**
 * The critic of MicroGAN-FS, the paper's comparison of fixed size: MicroGAN's convolutions, then a dense layer
 * of 1024 with ReLU and one number, in place of the global average. 2,897,922 parameters for RGB at 128 px.
 * Its generator is MicroGAN's (decision 0052).
 */
export const microganFsCritic = defineNetwork({
  id: 'microgan-fs-critic',
  title: 'Critic of fixed size',
  role: 'critic',
  paper: 'Gautam et al., MicroGAN (section 3.3); Kupyn et al., DeblurGAN (2018)',
  masks: false,
  schema,
  build(store, prefix, { side, hidden, ...parameters }, { trainable = true }) {
    const scoreMap = makeScoreMap(store, prefix, parameters, trainable);
    const places = (side / 16) ** 2;
    const options = { inputs: places, outputs: hidden, activation: 'relu', trainable } as const;
    const first = dense(store, `${prefix}/dense`, options);
    const last = dense(store, `${prefix}/value`, { inputs: hidden, outputs: 1, trainable });
    return {
      apply(x) {
        const [batch, height, width] = x.shape;
        if (height !== side || width !== side) {
          throw new RangeError(
            `The fixed-size critic takes ${side} x ${side} px, not ${height} x ${width}: ` +
              'resize the images or take the size-invariant critic.',
          );
        }
        const { scores } = scoreMap(x);
        return tf.squeeze(last(first(tf.reshape(scores, [batch, places]))), [1]);
      },
      stride: 16,
      receptiveRadius: Infinity,
    };
  },
});
