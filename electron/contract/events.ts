import { z } from 'zod';
import { bestValidationSchema, runStates, scoresSchema } from './documents.ts';

/** Progress of a call: done of total, time left from the measured speed (null while unknown). */
export const progressSchema = z.object({
  done: z.number(),
  total: z.number(),
  message: z.string(),
  secondsLeft: z.number().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

const runReference = { project: z.string(), run: z.string() };

/** Named values of one training step, for example `{ critic: 0.1, generator: -0.2 }`. */
export const lossPointSchema = z.object({ step: z.number().int(), values: z.record(z.string(), z.number()) });
export type LossPoint = z.infer<typeof lossPointSchema>;

/** Everything the engine tells unasked. A new event is one line here. */
export const events = {
  'run.state': z.object({ ...runReference, state: z.enum(runStates), message: z.string() }),
  'run.progress': z.object({
    ...runReference,
    step: z.number().int(),
    totalSteps: z.number().int(),
    epoch: z.number(),
    secondsLeft: z.number().nullable(),
    stepsPerSecond: z.number(),
    /** What computes, and memory in use (bytes): of the engine's process, and of the graphics card where known. */
    device: z.string(),
    memoryBytes: z.number().nonnegative(),
    gpuMemoryBytes: z.number().nonnegative().nullable(),
  }),
  /** A run's name, note, place in the queue or learning rate changed, or it was removed or restored. */
  'run.changed': z.object(runReference),
  'run.losses': z.object({ ...runReference, points: z.array(lossPointSchema) }),
  /** A new set of preview pictures lies on disk; `run.preview` fetches them. */
  'run.preview': z.object({ ...runReference, step: z.number().int(), count: z.number().int() }),
  /** Mean scores on held-out images after so many steps, and the best so far. */
  'run.validation': z.object({
    ...runReference,
    step: z.number().int(),
    scores: scoresSchema,
    best: bestValidationSchema.nullable(),
  }),
  'run.checkpoint': z.object({ ...runReference, step: z.number().int() }),
  /** The supervisor's word on the engine process itself. */
  'engine.state': z.object({
    state: z.enum(['starting', 'ready', 'restarting', 'failed']),
    message: z.string(),
  }),
  'log.message': z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
export type EngineEvent = { [N in EventName]: { name: N; payload: EventPayload<N> } }[EventName];
