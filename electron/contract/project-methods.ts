import { z } from 'zod';
import { parametersSchema, splittingSchema } from './datasets.ts';
import { projectDocumentSchema } from './documents.ts';
import { failure, nothing, project } from './method-parts.ts';

/** `sources` are the document's source files as absolute paths, in its order. */
const projectResult = z.object({
  folder: z.string(),
  document: projectDocumentSchema,
  sources: z.array(z.string()),
});

/** A sample project: what it shows, and what it is made of. */
export const sampleSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** One sentence. */
  description: z.string(),
  /** The paper that it is for, and the recipes that its dataset fits, the paper's own first. */
  paper: z.string(),
  recipes: z.array(z.string()),
  /** Drawn by Abbe and no recording: to be said wherever it is shown. */
  synthetic: z.boolean(),
  licence: z.string(),
  /** Where its images are from, or how they are made. */
  source: z.string(),
  /** What ships of it; 0 where all is drawn when it is first opened. */
  bytes: z.number().int().nonnegative(),
  /** How a dataset is made of it. */
  preparation: z.object({ id: z.string(), parameters: parametersSchema }),
  splitting: splittingSchema,
  /** The project's folder; null until it is first opened. */
  opened: z.string().nullable(),
});
export type SampleEntry = z.infer<typeof sampleSchema>;

/** `project.*` and `sample.list`: part of `methods`. */
export const projectMethods = {
  'project.create': {
    payload: z.object({ folder: z.string().min(1), name: z.string().min(1) }),
    result: projectResult,
  },
  'project.open': { payload: z.object({ folder: z.string().min(1) }), result: projectResult },
  /** The sample projects of this installation. */
  'sample.list': { payload: nothing, result: z.object({ samples: z.array(sampleSchema) }) },
  /** Opens a sample project, by its id or as the first one of a recipe; made in the user's data folder on first use. */
  'project.openSample': {
    payload: z.union([z.object({ sample: z.string() }), z.object({ recipe: z.string() })]),
    result: projectResult,
  },
  /**
   * Adds source files. Files whose pages do not say what they are take `axis`; without it those files come back
   * in `unstated`, added as time points. Of a folder with images of its own the folders inside are not added; they
   * come back in `inside`.
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
      inside: z.array(z.object({ folder: z.string(), images: z.number().int() })),
    }),
  },
  /**
   * Takes source files off the project's list; the files stay where they are. Those that a dataset is made of stay
   * listed and come back in `failed`.
   */
  'project.removeSources': {
    payload: project.extend({ files: z.array(z.string()).min(1) }),
    result: projectResult.extend({ removed: z.array(z.string()), failed: z.array(failure) }),
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
