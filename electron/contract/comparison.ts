import { z } from 'zod';
import { splits, splittingSchema } from './datasets.ts';
import { runRecordSchema, scoresSchema } from './documents.ts';
import { kernelDistanceSchema } from './evaluation-measures.ts';
import { run } from './method-parts.ts';
import { comparedScoresSchema, imageScoresSchema } from './metric-methods.ts';

const number = z.number().nullable();
const interval = comparedScoresSchema.shape.interval;

/** Mean, sample standard deviation and 95 % bootstrap interval of the mean over images. */
const spreadSchema = z.object({ n: z.number().int(), mean: number, sd: number, interval });
export type Spread = z.infer<typeof spreadSchema>;

/** How a run's validation score went; null where it was never validated. */
export const convergenceSchema = z.object({
  /** The score, the same of all runs compared. */
  metric: z.string(),
  better: z.enum(['higher', 'lower']),
  points: z.array(z.object({ step: z.number().int(), value: number })),
  best: z.object({ step: z.number().int(), value: z.number() }).nullable(),
  /** First validation within 5 % of the run's own best, |value - best| <= 0.05 |best|. */
  withinFivePercent: z.number().int().nullable(),
  /** First validation as good as the level that every run compared has reached. */
  commonLevel: z.number().int().nullable(),
});
export type Convergence = z.infer<typeof convergenceSchema>;

/** How far a set of images lies from the real ones: as an evaluation of the run has it. */
const distanceSchema = z.object({
  /** Energy distance, 0 for equal distributions, in grey levels. */
  statistic: z.number(),
  /** Of the permutation test. */
  pValue: z.number(),
  permutations: z.number().int(),
  /** Kernel distance (KID); null where there are too few rows. */
  kernel: kernelDistanceSchema.nullable(),
});

/** Real and made images on the principal components that were fitted on the real ones compared. */
export const comparedDistributionSchema = z.object({
  /** What one row is, in words. */
  features: z.string(),
  /** Rows that the components were fitted on. */
  fitted: z.number().int(),
  explainedVarianceRatio: z.array(z.number()),
  /** First two coordinates; `set` is `real`, `training` (real too), `input` or the id of a run. */
  points: z.array(z.object({ set: z.string(), image: z.string(), x: z.number(), y: z.number() })),
  /** Of each set from the real one; that of `training` is the yardstick, as those images are real as well. */
  distances: z.array(distanceSchema.extend({ set: z.string(), rows: z.number().int() })),
  /** What the kernel distance is over, in words; null without one. */
  kernelFeatures: z.string().nullable(),
  notes: z.array(z.string()),
});
export type ComparedDistribution = z.infer<typeof comparedDistributionSchema>;

export const comparedRunSchema = runRecordSchema
  .pick({
    recipe: true,
    preset: true,
    dataset: true,
    seed: true,
    parameters: true,
    networks: true,
    step: true,
    totalSteps: true,
    seconds: true,
    device: true,
  })
  .extend({
    project: z.string(),
    run: z.string(),
    /** Short, and not that of any other run compared. */
    name: z.string(),
    /** Which checkpoint results were made with, and the steps that its weights were trained. */
    checkpoint: z.enum(['best', 'last']),
    checkpointStep: z.number().int(),
    /** Seconds that one image took, the median of all but the first. */
    secondsPerImage: number,
    /** By metric, over images; empty where there is no truth to each image. */
    scores: z.record(z.string(), spreadSchema),
    convergence: convergenceSchema.nullable(),
  });
export type ComparedRun = z.infer<typeof comparedRunSchema>;

/** Scores of one held-out image: its input's own and each run's, by the run's id. */
export const comparedImageSchema = z.object({
  id: z.string(),
  file: z.string(),
  group: z.string(),
  input: imageScoresSchema,
  runs: z.record(z.string(), imageScoresSchema),
  notes: z.array(z.string()),
});
export type ComparedImage = z.infer<typeof comparedImageSchema>;

/** Parts of the area that each class has, real and of each run's images. */
export const comparedAreasSchema = z.object({
  classes: z.array(
    z.object({
      name: z.string(),
      colour: z.tuple([z.number(), z.number(), z.number()]),
      real: spreadSchema,
      runs: z.record(z.string(), spreadSchema),
    }),
  ),
});
export type ComparedAreas = z.infer<typeof comparedAreasSchema>;

export const comparisonSchema = z.object({
  format: z.literal('abbe-comparison'),
  version: z.literal(1),
  created: z.iso.datetime(),
  task: z.enum(['translation', 'generation']),
  split: z.enum(splits),
  dataset: z.object({ id: z.string(), name: z.string() }),
  runs: z.array(comparedRunSchema),
  /** What PSNR, SSIM and MS-SSIM are over; null where there is none, or no truth to each image. */
  dataRange: number,
  images: z.array(comparedImageSchema),
  /** Of the inputs themselves. */
  inputScores: z.record(z.string(), spreadSchema),
  /** Each two runs against each other, over images and, where images are not independent, over groups of them. */
  comparisons: z.array(
    comparedScoresSchema.extend({
      first: z.string(),
      second: z.string(),
      over: z.enum(['image', ...splittingSchema.shape.by.options]),
    }),
  ),
  distribution: comparedDistributionSchema.nullable(),
  areas: comparedAreasSchema.nullable(),
  /** Of the inputs, where validation scores them: what curves have to pass. */
  validationInput: scoresSchema,
  /** Who is better, in plain words. */
  summary: z.array(z.string()),
  /** What makes the numbers doubtful, or the runs unequal, in sentences. */
  warnings: z.array(z.string()),
  /** The HTML page, and the files beside it. */
  page: z.string(),
  files: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** `comparison.*`: part of `methods`. */
export const comparisonMethods = {
  /** Compares finished runs of one dataset and writes page, tables and figures into a folder. */
  'comparison.make': {
    payload: z.object({
      runs: z.array(run).min(2).max(8),
      split: z.enum(splits).default('test'),
      /** A folder, made where it is missing. */
      output: z.string().min(1),
      /** Of runs that make images of noise: how many each makes, and the seed of their noise. */
      images: z.number().int().min(8).max(1000).default(64),
      seed: z.number().int().default(1),
      /** VGG16's weights (Keras .h5), whose features the kernel distance is then over. */
      vggWeights: z.string().min(1).nullable().default(null),
    }),
    result: comparisonSchema,
  },
} as const;
