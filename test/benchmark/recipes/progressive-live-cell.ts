import { groupSizeOf } from '../../../electron/engine/networks/layers/minibatch-std.ts';
import { ProgressiveModel } from '../../../electron/engine/recipes/progressive-live-cell/model.ts';
import type { ProgressiveParameters } from '../../../electron/engine/recipes/progressive-live-cell/parameters.ts';
import { planRun } from '../../../electron/engine/recipes/progressive-live-cell/schedule.ts';
import { progressiveLiveCell } from '../../../electron/engine/recipes/progressive-live-cell.ts';
import { batchOf, kindOf } from './inputs.ts';
import type { RecipeCase, RecipeModel } from './recipe-step.ts';
import { seed } from './recipe-step.ts';

/** The fully grown networks. */
export function progressiveLiveCellCase(): RecipeCase {
  const parameters = progressiveLiveCell.presets['quick'] as ProgressiveParameters;
  const { resolution, batchSize } = parameters;
  return {
    recipe: progressiveLiveCell.id,
    size: `${resolution} px x ${batchSize}`,
    parameters: { ...parameters, groupSize: groupSizeOf(batchSize) },
    steps: 4,
    draws: { kind: 'uniform', shape: [batchSize, 1, 1, 1], positions: (index) => [index] },
    makeModel: () => makeProgressive(parameters),
  };
}

function makeProgressive(parameters: ProgressiveParameters): RecipeModel {
  const { resolution, batchSize, learningRate, averageDecay } = parameters;
  const grown = planRun({ ...parameters, firstResolution: resolution }).at(0);
  const start = { stage: grown.stage, alpha: 1 };
  const model = new ProgressiveModel({ parameters, kind: kindOf(1, 1), start, seed });
  const batch = batchOf(batchSize * resolution ** 2, 1, 1);
  return {
    counts: { generator: model.generator.parameterCount, critic: model.critic.parameterCount },
    step: (index) => model.step(grown, batch, { learningRate, averageDecay }, index),
    state: () => new Map([...model.program.export(), ...Object.entries(batch)]),
    dispose: () => model.dispose(),
  };
}
