import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

/*
 * Halving by averages and doubling by repetition. Each is four times (a quarter of) the other's gradient, so
 * both can be differentiated as often as one likes, with TensorFlow's own kernels, whose gradients cannot.
 */

type Resize = (x: Tensor4D) => Tensor4D;

/** tf.customGrad of one argument, with a gradient that is itself such a function. */
function linear(forward: Resize, backward: Resize): Resize {
  return tf.customGrad(((x: Tensor4D) => ({ value: forward(x), gradFunc: backward })) as never) as Resize;
}

/**
 * The mean of each 2x2 block.
 * @param x (batch, height, width, channels); height and width are even.
 * @throws RangeError where a side is odd.
 */
export function averageDown(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  if (height % 2 || width % 2) throw new RangeError(`An image of ${height} x ${width} cannot be halved.`);
  return linear(
    (input) => tf.avgPool(input, 2, 2, 'valid'),
    (dy) => tf.mul(repeatUp(dy), 1 / 4),
  )(x);
}

/** Each pixel four times: (batch, height, width, channels) to (batch, 2 height, 2 width, channels). */
export function repeatUp(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  return linear(
    (input) => tf.image.resizeNearestNeighbor(input, [2 * height, 2 * width]),
    (dy) => tf.mul(averageDown(dy), 4),
  )(x);
}
