import type { Parameters } from '../../contract/datasets.ts';
import { requirePatchFits } from '../datasets/patches.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import { liveCellFrames } from './artificial-images.ts';
import { withoutPairs } from './paired/recipe.ts';
import { progressiveNetworks, tableGenerator } from './progressive-live-cell/networks.ts';
import type { ProgressiveParameters } from './progressive-live-cell/parameters.ts';
import { progressiveSchema } from './progressive-live-cell/parameters.ts';
import { storedGenerator } from './progressive-live-cell/stored-generator.ts';
import { createProgressiveTrainer } from './progressive-live-cell/trainer.ts';
import type { Recipe } from './recipe.ts';

const title = 'Progressive GAN for live cells';

const paper = progressiveSchema.parse({});

/** What both presets for a laptop share. */
const small: Partial<ProgressiveParameters> = {
  resolution: 64,
  batchSize: 8,
  largestBatch: 32,
  finestChannels: 16,
  maximumChannels: 64,
  learningRate: 1e-3,
  schedule: 'cosine',
  averageDecay: 0.99,
  output: 'residual',
  patchesPerImage: 8,
  skipBackground: true,
  flips: true,
  rotations: true,
  constant: 0,
  lowPercentile: 1,
  highPercentile: 99.8,
};

const presets: Record<string, ProgressiveParameters> = {
  paper,
  quick: {
    ...paper,
    ...small,
    fadeImages: 1600,
    stableImages: 1600,
    finalImages: 4800,
  },
  'last-stages': {
    ...paper,
    ...small,
    firstResolution: 32,
    pretrainImages: 4800,
    fadeImages: 1600,
    stableImages: 1600,
    finalImages: 4800,
  },
};

const parse = (given: Parameters): ProgressiveParameters =>
  parseParameters(`The parameters of ${title}`, progressiveSchema, given);

/** The live-cell paper's progressive GAN, fed with frames of low exposure (decisions 0051 and 0054). */
export const progressiveLiveCell: Recipe = {
  id: 'progressive-live-cell',
  title,
  description:
    'Makes frames of high exposure of frames of low exposure: a U-Net and a critic that grow together from 4 px.',
  paper: 'Wu and Liu, Progressive GAN-aided High-Resolution Microscopy for Live Cell Dynamics Study',
  inputScaling: 'least-squares',
  measures: ['spots', 'resolution'],
  paperImages: liveCellFrames,
  schema: progressiveSchema,
  presets,
  networks(preset) {
    const parameters = parse(presets[preset] ?? {});
    const own = progressiveNetworks(parameters);
    return preset === 'paper' ? [...own, tableGenerator(parameters)] : own;
  },
  misfit(dataset) {
    const missing = withoutPairs(dataset, 'exposure pairs or paired files');
    if (missing) return missing;
    const maps = dataset.items.some(({ target, input }) =>
      [target, input].some((i) => i?.kind === 'classes'),
    );
    return maps ? 'it holds class maps; prepare exposure pairs or paired files' : null;
  },
  requireFit(feed, parameters) {
    const { resolution } = parse(parameters);
    for (const id of feed.ids('training')) requirePatchFits(id, feed.size(id), resolution);
  },
  createTrainer: async ({ parameters, ...options }) =>
    createProgressiveTrainer({ ...options, parameters: parse(parameters) }),
  createGenerator: async ({ parameters, ...options }) =>
    storedGenerator({ ...options, parameters: parse(parameters) }),
};
