import type { StepRandom } from '../runtime/step-random.ts';
import type { Scalar, Tensor, Tensor4D } from '../runtime/tensorflow.ts';

/**
 * How far a prediction is from the truth.
 * @param prediction and truth: (batch, height, width, channels) in [-1, 1].
 * @param mask (batch, height, width, 1), 1 on the image; padding counts in no loss. Without it all is image.
 */
export type ContentLoss = (prediction: Tensor4D, truth: Tensor4D, mask: Tensor4D | undefined) => Scalar;

/** A frozen network's features, for losses that compare them, with the mask at their size. */
export type FeatureExtractor = (
  images: Tensor4D,
  mask: Tensor4D | undefined,
) => { features: Tensor4D; mask: Tensor4D | undefined };

/** One file here and one line in index.ts. */
export interface ContentLossDefinition {
  id: string;
  title: string;
  reference: string;
  /** True where `create` needs a feature extractor. */
  needsFeatures: boolean;
  /** @throws TypeError where features are needed and not given. */
  create(features?: FeatureExtractor): ContentLoss;
}

/** Images to one number each, (batch), or to a map of them. */
export type Critic = (images: Tensor4D, mask: Tensor4D | undefined) => Tensor;

/** The two sides of an adversarial game; one file here and one line in index.ts. */
export interface AdversarialLossDefinition {
  id: string;
  title: string;
  reference: string;
  /**
   * What the critic minimises, on (batch, height, width, channels) images of one mask.
   * @returns `total` and the parts that it is made of.
   */
  critic(
    critic: Critic,
    images: { truth: Tensor4D; fake: Tensor4D; mask: Tensor4D | undefined },
    penaltyWeight: number,
    random: StepRandom,
  ): { total: Scalar; distance: Scalar; penalty: Scalar };
  /** What the generator minimises. */
  generator(critic: Critic, fake: Tensor4D, mask: Tensor4D | undefined): Scalar;
}
