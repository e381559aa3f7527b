import { z } from 'zod';
import { parametersSchema } from './datasets.ts';
import { runOptionsSchema, runRecordSchema } from './documents.ts';
import { lossPointSchema } from './events.ts';
import { pixelsSchema } from './images.ts';
import { project, run } from './method-parts.ts';

/** Most runs of one sweep: more are rather a mistake in a range than a plan. */
export const mostSweepRuns = 100;

const experiment = project.extend({
  dataset: z.string(),
  recipe: z.string(),
  preset: z.string(),
  parameters: parametersSchema,
});

const startRequest = experiment.extend({
  seed: z.number().int(),
  /** Beside the recipe's parameters: validation, best checkpoint, early stop. */
  options: runOptionsSchema.prefault({}),
  /** A run of the project whose weights, those of its best checkpoint, this one begins with; null: none. */
  from: z.string().min(1).nullable().default(null),
  /** What a person calls it. */
  name: z.string().trim().max(200).default(''),
});

/** One thing that varies in a sweep, and what it is in turn. */
export const sweepAxisSchema = z.object({
  /** A parameter of the recipe, or `seed`. */
  parameter: z.string().min(1),
  values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1),
});
export type SweepAxis = z.infer<typeof sweepAxisSchema>;

/** Whether a dataset and parameters go together. */
export const experimentCheckSchema = z.object({
  /** Why a run cannot start, in sentences with the way out; empty where it can. */
  problems: z.array(z.string()),
  /** What a person should know before it starts, in sentences. */
  warnings: z.array(z.string()),
  /** Included items of each split. */
  items: z.object({ training: z.number().int(), validation: z.number().int(), test: z.number().int() }),
});
export type ExperimentCheck = z.infer<typeof experimentCheckSchema>;

export const previewItemSchema = z.object({
  id: z.string(),
  input: pixelsSchema,
  result: pixelsSchema,
  truth: pixelsSchema,
});

/** Starting runs, and what one does with them while they wait and train: part of `methods`. */
export const runMethods = {
  /** Whether a run could start and what would be against it; reads a few images, writes nothing. */
  'recipe.check': { payload: experiment, result: experimentCheckSchema },

  'run.start': { payload: startRequest, result: runRecordSchema },
  /** Queues a run for each combination of values, or for each place in the lists: all of them, or none. */
  'run.sweep': {
    payload: startRequest.extend({
      axes: z.array(sweepAxisSchema).min(1).max(8),
      /** Every value with every other, or the first of all lists together, then the second, … */
      combine: z.enum(['grid', 'list']).default('grid'),
    }),
    result: z.object({ sweep: z.string(), runs: z.array(runRecordSchema) }),
  },
  'run.pause': { payload: run, result: runRecordSchema },
  /** Goes on with a paused, stopped or interrupted run from where its last checkpoint stands. */
  'run.resume': { payload: run, result: runRecordSchema },
  /** Ends a run with a checkpoint; one that waits leaves the queue. */
  'run.stop': { payload: run, result: runRecordSchema },
  /** Puts the runs that wait in this order: all of a project's, each once. */
  'run.reorder': {
    payload: project.extend({ runs: z.array(z.string().min(1)).min(1) }),
    result: z.object({ runs: z.array(runRecordSchema) }),
  },
  /** Queues again, in their order, the runs that waited when the engine ended. */
  'run.requeue': { payload: project, result: z.object({ runs: z.array(runRecordSchema) }) },
  /**
   * Changes learning rates from the next step on, or, of a run that has ended before its last step, from its last
   * checkpoint on.
   */
  'run.adjust': {
    payload: run.extend({ rates: z.record(z.string(), z.number().positive().max(1)) }),
    result: runRecordSchema,
  },
  'run.note': { payload: run.extend({ note: z.string().max(20_000) }), result: runRecordSchema },
  /** An empty name: by its recipe and preset again. */
  'run.rename': { payload: run.extend({ name: z.string().trim().max(200) }), result: runRecordSchema },
  /** Moves a run that is not under way aside; `run.restore` brings it back until the engine is closed. */
  'run.remove': { payload: run, result: z.object({ runs: z.array(runRecordSchema) }) },
  'run.restore': { payload: run, result: runRecordSchema },

  'run.list': { payload: project, result: z.object({ runs: z.array(runRecordSchema) }) },
  'run.get': { payload: run, result: runRecordSchema },
  'run.losses': {
    payload: run.extend({ fromStep: z.number().int().nonnegative() }),
    result: z.object({ points: z.array(lossPointSchema) }),
  },
  /** The steps that there are preview pictures of, rising. */
  'run.previews': { payload: run, result: z.object({ steps: z.array(z.number().int()) }) },
  /** The preview pictures of a step; null: the newest. */
  'run.preview': {
    payload: run.extend({ step: z.number().int().nonnegative().nullable().default(null) }),
    result: z.object({ step: z.number().int().nullable(), items: z.array(previewItemSchema) }),
  },
} as const;
