import type { Parameters } from '../../../electron/contract/datasets.ts';

/** Parameters that make a recipe's experiment tiny, by the recipe's id; an empty entry takes the defaults. */
export const smallRecipes: Record<string, Parameters> = {
  microgan: {
    epochs: 20,
    stepLimit: 8,
    warmUpSteps: 4,
    batchSize: 2,
    patchSize: 24,
    generatorChannels: 4,
    criticChannels: 4,
    criticSteps: 2,
    averageDecay: 0.9,
    output: 'residual',
    augment: true,
    learningRate: 1e-3,
    sizeClasses: 2,
  },
};
