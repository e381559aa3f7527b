import { z } from 'zod';
import { norms } from '../../networks/layers/normalisation.ts';
import type { Norm } from '../../networks/layers/normalisation.ts';
import { deepestLevels } from '../../networks/pix2pix-unet.ts';
import type { LearningRateSchedule } from '../../training/schedule.ts';
import { optimiserShape, stepLimitParameter } from '../optimiser-parameters.ts';
import { vggWeightsConflict, vggWeightsParameter } from '../content-loss.ts';

export const generators = ['pix2pix-unet', 'whole-unet'] as const;
export const discriminators = ['none', 'patch-16', 'patch-70', 'skip-patch'] as const;
export const contents = ['l1', 'l2', 'structure', 'cross-entropy', 'perceptual-vgg'] as const;

/** What the paired experiments share: a generator, perhaps a discriminator, and a loss against the truth. */
export type PairedParameters = {
  epochs: number;
  stepLimit: number | null;
  batchSize: number;
  patchSize: number | null;
  patchesPerImage: number;
  skipBackground: boolean;
  flips: boolean;
  rotations: boolean;
  cropArea: number;
  constant: number;
  constantLevels: 'eight-bit' | 'file';
  normalisation: 'signed' | 'percentile' | 'mean-std';
  lowPercentile: number;
  highPercentile: number;
  contentLoss: (typeof contents)[number];
  vggWeights: string | null;
  contentWeight: number;
  discriminator: (typeof discriminators)[number];
  discriminatorChannels: number;
  generator: (typeof generators)[number];
  generatorChannels: number;
  levels: number | null;
  norm: Norm;
  dropout: number;
  dropoutAtInference: boolean;
  output: 'bounded' | 'residual';
  learningRate: number;
  beta1: number;
  clipNorm: number | null;
  schedule: LearningRateSchedule;
  averageDecay: number;
};

const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

/** @param own defaults: those of the paper. */
export function pairedSchema(own: PairedParameters): z.ZodType<PairedParameters> {
  return z
    .strictObject({ ...trainingShape(own), ...imageShape(own), ...networkShape(own) })
    .superRefine((parameters, context) => {
      for (const [key, message] of conflicts(parameters)) {
        context.addIssue({ code: 'custom', path: [key], message });
      }
    });
}

function trainingShape(own: PairedParameters) {
  return {
    epochs: count(1, 1_000_000).default(own.epochs).meta({
      title: 'Epochs',
      description: 'Passes over all training images.',
    }),
    stepLimit: stepLimitParameter(own.stepLimit),
    batchSize: count(1, 64).default(own.batchSize).meta({
      title: 'Batch size',
      unit: 'images',
      description: 'Images or patches per step.',
    }),
    learningRate: z.number().positive().max(1).default(own.learningRate).meta({
      title: 'Learning rate',
      description: 'Step size of Adam, for both networks.',
    }),
    contentLoss: z.enum(contents).default(own.contentLoss).meta({
      title: 'Content loss',
      description:
        'What "near the truth" means: absolute or squared difference, intensities and gradients at three scales, the cross-entropy of images between 0 and 1, or VGG16 features, which need its weights.',
    }),
    vggWeights: vggWeightsParameter,
    contentWeight: z.number().min(0).max(1e6).default(own.contentWeight).meta({
      title: 'Content weight',
      description: 'Weight (lambda) of the content loss beside the adversarial loss of weight 1.',
    }),
    ...optimiserShape(own),
  };
}

function imageShape(own: PairedParameters) {
  return {
    patchSize: count(8, 4096).nullable().default(own.patchSize).meta({
      title: 'Patch size',
      unit: 'px',
      nullTitle: 'whole images',
      description: 'Training sees random squares of this side, or whole images.',
    }),
    patchesPerImage: count(1, 10_000).default(own.patchesPerImage).meta({
      title: 'Patches an image',
      description: 'How many random squares of each image are one epoch.',
    }),
    skipBackground: z.boolean().default(own.skipBackground).meta({
      title: 'Skip background',
      description: 'Takes squares only where the truth has signal near their middle.',
    }),
    flips: z.boolean().default(own.flips).meta({
      title: 'Flips',
      description: 'Left and right, top and bottom, each by chance.',
    }),
    rotations: z.boolean().default(own.rotations).meta({
      title: 'Rotations',
      description: 'By 0, 90, 180 or 270 degrees, by chance.',
    }),
    cropArea: z.number().min(0.25).max(1).default(own.cropArea).meta({
      title: 'Crop by area',
      description: 'A random part of this area is enlarged to the whole; 1: no cropping.',
    }),
    constant: count(0, 200).default(own.constant).meta({
      title: 'Random constant',
      unit: 'grey levels',
      description: 'A random whole number from 0 to this is added to both images of a pair; 0: none.',
    }),
    constantLevels: z.enum(['eight-bit', 'file']).default(own.constantLevels).meta({
      title: 'Grey levels',
      advanced: true,
      description:
        'What a grey level of the constant is: 1/255 of the range of the numbers, or 1 in the file.',
    }),
    normalisation: z.enum(['signed', 'percentile', 'mean-std']).default(own.normalisation).meta({
      title: 'Normalisation',
      advanced: true,
      description:
        "How intensities become the networks' numbers: the range of the file's type to [-1, 1] (\"signed\"), the training images' percentiles below to [-1, 1], or their mean and standard deviation to 0 and 1.",
    }),
    lowPercentile: z.number().min(0).max(100).default(own.lowPercentile).meta({
      title: 'Low percentile',
      unit: '%',
      advanced: true,
      description: 'What becomes -1, of all training images.',
    }),
    highPercentile: z.number().min(0).max(100).default(own.highPercentile).meta({
      title: 'High percentile',
      unit: '%',
      advanced: true,
      description: 'What becomes 1; brighter pixels become more.',
    }),
  };
}

