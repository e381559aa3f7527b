import { z } from 'zod';
import { planeIndexSchema } from './images.ts';
import { colourMapNames } from './triple-methods.ts';

const rangeSchema = z.object({ min: z.number(), max: z.number() });

/** A plane as a picture in colours. */
export const viewSchema = z.object({
  file: z.string(),
  map: z.enum(colourMapNames),
  /** Pixel values at the ends of the colour bar. */
  range: rangeSchema,
  written: z.string(),
});

/** `image.view`: part of `methods`. */
export const viewMethods = {
  /** Writes one plane of an image file as a PNG picture in the colours of a map, with its colour bar. */
  'image.view': {
    payload: z.object({
      file: z.string().min(1),
      /** Null: the first, or the mean of a colour picture's channels. */
      plane: planeIndexSchema.nullable().default(null),
      map: z.enum(colourMapNames).default('viridis'),
      /** Null: the 0.5 and 99.5 percentiles; about 0 alike to both sides for `blue-red`. */
      range: rangeSchema
        .refine(({ min, max }) => min < max, 'The range must rise.')
        .nullable()
        .default(null),
      output: z.string().min(1),
    }),
    result: viewSchema,
  },
} as const;
