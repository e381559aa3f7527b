import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { optimiserShape, stepLimitParameter } from '../optimiser-parameters.ts';
import { vggWeightsConflict, vggWeightsParameter } from '../content-loss.ts';

/** MicroGAN and what the paper compares it with (table 3). */
export const models = ['microgan', 'microgan-fs', 'microgan-nt', 'deblurgan'] as const;

const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

/**
 * Parameters of the MicroGAN experiment; defaults are the paper's (section 2 and 3.2). `title`, `unit`,
 * `description` and `advanced` are read by forms and by the command line's help.
 */
export const microganSchema = z
  .strictObject({
    model: z
      .enum(models)
      .default('microgan')
      .meta({
        title: 'Model',
        description:
          'MicroGAN, or what the paper compares it with: "microgan-fs" trains on images resized to one size, ' +
          '"microgan-nt" has a whole U-Net, "deblurgan" the residual network of DeblurGAN.',
      }),
    epochs: count(1, 10_000).default(200).meta({
      title: 'Epochs',
      description: 'Passes over all training images.',
    }),
    stepLimit: stepLimitParameter(null),
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
    vggWeights: vggWeightsParameter,
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
    ...optimiserShape(
      { beta1: 0.9, schedule: 'constant', averageDecay: 0, clipNorm: null },
      "the generator's learning rate falls",
    ),
    fixedSide: z.number().int().min(16).max(1024).multipleOf(16).default(128).meta({
      title: 'Fixed side',
      unit: 'px',
      advanced: true,
      description: 'Training images of "microgan-fs" are resized to squares of this side; a multiple of 16.',
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
        'The last layer makes the image itself (sigmoid, as in the paper) or what is added to the input; "deblurgan" has the second alone.',
    }),
    generatorChannels: count(4, 256).default(32).meta({
      title: 'Generator channels',
      advanced: true,
      description: 'Filters of the first layer; each level below has twice as many, up to eight times.',
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
  .superRefine((parameters, context) => {
    for (const [key, message] of conflicts(parameters)) {
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });

export type MicroganParameters = z.output<typeof microganSchema>;

type Conflict = [key: keyof MicroganParameters, message: string];

/** What cannot go together, with the way out. */
function conflicts(parameters: {
  model: (typeof models)[number];
  patchSize: number | null;
  output: 'sigmoid' | 'residual';
  contentLoss: string;
  vggWeights: string | null;
}): Conflict[] {
  const { model, patchSize, output } = parameters;
  const found: Conflict[] = [];
  const missing = vggWeightsConflict(parameters);
  if (missing) found.push(['vggWeights', missing]);
  if (model === 'microgan-fs' && patchSize !== null) {
    found.push(['patchSize', 'must be null with the model "microgan-fs", which resizes whole images']);
  }
  if (model === 'deblurgan' && output !== 'residual') {
    found.push(['output', 'must be "residual" with the model "deblurgan", which adds to its input']);
  }
  return found;
}

/** The published numbers, which are the same for all four models (section 3.2). */
const paper = {
  model: 'microgan',
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
} satisfies Parameters;

/** Tuned for a few minutes on 2 cores (decision 0030). */
const quick = {
  model: 'microgan',
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
} satisfies Parameters;

/**
 * The paper's, and small ones of the steps and the pixels a step of `quick`: a quarter of the channels of the two
 * large generators (decision 0057).
 */
export const microganPresets: Record<string, Parameters> & Record<'paper' | 'quick', Parameters> = {
  paper,
  'paper-fs': { ...paper, model: 'microgan-fs' },
  'paper-nt': { ...paper, model: 'microgan-nt', generatorChannels: 64 },
  'paper-deblurgan': { ...paper, model: 'deblurgan', generatorChannels: 64, output: 'residual' },
  quick,
  'quick-fs': { ...quick, model: 'microgan-fs', batchSize: 1, patchSize: null },
  'quick-nt': { ...quick, model: 'microgan-nt' },
  'quick-deblurgan': { ...quick, model: 'deblurgan' },
};
