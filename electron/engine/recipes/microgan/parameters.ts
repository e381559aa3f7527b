import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { learningRateSchedules } from '../../training/schedule.ts';

const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

/**
 * Parameters of the MicroGAN experiment; defaults are the paper's (section 2 and 3.2). `title`, `unit`,
 * `description` and `advanced` are read by forms and by the command line's help.
 */
export const microganSchema = z
  .strictObject({
    epochs: count(1, 10_000).default(200).meta({
      title: 'Epochs',
      description: 'Passes over all training images.',
    }),
    stepLimit: count(1, 100_000_000).nullable().default(null).meta({
      title: 'Step limit',
      unit: 'steps',
      nullTitle: 'all epochs',
      description: 'Ends the training after this many steps even if epochs are left.',
    }),
    batchSize: count(1, 64).default(1).meta({
      title: 'Batch size',
      unit: 'images',
      description: 'Images per step, all of one size class. The paper trains on one at a time.',
    }),
    patchSize: count(16, 4096).nullable().default(null).meta({
      title: 'Patch size',
      unit: 'px',
      nullTitle: 'whole images',
      description:
        'Larger images are cut to a random square of this side at each step; smaller ones stay whole.',
    }),
    learningRate: z.number().positive().max(1).default(1e-4).meta({
      title: 'Learning rate',
      description: 'Step size of Adam for the generator.',
    }),
    contentLoss: z
      .enum(['structure', 'l1', 'l2', 'perceptual-vgg'])
      .default('structure')
      .meta({
        title: 'Content loss',
        description:
          'What "near the truth" means. "perceptual-vgg" is the paper\'s and needs the VGG16 weights; ' +
          '"structure" compares intensities and gradients at three scales and works offline.',
      }),
    vggWeights: z.string().min(1).nullable().default(null).meta({
      title: 'VGG16 weights',
      nullTitle: 'none',
      description:
        'Keras file (.h5) with VGG16 weights trained on ImageNet, for the content loss "perceptual-vgg".',
    }),
    contentWeight: z.number().min(0).max(1e6).default(100).meta({
      title: 'Content weight',
      description: 'Weight of the content loss beside the adversarial loss of weight 1.',
    }),
    warmUpSteps: count(0, 10_000_000).default(0).meta({
      title: 'Warm-up',
      unit: 'steps',
      description: 'Steps on the content loss alone before the critic joins.',
    }),
    criticSteps: count(1, 20).default(4).meta({
      title: 'Critic steps',
      description: 'Critic steps per generator step.',
    }),
    criticLearningRate: z.number().positive().max(1).default(1e-4).meta({
      title: "Critic's learning rate",
      advanced: true,
      description: 'Step size of Adam for the critic.',
    }),
    gradientPenalty: z.number().min(0).max(1e4).default(10).meta({
      title: 'Gradient penalty',
      advanced: true,
      description: 'Weight of the WGAN-GP gradient penalty.',
    }),
    beta1: z.number().min(0).max(0.999).default(0.9).meta({
      title: 'Adam beta 1',
      advanced: true,
      description: 'Decay of the mean of gradients, for both networks; the paper prints 0.9.',
    }),
    clipNorm: z.number().positive().nullable().default(null).meta({
      title: 'Gradient clipping',
      nullTitle: 'none',
      advanced: true,
      description: 'Gradients of a network that are together longer than this are shortened to it.',
    }),
    schedule: z.enum(learningRateSchedules).default('constant').meta({
      title: 'Learning rate schedule',
      advanced: true,
      description:
        "How the generator's learning rate falls over the run: to zero, in steps of ten, or with restarts.",
    }),
    averageDecay: z.number().min(0).max(0.9999).default(0).meta({
      title: 'Weight averaging',
      advanced: true,
      description:
        'Decay of the moving average of generator weights that makes the results; 0 takes the weights as they are.',
    }),
    augment: z.boolean().default(false).meta({
      title: 'Flips and rotations',
      advanced: true,
      description: 'Shows each training image in one of its eight orientations, by chance.',
    }),
    output: z.enum(['sigmoid', 'residual']).default('sigmoid').meta({
      title: 'Output',
      advanced: true,
      description:
        'The last layer makes the image itself (sigmoid, as in the paper) or what is added to the input.',
    }),
    generatorChannels: count(4, 256).default(32).meta({
      title: 'Generator channels',
      advanced: true,
      description: 'Filters of the first layer; each of the two levels below has twice as many.',
    }),
    criticChannels: count(4, 256).default(64).meta({
      title: 'Critic channels',
      advanced: true,
      description: 'Filters of the first layer; the deepest has eight times as many.',
    }),
    sizeClasses: count(1, 32).default(8).meta({
      title: 'Size classes',
      advanced: true,
      description:
        'Most shapes that images are padded to; more waste less on padding and take longer to start.',
    }),
  })
  .refine(({ contentLoss, vggWeights }) => contentLoss !== 'perceptual-vgg' || vggWeights !== null, {
    path: ['vggWeights'],
    message: 'is missing: the content loss "perceptual-vgg" needs the file of VGG16 weights',
  });

export type MicroganParameters = z.output<typeof microganSchema>;

/** `paper` holds the published numbers; `quick` was tuned for a few minutes on 2 cores (decision 0030). */
export const microganPresets: Record<'paper' | 'quick', Parameters> = {
  paper: {
    epochs: 200,
    batchSize: 1,
    learningRate: 1e-4,
    criticLearningRate: 1e-4,
    beta1: 0.9,
    criticSteps: 4,
    contentWeight: 100,
    gradientPenalty: 10,
    output: 'sigmoid',
    generatorChannels: 32,
    criticChannels: 64,
  },
  quick: {
    epochs: 10_000,
    stepLimit: 2000,
    batchSize: 4,
    patchSize: 64,
    learningRate: 2e-3,
    schedule: 'cosine',
    contentWeight: 30,
    warmUpSteps: 1400,
    criticSteps: 4,
    criticLearningRate: 5e-4,
    averageDecay: 0.99,
    augment: true,
    output: 'residual',
    generatorChannels: 16,
    criticChannels: 16,
    sizeClasses: 1,
  },
};
