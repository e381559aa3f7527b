import { tf } from '../runtime/tensorflow.ts';
import type { ContentLossDefinition } from './loss.ts';
import { maskedMean } from './masked-mean.ts';

/** VGG16's intensities reach from about -127.5 to 127.5, the images' from -1 to 1. */
const featureScale = 1 / 127.5;

/**
 * Mean squared difference of VGG16 features, the paper's content loss. Features are divided by 127.5, which
 * brings them to the scale of images in [-1, 1] (ReLU networks scale with their input), so that a weight of
 * 100 means what it does in DeblurGAN, whose images went into VGG16 in [-1, 1].
 */
export const perceptualVgg: ContentLossDefinition = {
  id: 'perceptual-vgg',
  title: 'VGG16 features',
  reference: 'Johnson, Alahi and Fei-Fei, Perceptual losses for real-time style transfer (2016)',
  needsFeatures: true,
  create(features) {
    if (!features) throw new TypeError('The loss "perceptual-vgg" needs a feature extractor.');
    return (prediction, truth, mask) => {
      const ours = features(prediction, mask);
      const theirs = features(truth, mask);
      const difference = tf.mul(tf.sub(ours.features, theirs.features), featureScale);
      return maskedMean(tf.square(difference) as typeof prediction, ours.mask);
    };
  },
};
