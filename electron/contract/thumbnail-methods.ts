import { z } from 'zod';
import { pixelsSchema, planeIndexSchema, sourceInfoSchema } from './images.ts';
import { project } from './method-parts.ts';

/** Longer side of a thumbnail, in pixels; smaller images stay as they are. */
const size = z.number().int().min(16).max(512);
/** What black and white mean; null: 8-bit values as they are. */
const range = z.object({ min: z.number(), max: z.number() }).nullable();

/** `*.thumbnails`: small 8-bit pictures of many images at once. What cannot be shown says why, alone. */
export const thumbnailMethods = {
  /** One side of items, all with one contrast: the 0.5 and 99.5 percentiles of some of them. */
  'dataset.thumbnails': {
    payload: project.extend({
      dataset: z.string().min(1),
      items: z.array(z.string()).min(1).max(500),
      of: z.enum(['input', 'target']),
      size,
    }),
    result: z.object({
      range,
      thumbnails: z.array(z.object({ item: z.string(), pixels: pixelsSchema.nullable(), error: z.string() })),
    }),
  },
  /** One plane of image files with what their headers say; each with its own percentiles. */
  'source.thumbnails': {
    payload: z.object({
      sources: z
        .array(
          z.object({
            file: z.string().min(1),
            /** What its pages are, where the file does not say. */
            axis: z.enum(['t', 'c', 'z']).nullable().default(null),
            /** Null: the first time point and channel (or all of a colour picture), the middle slice. */
            plane: planeIndexSchema.nullable().default(null),
          }),
        )
        .min(1)
        .max(500),
      size,
    }),
    result: z.object({
      thumbnails: z.array(
        z.object({
          file: z.string(),
          info: sourceInfoSchema.nullable(),
          pixels: pixelsSchema.nullable(),
          range,
          error: z.string(),
        }),
      ),
    }),
  },
} as const;
