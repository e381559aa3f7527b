import type { Scalar, Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import type { ContentLoss, ContentLossDefinition } from './loss.ts';
import { maskedMean } from './masked-mean.ts';

const scales = 3;

/**
 * The default where no VGG weights are at hand: the mean absolute difference of intensities, plus that of the
 * differences between neighbouring pixels (the gradient difference loss of Mathieu et al. 2016) at the full,
 * half and quarter size.
 */
export const structure: ContentLossDefinition = {
  id: 'structure',
  title: 'Intensities and gradients at three scales',
  reference: 'Mathieu, Couprie and LeCun, Deep multi-scale video prediction beyond mean square error (2016)',
  needsFeatures: false,
  create: () => structureLoss,
};

const structureLoss: ContentLoss = (prediction, truth, mask) => {
  let difference = tf.sub(prediction, truth) as Tensor4D;
  let inside = mask ?? (tf.ones([truth.shape[0], truth.shape[1], truth.shape[2], 1]) as Tensor4D);
  let total = maskedMean(tf.abs(difference), inside);
  for (let scale = 0; scale < scales; scale += 1) {
    if (scale > 0) [difference, inside] = halve(difference, inside);
    total = tf.add(total, gradientMean(difference, inside));
  }
  return total;
};

/** The mean over each 2x2 block's pixels inside the mask; a block with none is outside. */
function halve(x: Tensor4D, mask: Tensor4D): [Tensor4D, Tensor4D] {
  const share = tf.avgPool(mask, 2, 2, 'same');
  const inside = tf.cast(tf.greater(share, 0), 'float32') as Tensor4D;
  const mean = tf.div(tf.avgPool(tf.mul(x, mask) as Tensor4D, 2, 2, 'same'), tf.maximum(share, 1e-6));
  return [mean as Tensor4D, inside];
}

/** Mean |x[i + 1] - x[i]| down and across, over the pairs that lie inside the mask. */
function gradientMean(x: Tensor4D, mask: Tensor4D): Scalar {
  const along = (axis: 1 | 2): Scalar => {
    if (x.shape[axis] < 2) return tf.scalar(0);
    const [before, after] = neighbours(x, axis);
    const [inside, insideAfter] = neighbours(mask, axis);
    return maskedMean(tf.abs(tf.sub(after, before)), tf.mul(inside, insideAfter));
  };
  return tf.add(along(1), along(2));
}

/** x without its last and without its first row (axis 1) or column (axis 2). */
function neighbours(x: Tensor4D, axis: 1 | 2): [Tensor4D, Tensor4D] {
  const size = x.shape.map((n, i) => (i === axis ? n - 1 : n)) as [number, number, number, number];
  const begin = [0, 0, 0, 0] as [number, number, number, number];
  const shifted = [...begin] as [number, number, number, number];
  shifted[axis] = 1;
  return [tf.slice(x, begin, size), tf.slice(x, shifted, size)];
}
