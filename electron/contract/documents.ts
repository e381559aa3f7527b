import { z } from 'zod';
import { parametersSchema, splits, splittingSchema } from './datasets.ts';

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

/** What every run does beside its recipe's experiment: whatever they are, the losses of its steps are the same. */
export const runOptionsSchema = z.strictObject({
  /** Steps between validations; null: a twentieth of the run. */
  validateEvery: z.number().int().min(1).nullable().default(null),
  /** Most images of the validation split that are scored each time: always the same ones. */
  validationImages: z.number().int().min(1).max(1000).default(8),
  /** The score that the best checkpoint is kept by; null: the first one of the recipe, PSNR for pairs. */
  bestBy: z.string().min(1).nullable().default(null),
  /** Ends the run after so many validations in a row without a better score; null: never. */
  patience: z.number().int().min(1).nullable().default(null),
  /** Steps between sets of preview pictures; null: a sixtieth of the run. */
  previewEvery: z.number().int().min(1).nullable().default(null),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

/** Mean scores by metric; null where there is no finite number (PSNR of identical images). */
export const scoresSchema = z.record(z.string(), z.number().nullable());
export type Scores = z.infer<typeof scoresSchema>;

export const validationPointSchema = z.object({
  /** Steps completed. */
  step: z.number().int().nonnegative(),
  scores: scoresSchema,
});
export type ValidationPoint = z.infer<typeof validationPointSchema>;

/** The best validation so far. */
export const bestValidationSchema = z.object({
  step: z.number().int().nonnegative(),
  metric: z.string(),
  value: z.number(),
});
export type BestValidation = z.infer<typeof bestValidationSchema>;

/** What a run was trained on, as it was when the run began. */
export const runDataSchema = z.object({
  /** The dataset's source files with their content. */
  sources: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
  /** SHA-256 of what its included items are: images, labels and splits. */
  items: z.string().length(64),
  splitting: splittingSchema,
  /** Included items of each split. */
  counts: z.record(z.enum(splits), z.number().int().nonnegative()),
});
export type RunData = z.infer<typeof runDataSchema>;

/** Learning rates, by the names of their parameters, that hold from a step on: before the schedule's factor. */
export const rateChangeSchema = z.object({
  /** Index of the first step that they hold for. */
  step: z.number().int().nonnegative(),
  time: z.iso.datetime(),
  rates: z.record(z.string(), z.number().positive()),
});
export type RateChange = z.infer<typeof rateChangeSchema>;

/** The sweep that a run belongs to: runs that were queued together and differ in what varies. */
export const runSweepSchema = z.object({
  id: z.string(),
  /** Number of this run, from 1, and how many they are. */
  index: z.number().int().positive(),
  count: z.number().int().positive(),
  /** What this run has of the parameters that vary; `seed` may be among them. */
  varies: parametersSchema,
});
export type RunSweep = z.infer<typeof runSweepSchema>;

/** `runs/ID/run.json`: all that replays a run. */
export const runRecordSchema = z.object({
  format: z.literal('abbe-run'),
  version: z.literal(2),
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
  /** What it computes on; null for runs of version 1, which did not note it. */
  device: z.string().nullable(),
  /** Null for runs of version 1. */
  data: runDataSchema.nullable(),
  options: runOptionsSchema,
  /** The run whose weights it began with, and the steps they were trained; null: it began anew. */
  from: z.object({ run: z.string(), step: z.number().int().nonnegative() }).nullable(),
  /** Seconds of training so far, over all resumes. */
  seconds: z.number().nonnegative(),
  /** The last value of each loss. */
  losses: z.record(z.string(), z.number()),
  /** Held-out images, their inputs' own scores, and those of results as training went on; null before the first. */
  validation: z
    .object({ images: z.array(z.string()), input: scoresSchema, points: z.array(validationPointSchema) })
    .nullable(),
  best: bestValidationSchema.nullable(),
  /** What a person calls it; empty: by its recipe and preset. */
  name: z.string().default(''),
  note: z.string().default(''),
  /** Place among the runs that wait, or that waited when the engine ended; null: it waits for nothing. */
  queue: z.number().int().nonnegative().nullable().default(null),
  sweep: runSweepSchema.nullable().default(null),
  /** Learning rates that were changed while it trained, in the order of their steps. */
  rateChanges: z.array(rateChangeSchema).default([]),
  /** The file of VGG16 weights that its content loss reads; null where it reads none, or did not note it. */
  vggWeights: z
    .object({ path: z.string(), sha256: z.string().length(64) })
    .nullable()
    .default(null),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

export { evaluationSchema, imageScoreSchema } from './evaluation.ts';
export type { Evaluation, ImageScore } from './evaluation.ts';
