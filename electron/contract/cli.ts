import { z } from 'zod';
import { evaluationSchema, runStates } from './documents.ts';
import { errorSchema } from './errors.ts';
import { foundCellSchema } from './methods.ts';
import { doctorSchema } from './system.ts';

const failure = z.object({ file: z.string(), reason: z.string() });

/** `written` and `failed` of `abbe apply`. */
const applied = z.object({
  written: z.array(z.object({ file: z.string(), output: z.string() })),
  failed: z.array(failure),
});

const trained = z.object({
  /** The project's folder, and the run's folder in it. */
  project: z.string(),
  run: z.string(),
  state: z.enum(runStates),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive(),
  /** The last values of every loss. */
  losses: z.record(z.string(), z.number()),
  /** Seconds of training over all resumes. */
  seconds: z.number().nonnegative(),
  /** Photos that could not be used. */
  skipped: z.array(failure),
});

/**
 * What `abbe COMMAND --json` writes to stdout: one document of these shapes, which stay stable; everything else
 * goes to stderr. Where a command fails as a whole, the document is `{ error }` instead.
 */
export const documents = {
  doctor: doctorSchema,
  segment: z.object({
    images: z.array(
      z.object({ file: z.string(), cells: z.array(foundCellSchema), expectedDiameter: z.number() }),
    ),
    failed: z.array(failure),
  }),
  train: trained,
  evaluate: evaluationSchema,
  apply: applied,
  demo: z.object({
    training: trained,
    evaluation: evaluationSchema,
    applied,
    /** The report's HTML page. */
    page: z.string(),
    /** The whole demo, in seconds. */
    seconds: z.number().nonnegative(),
  }),
  serve: z.object({ address: z.string(), port: z.number().int() }),
} as const;

export type CommandName = keyof typeof documents;
export type CommandDocument<N extends CommandName> = z.output<(typeof documents)[N]>;

export const failureDocumentSchema = z.object({ error: errorSchema });
