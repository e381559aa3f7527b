import type { Parameters } from '../../contract/datasets.ts';
import { requirePatchFits } from '../datasets/patches.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import { emSections } from './artificial-images.ts';
import { colourMisfit } from './em-masks/classes.ts';
import { comparedDiscriminators, maskNetworks, paperClasses } from './em-masks/networks.ts';
import type { EmMasksParameters } from './em-masks/parameters.ts';
import { emMasksSchema } from './em-masks/parameters.ts';
import { realPictures } from './em-masks/real-pictures.ts';
import { storedGenerator } from './em-masks/stored-generator.ts';
import { createEmMasksTrainer } from './em-masks/trainer.ts';
import type { Recipe } from './recipe.ts';

const title = 'EM masks from noise';

const paper = emMasksSchema.parse({});

const presets: Record<string, EmMasksParameters> = {
  paper,
  quick: {
    ...paper,
    epochs: 100_000,
    stepLimit: 5000,
    side: 128,
    patchSize: 256,
    patchesPerImage: 8,
    generatorChannels: 32,
    discriminatorChannels: 24,
    learningRate: 5e-4,
    discriminatorLearningRate: 2e-4,
    schedule: 'cosine',
    averageDecay: 0.99,
  },
};

const parse = (given: Parameters): EmMasksParameters =>
  parseParameters(`The parameters of ${title}`, emMasksSchema, given);

/** Step 1 of the skip-patch paper: noise to class masks (decision 0056). */
export const emMasks: Recipe = {
  id: 'em-masks',
  title,
  description:
    'Makes new masks of membranes and mitochondria of random noise, for “EM images from masks” to make micrographs of.',
  paper:
    'Roy, Rawnaq and Kaman, GAN with Skip Patch Discriminator for Biological Electron Microscopy Image Generation',
  task: 'generation',
  paperImages: emSections,
  schema: emMasksSchema,
  presets,
  classColours: true,
  networks(preset) {
    const parameters = parse(presets[preset] ?? {});
    const own = Object.values(maskNetworks(parameters, paperClasses));
    return preset === 'paper' ? [...own, ...comparedDiscriminators(parameters, paperClasses)] : own;
  },
  realImages: async (request) => realPictures(request, parse(request.parameters)),
  misfit({ items, classes }) {
    const maps = items.every(({ input }) => input?.kind === 'classes');
    return maps ? colourMisfit(classes) : 'its inputs are no class maps; prepare masks and images';
  },
  requireFit(feed, parameters) {
    const { patchSize } = parse(parameters);
    const used = [...feed.ids('training'), ...feed.ids('validation')];
    for (const id of patchSize === null ? [] : used) requirePatchFits(id, feed.size(id), Number(patchSize));
  },
  createTrainer: async ({ parameters, ...options }) =>
    createEmMasksTrainer({ ...options, parameters: parse(parameters) }),
  createGenerator: async ({ parameters, ...options }) =>
    storedGenerator({ ...options, parameters: parse(parameters) }),
};
