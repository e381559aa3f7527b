import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import { repeatUp } from '../layers/average-down.ts';
import type { EqualisedLayer } from '../layers/equalised-convolution.ts';
import { equalisedConvolution } from '../layers/equalised-convolution.ts';
import { pixelNorm } from '../layers/pixel-norm.ts';
import type { GrowthPosition, StageParameters } from './stages.ts';
import { checkStage, fadeIn, resolutionAt, stagesUpTo, widthAt } from './stages.ts';

/** The way from 4 x 4 features up to an image, as both generators have it. */
export interface Ascent {
  readonly stages: number;
  /**
   * @param bottom (batch, 4, 4, width at 4 px).
   * @param skips by stage, features to add after the convolution that doubled the side; none at stage 0.
   * @returns the image of the stage.
   */
  apply(bottom: Tensor4D, position: GrowthPosition, skips?: readonly Tensor4D[]): Tensor4D;
}

interface Level {
  toImage: EqualisedLayer;
  /** `double` is missing at 4 px. */
  double: EqualisedLayer | undefined;
  keep: EqualisedLayer;
}

/**
 * Per resolution: 3x3 on pixels repeated to the double side, 3x3, and 1x1 to the image, which has no
 * activation. Variables: `PREFIX/RESOLUTION/double`, `keep` and `to-image`.
 * @param normalise pixelwise normalisation after every 3x3 convolution.
 */
export function makeAscent(
  store: VariableStore,
  prefix: string,
  parameters: StageParameters & { normalise: boolean },
  trainable: boolean,
): Ascent {
  const stages = stagesUpTo(parameters.resolution);
  const levels = Array.from({ length: stages }, (_, stage) =>
    makeLevel(store, prefix, parameters, stage, trainable),
  );
  const norm = (x: Tensor4D): Tensor4D => (parameters.normalise ? pixelNorm(x) : x);
  return {
    stages,
    apply(bottom, { stage: top, alpha }, skips = []) {
      checkStage(top, stages);
      let current = bottom;
      let before = bottom;
      for (let stage = 0; stage <= top; stage += 1) {
        const { double, keep } = levels[stage] as Level;
        before = current;
        if (double) current = norm(double(current));
        const skip = skips[stage];
        if (double && skip) current = tf.add(current, skip);
        current = norm(keep(current));
      }
      const image = (stage: number, features: Tensor4D): Tensor4D =>
        (levels[stage] as Level).toImage(features);
      const fresh = image(top, current);
      return top === 0 ? fresh : fadeIn(() => repeatUp(image(top - 1, before)), fresh, alpha);
    },
  };
}

function makeLevel(
  store: VariableStore,
  prefix: string,
  parameters: StageParameters,
  stage: number,
  trainable: boolean,
): Level {
  const resolution = resolutionAt(stage);
  const width = widthAt(parameters, resolution);
  const layer = (
    name: string,
    options: Pick<
      Parameters<typeof equalisedConvolution>[2],
      'inputs' | 'outputs' | 'size' | 'resize' | 'activate'
    >,
  ): EqualisedLayer =>
    equalisedConvolution(store, `${prefix}/${resolution}/${name}`, { ...options, trainable });
  const below = widthAt(parameters, resolution / 2);
  return {
    double:
      stage === 0 ? undefined : layer('double', { inputs: below, outputs: width, size: 3, resize: 'double' }),
    keep: layer('keep', { inputs: width, outputs: width, size: 3 }),
    toImage: layer('to-image', { inputs: width, outputs: parameters.channels, size: 1, activate: false }),
  };
}
