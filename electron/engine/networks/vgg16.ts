import { z } from 'zod';
import type { Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { Layer } from './layers/convolution.ts';
import { convolution } from './layers/convolution.ts';
import { halveMask, masked } from './layers/mask.ts';
import { defineNetwork } from './network.ts';

/** The convolutions of VGG16 under their Keras names, with their channels; all 3x3. */
export const vgg16Layers = [
  { name: 'block1_conv1', inputs: 3, outputs: 64 },
  { name: 'block1_conv2', inputs: 64, outputs: 64 },
  { name: 'block2_conv1', inputs: 64, outputs: 128 },
  { name: 'block2_conv2', inputs: 128, outputs: 128 },
  { name: 'block3_conv1', inputs: 128, outputs: 256 },
  { name: 'block3_conv2', inputs: 256, outputs: 256 },
  { name: 'block3_conv3', inputs: 256, outputs: 256 },
  { name: 'block4_conv1', inputs: 256, outputs: 512 },
  { name: 'block4_conv2', inputs: 512, outputs: 512 },
  { name: 'block4_conv3', inputs: 512, outputs: 512 },
  { name: 'block5_conv1', inputs: 512, outputs: 512 },
  { name: 'block5_conv2', inputs: 512, outputs: 512 },
  { name: 'block5_conv3', inputs: 512, outputs: 512 },
] as const;

export type Vgg16Layer = (typeof vgg16Layers)[number]['name'];

/** The layers up to and with one of them. */
export function vgg16Until(last: Vgg16Layer): (typeof vgg16Layers)[number][] {
  return vgg16Layers.slice(0, vgg16Layers.findIndex(({ name }) => name === last) + 1);
}

const schema = z.strictObject({
  /** The layer whose activations are the features. */
  until: z.enum(vgg16Layers.map(({ name }) => name)).default('block3_conv3'),
});

/** ImageNet's mean intensities, blue, green, red, which Keras's VGG16 was trained to have taken off. */
const meanBgr = [103.939, 116.779, 123.68];

/**
 * VGG16's convolutions (Simonyan and Zisserman 2015) as a measure of likeness; its weights come from a file
 * (vgg16-weights.ts) and are frozen unless `trainable` is asked for. Takes images in [-1, 1], grey or RGB. The
 * largest value of each 2x2 block of pixels goes on and an odd row or column is left out, as in Keras.
 */
export const vgg16 = defineNetwork({
  id: 'vgg16',
  title: 'VGG16 features',
  role: 'features',
  paper: 'Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition (2015)',
  schema,
  build(store, prefix, { until }, { trainable = false }) {
    const layers = vgg16Until(until).map(({ name, inputs, outputs }) => ({
      block: name.slice(0, 6),
      apply: convolution(store, `${prefix}/${name}`, {
        inputs,
        outputs,
        size: 3,
        activation: 'relu',
        trainable,
      }),
    }));
    return {
      apply: (x, mask) => applyLayers(layers, x, mask),
      stride: 2 ** (Number(until.charAt(5)) - 1),
      receptiveRadius: Infinity,
    };
  },
});

/** The mask at the size of the features up to a layer. */
export function vgg16Mask(mask: Tensor4D | undefined, until: Vgg16Layer): Tensor4D | undefined {
  const pools = Number(until.charAt(5)) - 1;
  let result = mask;
  for (let i = 0; i < pools; i += 1) result = halveMask(result, 'down');
  return result;
}

function applyLayers(
  layers: { block: string; apply: Layer }[],
  x: Tensor4D,
  mask: Tensor4D | undefined,
): Tensor4D {
  let features = masked(preprocess(x), mask);
  let inside = mask;
  let block = 'block1';
  for (const layer of layers) {
    if (layer.block !== block) {
      inside = halveMask(inside, 'down');
      features = masked(tf.maxPool(features, 2, 2, 'valid'), inside);
      block = layer.block;
    }
    features = layer.apply(features, inside);
  }
  return features;
}

/** [-1, 1] RGB or grey to what Keras's VGG16 expects: 0 to 255, BGR, means taken off. */
function preprocess(x: Tensor4D): Tensor4D {
  const rgb = x.shape[3] === 1 ? tf.concat([x, x, x], 3) : x;
  const bgr = tf.concat(tf.split(rgb, 3, 3).reverse(), 3);
  return tf.sub(tf.mul(tf.add(bgr, 1), 127.5), tf.tensor1d(meanBgr));
}
