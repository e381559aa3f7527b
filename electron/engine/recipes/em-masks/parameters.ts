import { z } from 'zod';
import { maskGeneratorScale } from '../../networks/mask-generator.ts';
import { norms } from '../../networks/layers/normalisation.ts';
import { optimiserShape, stepLimitParameter } from '../optimiser-parameters.ts';

export const discriminators = ['patch-16', 'patch-70', 'skip-patch'] as const;

const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

const trainingShape = {
  epochs: count(1, 1_000_000).default(6000).meta({
    title: 'Epochs',
    description: 'Passes over all training masks.',
  }),
  stepLimit: stepLimitParameter(null),
  batchSize: count(1, 64).default(1).meta({
    title: 'Batch size',
    unit: 'masks',
    description: 'Real masks per step, and as many generated ones.',
  }),
  learningRate: z.number().positive().max(1).default(2e-4).meta({
    title: 'Learning rate',
    description: 'Step size of Adam for the generator.',
  }),
  discriminatorLearningRate: z.number().positive().max(1).default(2e-4).meta({
    title: "Discriminator's learning rate",
    advanced: true,
    description: 'Step size of Adam for the discriminator: smaller where it tells all masks apart.',
  }),
  ...optimiserShape({ beta1: 0.5, schedule: 'constant', averageDecay: 0, clipNorm: null }),
  validationMasks: count(4, 1000).default(64).meta({
    title: 'Masks of a validation',
    unit: 'masks',
    advanced: true,
    description: 'How many generated masks, and as many views of held-out real ones, are compared each time.',
  }),
};

const imageShape = {
  side: count(maskGeneratorScale, 4096)
    .multipleOf(maskGeneratorScale)
    .default(512)
    .meta({
      title: 'Side',
      unit: 'px',
      description: `Of the generator's masks, a multiple of ${maskGeneratorScale}: the noise has ${maskGeneratorScale} times fewer places on each side.`,
    }),
  patchSize: count(8, 8192).nullable().default(null).meta({
    title: 'Patch size',
    unit: 'px',
    nullTitle: 'whole masks',
    description:
      'Training sees random squares of this side of the masks, brought to the side above, and results are brought back to it; or whole masks.',
  }),
  patchesPerImage: count(1, 10_000).default(1).meta({
    title: 'Views of a mask',
    description: 'How many random squares, or varied whole masks, of each mask are one epoch.',
  }),
  flips: z.boolean().default(true).meta({
    title: 'Flips',
    description: 'Left and right, top and bottom, each by chance.',
  }),
  rotations: z.boolean().default(false).meta({
    title: 'Rotations',
    description: 'By 0, 90, 180 or 270 degrees, by chance.',
  }),
  cropArea: z.number().min(0.25).max(1).default(0.9).meta({
    title: 'Crop by area',
    description: 'A random part of this area is enlarged to the whole; 1: no cropping.',
  }),
};

const networkShape = {
  noiseChannels: count(1, 256).default(8).meta({
    title: 'Noise channels',
    advanced: true,
    description: 'Normal random numbers at each place of the noise.',
  }),
  generatorChannels: count(2, 128).default(32).meta({
    title: 'Generator channels',
    description: 'Filters of its last hidden layer; the first has eight times as many.',
  }),
  discriminator: z.enum(discriminators).default('skip-patch').meta({
    title: 'Discriminator',
    description: 'What judges patches of the masks: side 16 px, 70 px, or 16, 20, 32 and 70 px together.',
  }),
  discriminatorChannels: count(2, 256).default(64).meta({
    title: 'Discriminator channels',
    description: 'Filters of its first layer.',
  }),
  norm: z.enum(norms).default('instance').meta({
    title: 'Normalisation layers',
    advanced: true,
    description: 'Of the discriminator; the generator has instance normalisation.',
  }),
};

export const emMasksSchema = z.strictObject({ ...trainingShape, ...imageShape, ...networkShape });
export type EmMasksParameters = z.output<typeof emMasksSchema>;
