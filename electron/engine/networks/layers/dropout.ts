import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor4D } from '../../runtime/tensorflow.ts';

/**
 * Sets a share of the values to zero and scales the rest up, where there are random numbers to draw from;
 * without them gives x back. So training passes them, and so does prediction where its noise is wanted
 * (pix2pix).
 * @param rate in [0, 1).
 */
export function dropout(x: Tensor4D, rate: number, random: StepRandom | undefined): Tensor4D {
  return random ? (random.dropout(x, rate) as Tensor4D) : x;
}
