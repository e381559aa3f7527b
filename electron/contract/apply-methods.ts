import { z } from 'zod';
import { failure, run, sampling } from './method-parts.ts';

/**
 * What results are written as. `auto`: a single picture of whole numbers as PNG, all else as OME-TIFF. PNG and
 * ImageJ's TIFF cannot hold everything: a file that they cannot hold fails, and its reason says what can.
 */
export const applyFormats = ['auto', 'ome-tiff', 'imagej-tiff', 'ome-zarr', 'nifti', 'png'] as const;
export type ApplyFormat = (typeof applyFormats)[number];

/** What a run made of an image file. */
export const appliedFileSchema = z.object({
  file: z.string(),
  output: z.string(),
  /** Standard deviation of repeated results, floats; null where they were not asked for. */
  deviation: z.string().nullable(),
  /** Why a picture from its middle is unlike those that the run was trained on, in sentences; empty where it is not. */
  outside: z.array(z.string()),
});
export type AppliedFile = z.infer<typeof appliedFileSchema>;

/** `run.apply`: part of `methods`. */
export const applyMethods = {
  /**
   * Applies a run to image files of any size. Progress counts files, with the part of the one in work behind the
   * point. Cancelled, the files written so far stay, and nothing of the one in work.
   */
  'run.apply': {
    payload: run.extend({
      /** The checkpoint with the best validation where there is one, or the last in any case. */
      checkpoint: z.enum(['best', 'last']).default('best'),
      files: z.array(z.string()).min(1),
      output: z.string().min(1),
      format: z.enum(applyFormats).default('auto'),
      samples: sampling.nullable().default(null),
    }),
    result: z.object({
      written: z.array(appliedFileSchema),
      failed: z.array(failure),
      /** Which checkpoint, and the steps that its weights were trained. */
      checkpoint: z.enum(['best', 'last']),
      step: z.number().int(),
    }),
  },
} as const;
