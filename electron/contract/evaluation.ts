import { z } from 'zod';
import { datasetProblemSchema, splits } from './datasets.ts';
import {
  areaMeasuresSchema,
  distributionMeasuresSchema,
  membraneMeasuresSchema,
  resolutionMeasuresSchema,
  spotMeasuresSchema,
  textureMeasuresSchema,
} from './evaluation-measures.ts';
import { boxSchema } from './images.ts';
import { comparedScoresSchema, imageScoresSchema, intervalSchema } from './metric-methods.ts';

const score = z.number().nullable();

/** Every metric of the result, and of the input itself under the same name after `input`. */
export const pairedScoresSchema = imageScoresSchema.extend({
  inputPsnr: score,
  inputSsim: score,
  inputMsSsim: score,
  inputScaleInvariantPsnr: score,
  inputNrmse: score,
  inputPearson: score,
  inputMae: score,
});
export type PairedScores = z.infer<typeof pairedScoresSchema>;

/** What PSNR, SSIM and MS-SSIM are over: one range for all images of a split, so that they compare. */
export const dataRangeSchema = z.object({
  value: z.number().positive(),
  /** `type`: 255, of 8-bit images; `truth`: from the smallest to the largest pixel of all truths scored. */
  kind: z.enum(['type', 'truth']),
  low: z.number(),
  high: z.number(),
});
export type DataRange = z.infer<typeof dataRangeSchema>;

/**
 * Scores of one held-out image. Null: not defined, or the PSNR of identical images, which is infinite; `identical`
 * and the notes tell which.
 */
export const imageScoreSchema = pairedScoresSchema.extend({
  file: z.string(),
  id: z.string(),
  /** Where it lies in its photo; null: the whole image. */
  box: boxSchema.nullable(),
  width: z.number().int(),
  height: z.number().int(),
  /** Which of the groups it belongs to, as `groups.by` has it. */
  group: z.string(),
  /** The result, and the input, are their truth pixel by pixel. */
  identical: z.boolean(),
  inputIdentical: z.boolean(),
  /** What a person should know of its numbers, in sentences. */
  notes: z.array(z.string()),
  /** Why its input lies outside what the run was trained on, in sentences; empty where it does not. */
  outside: z.array(z.string()),
});
export type ImageScore = z.infer<typeof imageScoreSchema>;

const ofEachScore = <T extends z.ZodType>(schema: T) => z.record(pairedScoresSchema.keyof(), schema);

/** Images of one source, subject or session are not independent: each group counts once here. */
export const groupScoresSchema = z.object({
  by: z.enum(['photo', 'session', 'subject']),
  n: z.number().int(),
  /** Over the means of the groups. */
  mean: pairedScoresSchema,
  standardDeviation: pairedScoresSchema,
  interval: ofEachScore(intervalSchema),
  comparison: z.array(comparedScoresSchema),
});

/** `runs/ID/evaluation.json` and `abbe evaluate --json`. */
export const evaluationSchema = z.object({
  format: z.literal('abbe-evaluation'),
  version: z.literal(2),
  run: z.string(),
  created: z.iso.datetime().nullable(),
  /** Of a generation there is no truth to each image: no scores, but `distribution` and `areas`. */
  task: z.enum(['translation', 'generation']),
  /** Which checkpoint, and the steps that its weights were trained. */
  checkpoint: z.enum(['best', 'last']),
  step: z.number().int(),
  split: z.enum(splits),
  /** Null where there is none: truths that are all one grey level, and generation. */
  dataRange: dataRangeSchema.nullable(),
  /** Images scored, or of a generation the images made; and the photos (source files) that they are of. */
  n: z.number().int(),
  photos: z.number().int(),
  perImage: z.array(imageScoreSchema),
  /** Over images: mean of the finite values, sample standard deviation, 95 % bootstrap interval of the mean. */
  mean: pairedScoresSchema,
  standardDeviation: pairedScoresSchema,
  interval: ofEachScore(intervalSchema),
  /** Result against input over images, with Holm's correction for all metrics; empty without images. */
  comparison: z.array(comparedScoresSchema),
  /** Null where every image is a group of its own. */
  groups: groupScoresSchema.nullable(),
  /** The answer in plain words. */
  summary: z.array(z.string()),
  /** How each number is defined, by metric. */
  definitions: z.record(z.string(), z.string()),
  /** How inputs were brought to the truth's numbers before they were scored; null: not at all. */
  inputScaling: z.enum(['least-squares', 'percentiles']).nullable(),
  /** Leaks and duplicates among the splits, looked for before scoring; null: not looked for (older Abbe). */
  checks: z.object({ ok: z.boolean(), problems: z.array(datasetProblemSchema) }).nullable(),
  /** What makes the numbers doubtful, in sentences: leaks, a dataset changed since, images unlike the training's. */
  warnings: z.array(z.string()),
  spots: spotMeasuresSchema.nullable(),
  resolution: resolutionMeasuresSchema.nullable(),
  distribution: distributionMeasuresSchema.nullable(),
  texture: textureMeasuresSchema.nullable(),
  membranes: membraneMeasuresSchema.nullable(),
  areas: areaMeasuresSchema.nullable(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

type InputScore = Exclude<keyof PairedScores, ScoreId>;
/** Of a metric of images. */
export type ScoreId = keyof z.infer<typeof imageScoresSchema>;

/** Under which name a score of the input stands: `inputSsim` for `ssim`. */
export function inputScoreOf(id: ScoreId): InputScore {
  return `input${id.slice(0, 1).toUpperCase()}${id.slice(1)}` as InputScore;
}
