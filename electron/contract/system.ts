import { z } from 'zod';

/** Rungs of the runtime ladder, best first (build/decisions/0002-runtime.md). */
export const rungs = ['wheel', 'packaged', 'install-script', 'wasm'] as const;

/** What computes, in one line. */
export const systemInfoSchema = z.object({
  abbe: z.string(),
  node: z.string(),
  platform: z.string(),
  tensorflow: z.object({
    /** Version of the TensorFlow library; of TensorFlow.js where the WebAssembly backend runs. */
    version: z.string(),
    variant: z.enum(['cpu', 'cuda', 'wasm']),
    backend: z.enum(['tensorflow', 'wasm']),
  }),
  tfjs: z.string(),
  rung: z.enum(rungs),
  /** Why a lower rung is in use; null on the first. */
  fallbackReason: z.string().nullable(),
  devices: z.array(
    z.object({ name: z.string(), kind: z.enum(['cpu', 'gpu']), memoryBytes: z.number().nullable() }),
  ),
  cpu: z.object({ model: z.string(), cores: z.number().int(), flags: z.array(z.string()) }),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number(), processBytes: z.number() }),
  cache: z.string(),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;

export const selfTestSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), milliseconds: z.number() }),
  ),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

/** `abbe doctor --json`. */
export const doctorSchema = systemInfoSchema.extend({ selfTest: selfTestSchema });
export type Doctor = z.infer<typeof doctorSchema>;
