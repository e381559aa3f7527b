import { z } from 'zod';
import { nothing } from './method-parts.ts';

/** A project that was opened in this user's Abbe before, the newest first. */
export const recentProjectSchema = z.object({
  folder: z.string(),
  name: z.string(),
  opened: z.iso.datetime(),
  /** Its folder or document is not there now: moved, deleted, or on a disk that is not connected. */
  missing: z.boolean(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

/** What the engine process is started with; a change takes effect at its next start. */
export const engineSettingsSchema = z.strictObject({
  /** Threads that one operation uses; null: one a core. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  /** Take GPU memory as it is needed instead of all at once. */
  gpuMemoryOnDemand: z.boolean().default(false),
});
export type EngineSettings = z.infer<typeof engineSettingsSchema>;

const configured = z.object({
  stored: engineSettingsSchema,
  /** What this process runs with. */
  inUse: engineSettingsSchema,
  dataFolder: z.string(),
});

const cacheUsage = z.object({
  folder: z.string(),
  parts: z.array(
    z.object({
      id: z.string(),
      bytes: z.number().nonnegative(),
      files: z.number().int().nonnegative(),
      /** Made again when it is needed; what is not clearable is TensorFlow itself and what set-up fetched. */
      clearable: z.boolean(),
    }),
  ),
});

const recent = z.object({ projects: z.array(recentProjectSchema) });
const folder = z.object({ folder: z.string().min(1) });

/** The workstation itself, whatever project is open: part of `methods`. */
export const workstationMethods = {
  'project.recent': { payload: nothing, result: recent },
  /** Puts a project at the head of the list. */
  'project.remember': { payload: folder, result: recent },
  /** Takes a project from the list; its folder stays as it is. */
  'project.forget': { payload: folder, result: recent },
  'cache.usage': { payload: nothing, result: cacheUsage },
  'cache.clear': { payload: nothing, result: cacheUsage.extend({ freed: z.number().nonnegative() }) },
  'engine.settings': { payload: nothing, result: configured },
  'engine.configure': { payload: engineSettingsSchema, result: configured },
  /** Ends the engine, runs stopped at a checkpoint, and starts it again; only where a host watches over it. */
  'engine.restart': { payload: nothing, result: z.object({}) },
} as const;
