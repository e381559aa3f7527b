import { z } from 'zod';
import { firstResolution as smallestSide } from '../../networks/progressive/stages.ts';
import { optimiserShape } from '../optimiser-parameters.ts';
import { vggWeightsConflict, vggWeightsParameter } from '../content-loss.ts';

const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);
const side = (minimum: number) =>
  count(minimum, 1024).refine(
    (value) => Number.isInteger(Math.log2(value)),
    'must be a power of two, such as 64 or 256',
  );

const growthShape = {
  resolution: side(2 * smallestSide)
    .default(256)
    .meta({
      title: 'Resolution',
      unit: 'px',
      description: 'Side of the squares that the fully grown networks see; a power of two.',
    }),
  firstResolution: side(smallestSide).default(smallestSide).meta({
    title: 'First resolution',
    unit: 'px',
    description: 'Side that the growth begins with; each stage doubles it. A power of two.',
  }),
  fadeImages: count(0, 100_000_000).default(800_000).meta({
    title: 'Images to fade in',
    unit: 'images',
    description: 'How many patches each new stage is shown while its blocks fade in.',
  }),
  stableImages: count(1, 100_000_000).default(800_000).meta({
    title: 'Images a stage',
    unit: 'images',
    description: 'How many patches each stage is shown once its blocks stand.',
  }),
  finalImages: count(0, 100_000_000).default(0).meta({
    title: 'Images at the end',
    unit: 'images',
    description: 'How many patches more the fully grown networks are shown.',
  }),
  pretrainImages: count(0, 100_000_000).default(0).meta({
    title: 'Images before the critic',
    unit: 'images',
    description:
      'How many patches the generator, a U-Net, is trained on with the content loss alone, at the first resolution.',
  }),
  stepLimit: count(1, 100_000_000).nullable().default(null).meta({
    title: 'Step limit',
    unit: 'steps',
    nullTitle: 'all stages',
    description: 'Ends the training after this many steps even if stages are left.',
  }),
  batchSize: count(1, 128).default(8).meta({
    title: 'Batch size at full resolution',
    unit: 'images',
    description: 'Patches a step for the fully grown networks; half the resolution has twice as many.',
  }),
  largestBatch: count(1, 512).default(128).meta({
    title: 'Largest batch',
    unit: 'images',
    description: 'Most patches a step, at the small resolutions.',
  }),
};

const lossShape = {
  contentLoss: z.enum(['l1', 'l2', 'structure', 'perceptual-vgg']).default('l1').meta({
    title: 'Content loss',
    description:
      'What "near the truth" means: absolute (the paper) or squared difference, intensities and gradients at three scales, or VGG16 features, which need its weights.',
  }),
  vggWeights: vggWeightsParameter,
  adversarialWeight: z.number().positive().max(1e3).default(1e-3).meta({
    title: 'Adversarial weight',
    description: 'Weight (lambda) of the adversarial loss beside the content loss of weight 1.',
  }),
  penaltyWeight: z.number().positive().max(1e3).default(10).meta({
    title: 'Gradient penalty',
    advanced: true,
    description: "Weight of the gradient penalty in the critic's loss.",
  }),
  learningRate: z.number().positive().max(1).default(1e-3).meta({
    title: 'Learning rate',
    description: 'Step size of Adam, for both networks.',
  }),
  ...optimiserShape({ beta1: 0, schedule: 'constant', averageDecay: 0.999, clipNorm: null }),
};

const networkShape = {
  finestChannels: count(1, 256).default(64).meta({
    title: 'Channels at full resolution',
    description: 'Features of the finest blocks; each half of the resolution has twice as many.',
  }),
  maximumChannels: count(1, 1024).default(512).meta({
    title: 'Most channels',
    description: 'Most features of any block.',
  }),
  skips: z.enum(['add', 'none']).default('add').meta({
    title: 'Skip connections',
    advanced: true,
    description:
      'Features of the way down are added on the way up, so that places are kept; "none": all passes through 4 x 4 px.',
  }),
  output: z.enum(['image', 'residual']).default('image').meta({
    title: 'Output',
    advanced: true,
    description: 'The last layer makes the image itself, or what is added to the input.',
  }),
};

const imageShape = {
  patchesPerImage: count(1, 10_000).default(1).meta({
    title: 'Patches an image',
    description: 'How many random squares of each image are one epoch.',
  }),
  skipBackground: z.boolean().default(false).meta({
    title: 'Skip background',
    description: 'Takes squares only where the truth has signal near their middle.',
  }),
  flips: z.boolean().default(false).meta({
    title: 'Flips',
    description: 'Left and right, top and bottom, each by chance.',
  }),
  rotations: z.boolean().default(false).meta({
    title: 'Rotations',
    description: 'By 0, 90, 180 or 270 degrees, by chance.',
  }),
  constant: count(0, 200).default(200).meta({
    title: 'Random constant',
    unit: 'grey levels',
    description: 'A random whole number from 0 to this is added to both images of a pair; 0: none.',
  }),
  constantLevels: z.enum(['eight-bit', 'file']).default('file').meta({
    title: 'Grey levels',
    advanced: true,
    description: 'What a grey level of the constant is: 1/255 of the range of the numbers, or 1 in the file.',
  }),
  lowPercentile: z.number().min(0).max(100).default(0).meta({
    title: 'Low percentile',
    unit: '%',
    advanced: true,
    description: 'What becomes -1, of all training images.',
  }),
  highPercentile: z.number().min(0).max(100).default(100).meta({
    title: 'High percentile',
    unit: '%',
    advanced: true,
    description: 'What becomes 1; brighter pixels become more.',
  }),
};

/** The defaults are the papers': Wu and Liu's, and Karras et al.'s where those are silent (decision 0054). */
export const progressiveSchema = z
  .strictObject({ ...growthShape, ...lossShape, ...networkShape, ...imageShape })
  .superRefine((parameters, context) => {
    const { resolution, firstResolution, lowPercentile, highPercentile } = parameters;
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (firstResolution > resolution) refuse('firstResolution', 'cannot be above the resolution');
    if (lowPercentile >= highPercentile) refuse('highPercentile', 'must be above the low percentile');
    const missing = vggWeightsConflict(parameters);
    if (missing) refuse('vggWeights', missing);
  });
export type ProgressiveParameters = z.output<typeof progressiveSchema>;
