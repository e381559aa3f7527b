import { z } from 'zod';
import { parametersSchema, splits } from './datasets.ts';
import { boxSchema } from './images.ts';

/** One source file of a project. */
export const sourceEntrySchema = z.object({
  /** Relative to the project's folder where it lies inside, else absolute. */
  path: z.string(),
  sha256: z.string().length(64),
  /** Null where an older Abbe did not note it. */
  bytes: z.number().int().nonnegative().nullable(),
  /** What its pages are, where the file does not say; asked once when it was added. */
  axis: z.enum(['t', 'c', 'z']).nullable(),
});
export type SourceEntry = z.infer<typeof sourceEntrySchema>;

/** `project.json`: what a project folder holds. */
export const projectDocumentSchema = z.object({
  format: z.literal('abbe-project'),
  version: z.literal(2),
  name: z.string().min(1),
  created: z.iso.datetime(),
  sources: z.array(sourceEntrySchema),
});
export type ProjectDocument = z.infer<typeof projectDocumentSchema>;

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
  /** Where it lies in its photo; null: the whole image. */
  box: boxSchema.nullable(),
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
