import { z } from 'zod';
import { errorSchema } from './errors.ts';
import { events, progressSchema } from './events.ts';
import type { EngineEvent } from './events.ts';

const id = z.number().int().nonnegative();

/** What travels over a port, whichever it is: a caller sends `call` and `cancel`, the engine the others. */
export const wireSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id, method: z.string(), payload: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id }),
  z.object({ kind: z.literal('result'), id, result: z.unknown() }),
  z.object({ kind: z.literal('error'), id, error: errorSchema }),
  z.object({ kind: z.literal('progress'), id, progress: progressSchema }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type WireMessage = z.infer<typeof wireSchema>;

const eventSchemas = new Map<string, z.ZodType>(Object.entries(events));

/** The event a wire message carries, checked; null where its name or shape is unknown (a newer engine). */
export function parseEvent(message: { name: string; payload?: unknown }): EngineEvent | null {
  const payload = eventSchemas.get(message.name)?.safeParse(message.payload);
  return payload?.success ? ({ name: message.name, payload: payload.data } as EngineEvent) : null;
}
