import { MicroganModel } from '../../../electron/engine/recipes/microgan/model.ts';
import type { MicroganParameters } from '../../../electron/engine/recipes/microgan/parameters.ts';
import { microganSchema } from '../../../electron/engine/recipes/microgan/parameters.ts';
import { microgan } from '../../../electron/engine/recipes/microgan.ts';
import { batchOf } from './inputs.ts';
import type { RecipeCase, RecipeModel } from './recipe-step.ts';
import { seed } from './recipe-step.ts';

/** All steps are those after the warm-up. */
export function microganCase(): RecipeCase {
  const parameters = microganSchema.parse(microgan.presets['quick']);
  const { batchSize, patchSize, criticSteps } = parameters;
  const side = patchSize ?? NaN;
  return {
    recipe: microgan.id,
    size: `${side} px x ${batchSize}`,
    parameters: { ...parameters, channels: 3 },
    steps: 4,
    draws: {
      kind: 'uniform',
      shape: [batchSize, 1, 1, 1],
      positions: (index) => Array.from({ length: criticSteps }, (_, i) => index * (criticSteps + 1) + i),
    },
    makeModel: () => makeMicrogan(parameters, side),
  };
}

function makeMicrogan(parameters: MicroganParameters, side: number): RecipeModel {
  const { batchSize, learningRate, averageDecay, criticSteps } = parameters;
  const model = new MicroganModel({ parameters, channels: 3, seed });
  const pixels = batchSize * side * side;
  const { input, target: truth } = batchOf(pixels, 3, 3);
  const mask = new Float32Array(pixels).fill(1);
  const batch = { bucket: { width: side, height: side }, count: batchSize, input, truth, mask };
  return {
    counts: { generator: model.generator.parameterCount, critic: model.critic.parameterCount },
    step(index) {
      const position = index * (criticSteps + 1);
      const fake = model.generate(batch, position + criticSteps);
      let critic: Record<string, number> = {};
      for (let i = 0; i < criticSteps; i += 1)
        critic = model.criticStep(batch, fake, parameters.criticLearningRate, position + i);
      return {
        ...model.generatorStep(batch, { learningRate, averageDecay }, position + criticSteps),
        ...critic,
      };
    },
    state: () => new Map([...model.program.export(), ['input', input], ['target', truth]]),
    dispose: () => model.dispose(),
  };
}
