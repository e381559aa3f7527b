import { z } from 'zod';
import { pixelsSchema } from './images.ts';
import { run } from './method-parts.ts';

/** Colours that a channel's values are shown in; all rise in lightness but `blue-red`, for differences. */
export const colourMapNames = [
  'grey',
  'viridis',
  'cividis',
  'inferno',
  'magma',
  'plasma',
  'blue-red',
] as const;

export type ColourMapName = (typeof colourMapNames)[number];

const step = z.number().int().nonnegative();

/** Triples of a run at intervals: source, generated and target as display copies of 8 bits. */
export const triplesSchema = z.object({
  /** Every step that triples were kept at, rising. */
  steps: z.array(step),
  /** The examples shown. */
  items: z.array(z.string()),
});
export type Triples = z.infer<typeof triplesSchema>;

/** A picture of one example's triples over time. */
export const tripleMontageSchema = z.object({
  item: z.string(),
  /** The steps of its rows, rising. */
  steps: z.array(step),
  /** Pixel values that the colours of generated and target run between; null where the run did not note them. */
  range: z.object({ min: z.number(), max: z.number() }).nullable(),
  pixels: pixelsSchema,
  /** The PNG file written; null where none was asked for. */
  written: z.string().nullable(),
});
export type TripleMontage = z.infer<typeof tripleMontageSchema>;

/** What a run generated of its examples while it was trained. */
export const tripleMethods = {
  /** The steps and examples that there are triples of: what a slider moves over. */
  'triple.list': { payload: run, result: triplesSchema },
  /** The triples of one step. */
  'triple.get': {
    payload: run.extend({ step, map: z.enum(colourMapNames).default('grey') }),
    result: z.object({
      step,
      items: z.array(
        z.object({ id: z.string(), input: pixelsSchema, result: pixelsSchema, truth: pixelsSchema }),
      ),
    }),
  },
  /** Rows: steps, evenly picked, the first and the last always; columns: source, generated, target. */
  'triple.montage': {
    payload: run.extend({
      /** Null: the first example. */
      item: z.string().nullable().default(null),
      rows: z.number().int().min(1).max(50).default(6),
      map: z.enum(colourMapNames).default('grey'),
      /** A PNG file to write; null: none. */
      output: z.string().min(1).nullable().default(null),
    }),
    result: tripleMontageSchema,
  },
} as const;
