import { z } from 'zod';
import { parametersSchema } from './datasets.ts';

const seconds = z.number().nonnegative();
const size = z.object({ width: z.number().int().positive(), height: z.number().int().positive() });

/** A stretch of a run whose steps are alike; `measured` is null where none of its steps was taken. */
export const measuredPhaseSchema = z.object({
  label: z.string(),
  firstStep: z.number().int().nonnegative(),
  steps: z.number().int().positive(),
  imagesPerStep: z.number().int().positive().nullable(),
  measured: z
    .object({
      /** The first step, with its compilation. */
      firstStepSeconds: seconds,
      secondsPerStep: z.object({
        median: seconds,
        lowerQuartile: seconds,
        upperQuartile: seconds,
        lowest: seconds,
        highest: seconds,
      }),
      imagesPerSecond: z.number().nonnegative().nullable(),
      /** Of each step after the first. */
      seconds: z.array(seconds),
    })
    .nullable(),
});
export type MeasuredPhase = z.infer<typeof measuredPhaseSchema>;

/** What a recipe's steps cost on this machine. */
export const measurementSchema = z.object({
  recipe: z.string(),
  preset: z.string(),
  parameters: parametersSchema,
  device: z.string(),
  images: z.object({
    /** Null: artificial ones of the sizes, type and number of the paper's. */
    dataset: z.string().nullable(),
    /** In the training split. */
    count: z.number().int().positive(),
    smallest: size,
    largest: size,
  }),
  networks: z.array(z.object({ id: z.string(), role: z.string(), parameters: z.number().int() })),
  /** Reading the training images for their statistics, and building the networks. */
  buildSeconds: seconds,
  phases: z.array(measuredPhaseSchema),
  totalSteps: z.number().int().positive(),
  /** All steps of the run, without validation, previews and checkpoints. */
  totalSeconds: seconds,
  /** Whether each phase was measured, or all steps are taken for those of the last phase, the dearest. */
  totalFrom: z.enum(['every phase', 'last phase']),
  /** Resident memory of the process (bytes); graphics memory is not in it. */
  memory: z.object({
    /** Before anything was built. */
    before: z.number().nonnegative(),
    peak: z.number().nonnegative(),
    /** Whether an earlier peak of the same process may be higher than that of the steps. */
    peakSince: z.enum(['measuring', 'process start']),
  }),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** `recipe.measure`: part of `methods`. */
export const measureMethods = {
  /** Builds a recipe at its full size and takes a few steps; nothing is written. Not while a run trains. */
  'recipe.measure': {
    payload: z.object({
      recipe: z.string().min(1),
      preset: z.string().min(1).default('paper'),
      parameters: parametersSchema.default({}),
      /** Beside the first, which compiles; in each phase that is measured. */
      steps: z.number().int().min(1).max(1000).default(10),
      /**
       * Runs grow dearer from phase to phase, so the last says most; all of them tell the time of the run. A few:
       * all where there are no more than three.
       */
      phases: z.enum(['last', 'all', 'few']).default('last'),
      /** A dataset of a project; null: artificial images like the paper's. */
      data: z
        .object({ project: z.string().min(1), dataset: z.string().min(1) })
        .nullable()
        .default(null),
    }),
    result: measurementSchema,
  },
} as const;
