import { noiseShapeOf } from '../../../electron/engine/recipes/em-masks/generator.ts';
import { EmMasksModel } from '../../../electron/engine/recipes/em-masks/model.ts';
import { paperClasses } from '../../../electron/engine/recipes/em-masks/networks.ts';
import type { EmMasksParameters } from '../../../electron/engine/recipes/em-masks/parameters.ts';
import { emMasks } from '../../../electron/engine/recipes/em-masks.ts';
import { batchOf } from './inputs.ts';
import type { RecipeCase, RecipeModel } from './recipe-step.ts';
import { seed } from './recipe-step.ts';

export function emMasksCase(): RecipeCase {
  const parameters = emMasks.presets['quick'] as EmMasksParameters;
  const { batchSize, side } = parameters;
  const { height, width, channels } = noiseShapeOf(parameters);
  return {
    recipe: emMasks.id,
    size: `${side} px x ${batchSize}`,
    parameters: { ...parameters, classes: paperClasses },
    steps: 8,
    draws: {
      kind: 'normal',
      shape: [batchSize, height, width, channels],
      positions: (index) => [index],
    },
    makeModel: () => makeMasks(parameters),
  };
}

function makeMasks(parameters: EmMasksParameters): RecipeModel {
  const { batchSize, side, learningRate, averageDecay } = parameters;
  // Two colours and the background; which ones they are has no part in training.
  const model = new EmMasksModel({ parameters, colours: [[255, 0, 0], [0, 255, 0]], seed }); // prettier-ignore
  const { target } = batchOf(batchSize * side * side, 1, paperClasses);
  return {
    counts: {
      generator: model.generator.parameterCount,
      discriminator: model.discriminator.parameterCount,
    },
    step: (index) =>
      model.step(target, { learningRate, discriminatorLearningRate: learningRate, averageDecay }, index),
    state: () => new Map([...model.program.export(), ['target', target]]),
    dispose: () => model.dispose(),
  };
}
