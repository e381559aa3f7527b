import { z } from 'zod';
import { parametersSchema, splits, splittingSchema } from './datasets.ts';

const count = z.number().int().nonnegative();
const share = z.number().nullable();
/** Bounds of a 95 % bootstrap interval; null where the score is not defined. */
const intervalSchema = z.tuple([z.number(), z.number()]).nullable();

/** Scores of predictions; null where there is nothing to divide by. Classes in the document's order. */
export const classificationScoresSchema = z.object({
  n: count,
  accuracy: share,
  balancedAccuracy: share,
  macroF1: share,
  kappa: share,
  perClass: z.array(z.object({ n: count, precision: share, recall: share, f1: share })),
  /** Rows: true classes; columns: predicted ones. */
  counts: z.array(z.array(count)),
  /** The same as parts of each row. */
  shares: z.array(z.array(share)),
});
export type ScoredMatrix = z.infer<typeof classificationScoresSchema>;

const perSplit = <T extends z.ZodType>(schema: T) =>
  z.object({ training: schema, validation: schema, test: schema });

/** Mean over the folds and sample standard deviation. */
const foldMeanSchema = z.object({ mean: share, standardDeviation: share });

export const classifiedInputSchema = z.object({
  /** `hr`, `lr` or the id of a run. */
  input: z.string(),
  /** What its images are, in words. */
  description: z.string(),
  folds: z.array(
    z.object({
      fold: count,
      /** The epoch whose weights were kept, from 1. */
      epoch: z.number().int().positive(),
      scores: perSplit(classificationScoresSchema),
    }),
  ),
  /** All folds together; an image is tested once at most and trained on in several folds. */
  pooled: perSplit(classificationScoresSchema),
  /** Of the pooled test, by resampling what the folds keep together. */
  intervals: z.object({
    accuracy: intervalSchema,
    balancedAccuracy: intervalSchema,
    macroF1: intervalSchema,
    kappa: intervalSchema,
  }),
  /** A line of the MicroGAN paper's Table 4. */
  table: z.object({
    trainingAccuracy: foldMeanSchema,
    validationAccuracy: foldMeanSchema,
    testAccuracy: foldMeanSchema,
    testMacroF1: foldMeanSchema,
  }),
});
export type ClassifiedInput = z.infer<typeof classifiedInputSchema>;

/** The same images, as two inputs, in the pooled test. */
export const classificationComparisonSchema = z.object({
  first: z.string(),
  second: z.string(),
  n: count,
  bothRight: count,
  onlyFirstRight: count,
  onlySecondRight: count,
  bothWrong: count,
  /** Accuracy of the second less that of the first. */
  difference: z.number(),
  interval: intervalSchema,
  /** McNemar's exact test, two-sided. */
  p: z.number(),
});
export type ClassificationComparison = z.infer<typeof classificationComparisonSchema>;

/** `classifications/ID/classification.json` and `abbe classify --json`. */
export const classificationSchema = z.object({
  format: z.literal('abbe-classification'),
  version: z.literal(1),
  id: z.string(),
  created: z.iso.datetime(),
  dataset: z.string(),
  /** SHA-256 of each source file, by name. */
  sources: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
  classifier: z.string(),
  network: z.object({ id: z.string(), parameters: count }),
  parameters: parametersSchema,
  /** How `lr` was made; null where nothing asked for it, or the dataset has inputs of its own. */
  degradation: parametersSchema.nullable(),
  seed: z.number().int(),
  classes: z.array(z.string()),
  /** Images used, by class. */
  images: z.record(z.string(), count),
  /** What no two of training, validation and test share, and how many of it there are. */
  groups: z.object({ by: splittingSchema.shape.by, n: count }),
  folds: z.array(z.object({ training: count, validation: count, test: count })),
  inputs: z.array(classifiedInputSchema),
  comparisons: z.array(classificationComparisonSchema),
  versions: z.record(z.string(), z.string()),
  device: z.string(),
  seconds: z.number().nonnegative(),
  /** What a person should know: classes that were thinned out, photos that a run was trained on. */
  notes: z.array(z.string()),
  /** Names of the files beside it: tables and pictures. */
  files: z.array(z.string()),
});
export type Classification = z.infer<typeof classificationSchema>;

/** A line of `predictions.csv`. */
export const predictionSchema = z.object({
  input: z.string(),
  fold: count,
  split: z.enum(splits),
  item: z.string(),
  group: count,
  truth: z.string(),
  predicted: z.string(),
  /** Of the predicted class, 0 to 1. */
  probability: z.number(),
});
export type Prediction = z.infer<typeof predictionSchema>;
