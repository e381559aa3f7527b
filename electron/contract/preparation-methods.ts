import { z } from 'zod';
import { datasetItemSchema, imageReferenceSchema, parametersSchema } from './datasets.ts';
import { pixelsSchema, stepPictureSchema } from './images.ts';
import { failure, nothing, project } from './method-parts.ts';

/** A preparation of a project's files. */
export const preparationRequest = project.extend({
  preparation: z.string(),
  parameters: parametersSchema,
  /** Source files to use, absolute; null: all of the project. */
  sources: z.array(z.string()).nullable(),
  /** Patterns of the file path whose wildcard names the session or subject (`patient*` then the file name); '': none. */
  session: z.string().default(''),
  subject: z.string().default(''),
});

/** An item before it is dealt to a split; its sources are absolute paths. */
export const preparedItemSchema = datasetItemSchema.omit({ split: true, tags: true, note: true });
export type PreparedItemEntry = z.infer<typeof preparedItemSchema>;

/** Files that together give items: a photo, a movie, a section with its masks, the two volumes of a subject. */
export const matchedRowSchema = z.object({
  /** What they share: what wildcards stand for, or a name. */
  key: z.string(),
  files: z.array(z.object({ role: z.string(), file: z.string() })),
  /** Roles that no file plays; such a row gives nothing. */
  missing: z.array(z.string()),
  label: z.string().nullable(),
  session: z.string().nullable(),
  subject: z.string().nullable(),
});
export type MatchedRow = z.infer<typeof matchedRowSchema>;

/** Whether a project's files are what a preparation needs. */
export const preparationFitSchema = z.object({
  preparation: z.string(),
  /** `possible`: they could be, and nothing but a person knows. */
  fit: z.enum(['fits', 'possible', 'no']),
  /** Why, in one sentence. */
  reason: z.string(),
  /** Parameters to begin with where the defaults do not find the files. */
  parameters: parametersSchema,
});
export type PreparationFit = z.infer<typeof preparationFitSchema>;

/** `preparation.*`: part of `methods`. */
export const preparationMethods = {
  /** Which preparations a project's files are made for: by names and headers, without reading pixels. */
  'preparation.fit': {
    payload: project,
    result: z.object({ sources: z.number().int(), fits: z.array(preparationFitSchema) }),
  },
  /** Which files a preparation puts together, and which it cannot use, without reading pixels. */
  'preparation.match': {
    payload: preparationRequest.omit({ sources: true }),
    result: z.object({ rows: z.array(matchedRowSchema), unmatched: z.array(failure) }),
  },
  /** Tries a preparation on some sources: its pictures and what it finds. Writes nothing. */
  'preparation.preview': {
    payload: preparationRequest,
    result: z.object({
      pictures: z.array(stepPictureSchema),
      items: z.number().int(),
      setAside: z.number().int(),
      prepared: z.array(preparedItemSchema),
      classes: z.array(z.object({ name: z.string(), colour: z.tuple([z.number(), z.number(), z.number()]) })),
      skipped: z.array(failure),
      notes: z.array(z.string()),
    }),
  },
  /** The parameters of `movie.practice` as JSON Schema. */
  'movie.parameters': {
    payload: nothing,
    result: z.object({ schema: z.record(z.string(), z.unknown()) }),
  },
  /**
   * Images of a project's files as 8-bit pictures, as items refer to them (sources as absolute paths). More than
   * 8 bits are shown between each one's own 0.5 and 99.5 percentiles, slices with the front or head up.
   */
  'preparation.show': {
    payload: project.extend({
      images: z.array(imageReferenceSchema).min(1).max(64),
      /** Of class maps. */
      classes: z
        .array(z.object({ name: z.string(), colour: z.tuple([z.number(), z.number(), z.number()]) }))
        .default([]),
      /** Longer side at most, in px; never enlarged. */
      maxSize: z.number().int().min(16).max(8192),
    }),
    result: z.object({
      pictures: z.array(
        z.object({
          pixels: pixelsSchema,
          /** Of the image itself, in px. */
          width: z.number().int(),
          height: z.number().int(),
          /** What is shown as black and as white, in the file's own numbers. */
          min: z.number(),
          max: z.number(),
        }),
      ),
    }),
  },
} as const;