function networkShape(own: PairedParameters) {
  return {
    generator: z.enum(generators).default(own.generator).meta({
      title: 'Generator',
      advanced: true,
      description:
        "pix2pix's U-Net (4x4 kernels of stride 2) or a whole U-Net (two 3x3 convolutions a level, the first at full size).",
    }),
    generatorChannels: count(2, 256).default(own.generatorChannels).meta({
      title: 'Generator channels',
      description: 'Filters of the first layer; deeper ones have up to eight times as many.',
    }),
    levels: count(1, 10).nullable().default(own.levels).meta({
      title: 'Levels',
      nullTitle: 'as many as the size allows',
      advanced: true,
      description: "How often pix2pix's U-Net halves the image: sides are multiples of 2 to this power.",
    }),
    norm: z.enum(norms).default(own.norm).meta({
      title: 'Normalisation layers',
      advanced: true,
      description: "Of pix2pix's U-Net and the discriminators.",
    }),
    dropout: z.number().min(0).max(0.9).default(own.dropout).meta({
      title: 'Dropout',
      description: "Share of values that the first three decoder blocks of pix2pix's U-Net drop in training.",
    }),
    dropoutAtInference: z.boolean().default(own.dropoutAtInference).meta({
      title: 'Dropout in results',
      advanced: true,
      description: 'Results keep the randomness of training, the same for each image.',
    }),
    output: z.enum(['bounded', 'residual']).default(own.output).meta({
      title: 'Output',
      advanced: true,
      description:
        'The last layer makes the image itself, between -1 and 1, or what is added to the input (whole U-Net only).',
    }),
    discriminator: z.enum(discriminators).default(own.discriminator).meta({
      title: 'Discriminator',
      description: 'What judges patches of the result: side 16 px, 70 px, or 16, 20, 32 and 70 px together.',
    }),
    discriminatorChannels: count(2, 256).default(own.discriminatorChannels).meta({
      title: 'Discriminator channels',
      description: 'Filters of its first layer.',
    }),
  };
}

type Conflict = [key: keyof PairedParameters, message: string];

/** What cannot go together, with the way out. */
function conflicts(parameters: PairedParameters): Conflict[] {
  const { generator, output, contentLoss, normalisation, patchSize, levels } = parameters;
  const found: Conflict[] = [];
  if (output === 'residual' && generator !== 'whole-unet') {
    found.push(['output', 'can be "residual" with the generator "whole-unet" only']);
  }
  if (output === 'bounded' && normalisation === 'mean-std') {
    found.push(['normalisation', 'cannot be "mean-std" with a bounded output: choose "percentile"']);
  }
  if (output === 'residual' && contentLoss === 'cross-entropy') {
    found.push(['contentLoss', 'cannot be "cross-entropy" with a residual output, which leaves 0 to 1']);
  }
  const missing = vggWeightsConflict(parameters);
  if (missing) found.push(['vggWeights', missing]);
  if (contentLoss === 'perceptual-vgg' && normalisation === 'mean-std') {
    found.push([
      'normalisation',
      'cannot be "mean-std" with "perceptual-vgg", whose images are in [-1, 1]: choose "percentile"',
    ]);
  }
  if (parameters.lowPercentile >= parameters.highPercentile) {
    found.push(['highPercentile', 'must be above the low percentile']);
  }
  if (parameters.contentWeight === 0 && parameters.discriminator === 'none') {
    found.push(['contentWeight', 'must be above 0 where there is no discriminator']);
  }
  if (generator === 'pix2pix-unet' && patchSize !== null) {
    const most = deepestLevels(patchSize, patchSize, 10);
    const deepest = most === 0 ? 'choose an even one' : `choose levels of at most ${most}, or another side`;
    if (most < (levels ?? 1)) found.push(['patchSize', `cannot be halved ${levels ?? 1} times: ${deepest}`]);
  }
  return found;
}
