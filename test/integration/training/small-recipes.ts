import type { Parameters } from '../../../electron/contract/datasets.ts';

/** The discs of the tests are 14 px high at least. */
const smallPairs: Parameters = {
  epochs: 20,
  stepLimit: 6,
  batchSize: 2,
  patchSize: 8,
  skipBackground: false,
  generatorChannels: 4,
  learningRate: 1e-3,
};

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
  'pix2pix-medical': { ...smallPairs, levels: 2, discriminatorChannels: 4 },
  'em-images': {
    ...smallPairs,
    levels: 2,
    discriminatorChannels: 4,
    discriminator: 'skip-patch',
    averageDecay: 0.9,
  },
  'live-cell-unet': { ...smallPairs, output: 'residual', normalisation: 'mean-std' },
  'progressive-live-cell': {
    resolution: 8,
    fadeImages: 8,
    stableImages: 8,
    pretrainImages: 4,
    batchSize: 2,
    largestBatch: 4,
    finestChannels: 4,
    maximumChannels: 6,
    learningRate: 3e-4,
    averageDecay: 0.9,
  },
};
