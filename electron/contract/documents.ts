import { z } from 'zod';
import { boxSchema } from './images.ts';

/** Parameters of a preparation, network or recipe: validated by that entry's own schema in the engine. */
export const parametersSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]),
);
export type Parameters = z.infer<typeof parametersSchema>;

/** `project.json`: what a project folder holds. Paths are relative to the folder where they lie inside it. */
export const projectDocumentSchema = z.object({
  format: z.literal('abbe-project'),
  version: z.literal(1),
  name: z.string().min(1),
  created: z.iso.datetime(),
  /** Source photos, relative or absolute. */
  photos: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
});
export type ProjectDocument = z.infer<typeof projectDocumentSchema>;

export const splits = ['training', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** One item of a dataset: a crop of a source photo; pixels stay in the photo. */
export const datasetItemSchema = z.object({
  id: z.string(),
  photo: z.string(),
  box: boxSchema,
  split: z.enum(splits),
});
export type DatasetItem = z.infer<typeof datasetItemSchema>;

/** `datasets/ID.json`. Splits are by photo, so that no photo is in two of them. */
export const datasetDocumentSchema = z.object({
  format: z.literal('abbe-dataset'),
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  created: z.iso.datetime(),
  recipe: z.string(),
  seed: z.number().int(),
  segmentation: parametersSchema,
  degradation: parametersSchema,
  items: z.array(datasetItemSchema),
  /** Photos that could not be used, each with its reason. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type DatasetDocument = z.infer<typeof datasetDocumentSchema>;

export const runStates = [
  'queued',
  'running',
  'paused',
  'stopped',
  'finished',
  'failed',
  'interrupted',
] as const;
export type RunState = (typeof runStates)[number];

/** `runs/ID/run.json`: all that replays a run. */
export const runRecordSchema = z.object({
  format: z.literal('abbe-run'),
  version: z.literal(1),
  id: z.string(),
  created: z.iso.datetime(),
  recipe: z.string(),
  preset: z.string(),
  dataset: z.string(),
  seed: z.number().int(),
  parameters: parametersSchema,
  state: z.enum(runStates),
  /** Why the state is what it is, in words; empty where the state says it all. */
  message: z.string(),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive(),
  networks: z.array(z.object({ id: z.string(), role: z.string(), parameters: z.number().int() })),
  versions: z.record(z.string(), z.string()),
  /** Seconds of training so far, over all resumes. */
  seconds: z.number().nonnegative(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** Scores of one held-out image; PSNR in dB, Infinity (identical images) is written as null in JSON. */
export const imageScoreSchema = z.object({
  file: z.string(),
  id: z.string(),
  box: boxSchema,
  psnr: z.number().nullable(),
  ssim: z.number(),
  inputPsnr: z.number().nullable(),
  inputSsim: z.number(),
});
export type ImageScore = z.infer<typeof imageScoreSchema>;

const meanScoresSchema = z.object({
  psnr: z.number().nullable(),
  ssim: z.number().nullable(),
  inputPsnr: z.number().nullable(),
  inputSsim: z.number().nullable(),
});

/** `runs/ID/evaluation.json` and `abbe evaluate --json`. */
export const evaluationSchema = z.object({
  run: z.string(),
  step: z.number().int(),
  split: z.enum(splits),
  dataRange: z.number(),
  n: z.number().int(),
  photos: z.number().int(),
  perImage: z.array(imageScoreSchema),
  mean: meanScoresSchema,
  standardDeviation: meanScoresSchema,
});
export type Evaluation = z.infer<typeof evaluationSchema>;
