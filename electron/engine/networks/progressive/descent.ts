import type { Tensor4D } from '../../runtime/tensorflow.ts';
import type { VariableStore } from '../../runtime/variables.ts';
import { averageDown } from '../layers/average-down.ts';
import type { EqualisedLayer } from '../layers/equalised-convolution.ts';
import { equalisedConvolution } from '../layers/equalised-convolution.ts';
import type { GrowthPosition, StageParameters } from './stages.ts';
import { checkImages, checkStage, fadeIn, resolutionAt, stagesUpTo, widthAt } from './stages.ts';

/** The way from an image down to 4 x 4 features, as discriminator and encoder have it. */
export interface Descent {
  readonly stages: number;
  /**
   * @returns `bottom` (batch, 4, 4, width at 4 px), and by stage the features that a skip connection carries:
   *   those of the full-size convolution, and the bottom itself at stage 0.
   */
  apply(x: Tensor4D, position: GrowthPosition): { bottom: Tensor4D; features: Tensor4D[] };
}

interface Level {
  fromImage: EqualisedLayer;
  /** None at 4 px. */
  block: { keep: EqualisedLayer; halve: EqualisedLayer } | undefined;
}

/**
 * Per resolution: 1x1 from the image, 3x3, and 3x3 that halves the side and widens to the next level's
 * channels. Variables: `PREFIX/RESOLUTION/from-image`, `keep` and `halve`.
 */
export function makeDescent(
  store: VariableStore,
  prefix: string,
  parameters: StageParameters,
  trainable: boolean,
): Descent {
  const stages = stagesUpTo(parameters.resolution);
  const levels = Array.from({ length: stages }, (_, stage) =>
    makeLevel(store, prefix, parameters, stage, trainable),
  );
  return {
    stages,
    apply(x, { stage: top, alpha }) {
      checkStage(top, stages);
      checkImages(x, top, parameters.channels);
      const features: Tensor4D[] = [];
      let current = (levels[top] as Level).fromImage(x);
      for (let stage = top; stage > 0; stage -= 1) {
        const { keep, halve } = (levels[stage] as Level).block as NonNullable<Level['block']>;
        const kept = keep(current);
        features[stage] = kept;
        current = halve(kept);
        if (stage === top) {
          const old = levels[stage - 1] as Level;
          current = fadeIn(() => old.fromImage(averageDown(x)), current, alpha);
        }
      }
      features[0] = current;
      return { bottom: current, features };
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
  const name = `${prefix}/${resolution}`;
  const fromImage = equalisedConvolution(store, `${name}/from-image`, {
    inputs: parameters.channels,
    outputs: width,
    size: 1,
    trainable,
  });
  if (stage === 0) return { fromImage, block: undefined };
  const options = { inputs: width, size: 3, trainable } as const;
  const outputs = widthAt(parameters, resolution / 2);
  return {
    fromImage,
    block: {
      keep: equalisedConvolution(store, `${name}/keep`, { ...options, outputs: width }),
      halve: equalisedConvolution(store, `${name}/halve`, { ...options, outputs, resize: 'halve' }),
    },
  };
}
