import type { Parameters } from '../../../electron/contract/datasets.ts';
import type { PairFeed, Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { makeTinyMasks } from '../../support/tiny-masks.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import type { TinyPairsOptions } from '../../support/tiny-pairs.ts';

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
  'em-masks': {
    epochs: 20,
    stepLimit: 6,
    batchSize: 2,
    side: 64,
    patchSize: 72,
    noiseChannels: 4,
    generatorChannels: 2,
    discriminatorChannels: 2,
    averageDecay: 0.9,
    learningRate: 1e-3,
    validationMasks: 4,
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

/** A tiny dataset that fits a recipe: pairs, or class maps where its images come from noise. */
export function tinyFeed({ task }: Recipe, kind: TinyPairsOptions = {}): PairFeed {
  return task === 'generation' ? makeTinyMasks() : makeTinyPairs(kind);
}
