import { z } from 'zod';
import { run } from './method-parts.ts';

/** Licences that models are usually given, by their SPDX names. */
export const modelLicences = [
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-SA-4.0',
  'CC-BY-NC-4.0',
  'MIT',
  'BSD-3-Clause',
  'Apache-2.0',
  'GPL-3.0-only',
] as const;
export type ModelLicence = (typeof modelLicences)[number];

const side = z.number().int().min(1).max(8192);

const tensorSize = z.object({
  width: z.number().int(),
  height: z.number().int(),
  channels: z.number().int(),
});

/** What `run.export` wrote. */
export const exportedModelSchema = z.object({
  /** The folder, or the zip file. */
  path: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
  /** Which checkpoint, and the steps that its weights were trained. */
  checkpoint: z.enum(['best', 'last']),
  step: z.number().int(),
  /** What the network takes and gives: (1, height, width, channels). */
  input: tensorSize,
  output: tensorSize,
  /** Largest difference between what was written, loaded again, and Abbe’s own network, in the network’s numbers. */
  difference: z.number(),
});
export type ExportedModel = z.infer<typeof exportedModelSchema>;

/** `run.export`: part of `methods`. */
export const exportMethods = {
  /**
   * Writes a run's generator for other programs: a TensorFlow SavedModel with a bioimage.io model description (0.5),
   * test tensors, scores and the run's record. Nothing is overwritten, and nothing stays of a cancelled export.
   */
  'run.export': {
    payload: run.extend({
      /** The checkpoint with the best validation where there is one, or the last in any case. */
      checkpoint: z.enum(['best', 'last']).default('best'),
      /** A folder that is not there yet, or a file that ends in .zip. */
      output: z.string().min(1),
      /** Of the input (px); null: that of an image of the dataset as it goes through in one piece, or of a tile. */
      size: z.object({ width: side, height: side }).nullable().default(null),
      /** Names; empty: “unknown”. */
      authors: z.array(z.string().trim().min(1).max(200)).default([]),
      /** Null: none is given, and others may not use the model without asking. */
      licence: z.enum(modelLicences).nullable().default(null),
    }),
    result: exportedModelSchema,
  },
} as const;
