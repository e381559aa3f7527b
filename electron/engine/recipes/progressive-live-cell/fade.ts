import { averageDown, repeatUp } from '../../networks/layers/average-down.ts';
import { fadeIn } from '../../networks/progressive/stages.ts';
import type { GrowthPosition, ProgressiveNetwork } from '../../networks/progressive/stages.ts';
import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';

/** Images averaged down to another side. @param images (batch, side, side, channels). @param side divides theirs. */
export function shrink(images: Tensor4D, side: number): Tensor4D {
  return images.shape[1] <= side ? images : shrink(averageDown(images), side);
}

/** Images repeated up to another side, a multiple of theirs. */
export function enlarge(images: Tensor4D, side: number): Tensor4D {
  return images.shape[1] >= side ? images : enlarge(repeatUp(images), side);
}

/** Real images while a stage fades in: as blurred as the generated ones are (Karras et al. 2018, figure 2). */
export function faded(images: Tensor4D, { stage, alpha }: GrowthPosition): Tensor4D {
  return stage === 0 ? images : fadeIn(() => repeatUp(averageDown(images)), images, alpha);
}

/** What the generator makes of images of its stage: the image itself, or what is added to the input. */
export function generate(
  network: ProgressiveNetwork,
  output: 'image' | 'residual',
  images: Tensor4D,
  position: GrowthPosition,
): Tensor4D {
  const made = network.applyAt(images, position) as Tensor4D;
  return output === 'image' ? made : tf.add(faded(images, position), made);
}
