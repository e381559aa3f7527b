import { z } from 'zod';
import { pixelSizeSchema } from './images.ts';
import { run } from './method-parts.ts';

/** The weights that something was made with. */
const weights = z.object({
  /** Its name, as its folder may move. */
  project: z.string(),
  run: z.string(),
  recipe: z.string(),
  checkpoint: z.enum(['best', 'last']),
  /** Steps that they were trained. */
  step: z.number().int(),
});

/** `synthetic.json`: what synthetic masks and images are and how they were made; files are relative to it. */
export const syntheticSchema = z.object({
  format: z.literal('abbe-synthetic'),
  version: z.literal(1),
  created: z.iso.datetime(),
  /** Masks asked for; `items` holds those that were made. */
  count: z.number().int(),
  /** Item number n is made of noise n - 1 of this seed. */
  seed: z.number().int(),
  masks: weights,
  /** Null: masks alone. */
  images: weights.nullable(),
  /** Numbers in `labels`, colours in `masks`; what is of no class is 0 and black. */
  classes: z.array(
    z.object({
      name: z.string(),
      number: z.number().int(),
      colour: z.tuple([z.number(), z.number(), z.number()]),
    }),
  ),
  /** Of the masks and images, from the images that were trained on; null where their files do not say it. */
  pixelSize: pixelSizeSchema.nullable(),
  /** Patterns for the preparation “Masks and images”: masks by their colours, or by their numbers. */
  patterns: z.object({ images: z.string(), masks: z.string(), labels: z.string() }),
  versions: z.record(z.string(), z.string()),
  device: z.string(),
  items: z.array(
    z.object({
      /** In the classes' colours, and in their numbers. */
      mask: z.string(),
      labels: z.string(),
      image: z.string().nullable(),
      /** Part of the area of each class, by name. */
      areas: z.record(z.string(), z.number()),
    }),
  ),
  notes: z.array(z.string()),
});
export type Synthetic = z.infer<typeof syntheticSchema>;

export const generatedSchema = syntheticSchema.extend({
  /** Where `synthetic.json` and the files are. */
  folder: z.string(),
  /** The id of the dataset made of them; null where none was asked for. */
  dataset: z.string().nullable(),
});
export type Generated = z.infer<typeof generatedSchema>;

/** `run.generate`: part of `methods`. */
export const generationMethods = {
  /** Makes masks of noise by a run that was trained for it, and images of the masks by another run. */
  'run.generate': {
    payload: run.extend({
      checkpoint: z.enum(['best', 'last']).default('best'),
      count: z.number().int().min(1).max(10_000),
      seed: z.number().int(),
      /** A run that makes images of masks; null: masks alone. */
      images: run.nullable(),
      /** A new or empty folder; null where a dataset is made, whose files lie in the project. */
      output: z.string().min(1).nullable(),
      /** The name of a labelled dataset to be made of them in the project of the masks' run; null: none. */
      dataset: z.string().min(1).nullable(),
    }),
    result: generatedSchema,
  },
} as const;
