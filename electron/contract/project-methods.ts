import { z } from 'zod';
import { projectDocumentSchema } from './documents.ts';
import { failure, project } from './method-parts.ts';

/** `sources` are the document's source files as absolute paths, in its order. */
const projectResult = z.object({
  folder: z.string(),
  document: projectDocumentSchema,
  sources: z.array(z.string()),
});

/** `project.*`: part of `methods`. */
export const projectMethods = {
  'project.create': {
    payload: z.object({ folder: z.string().min(1), name: z.string().min(1) }),
    result: projectResult,
  },
  'project.open': { payload: z.object({ folder: z.string().min(1) }), result: projectResult },
  /** Opens the sample project that ships for a recipe, made in the user's data folder on first use. */
  'project.openSample': { payload: z.object({ recipe: z.string() }), result: projectResult },
  /**
   * Adds source files. Files whose pages do not say what they are take `axis`; without it those files come back
   * in `unstated`, added as time points.
   */
  'project.addSources': {
    payload: project.extend({
      paths: z.array(z.string()).min(1),
      axis: z.enum(['t', 'c', 'z']).nullable().default(null),
      /** Copies the files into the project's folder. */
      copy: z.boolean().default(false),
    }),
    result: projectResult.extend({
      added: z.array(z.string()),
      unstated: z.array(z.string()),
      failed: z.array(failure),
    }),
  },
  /** Source files that are not where they were, or have other content than when they were added. */
  'project.check': {
    payload: project,
    result: z.object({ missing: z.array(z.string()), changed: z.array(z.string()) }),
  },
  /** Looks for missing source files in folders, by content; those found are referred to there from now on. */
  'project.relocate': {
    payload: project.extend({ folders: z.array(z.string()).min(1) }),
    result: projectResult.extend({
      found: z.array(z.object({ from: z.string(), to: z.string() })),
      missing: z.array(z.string()),
    }),
  },
  /** Writes the project as one zip file, its source files included. */
  'project.pack': {
    payload: project.extend({ file: z.string().min(1), runs: z.boolean() }),
    result: z.object({ file: z.string(), bytes: z.number(), files: z.number().int() }),
  },
  /** Opens a packed project into a new folder. */
  'project.unpack': {
    payload: z.object({ file: z.string().min(1), folder: z.string().min(1) }),
    result: projectResult,
  },
} as const;
