import { z } from 'zod';
import { splits } from './datasets.ts';
import { boxSchema, pixelSizeSchema, pixelsSchema, planeIndexSchema, sampleTypes } from './images.ts';
import { project, run, sampling } from './method-parts.ts';
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

const index = z.number().int().nonnegative();
const checkpoint = z.enum(['best', 'last']);

/** One plane of an image file; `c` null: all three channels of a colour picture, else the first. */
const filePlaneSchema = z.object({
  kind: z.literal('file'),
  file: z.string().min(1),
  series: index.optional(),
  axis: z.enum(['t', 'c', 'z']).optional(),
  t: index,
  c: index.nullable(),
  z: index,
});
/** What a run makes of one plane of a file, before anything is written; its notes say why the file is unlike training. */
const appliedPlaneSchema = run.extend({
  kind: z.literal('applied'),
  checkpoint,
  of: filePlaneSchema,
  samples: sampling.nullable(),
  /** `deviation`: of repeated results, where `samples` asks for them. */
  part: z.enum(['result', 'deviation']),
});
/** An image that can be looked at by itself. */
const plainImageSchema = z.discriminatedUnion('kind', [
  filePlaneSchema,
  appliedPlaneSchema,
  /** Of a dataset's item: what a network is given, or what it shall give. */
  project.extend({
    kind: z.literal('item'),
    dataset: z.string(),
    item: z.string(),
    part: z.enum(['input', 'target']),
  }),
  /** Of a run's item: input and truth as its recipe has them, or what the run makes of the input. */
  run.extend({
    kind: z.literal('run'),
    checkpoint,
    item: z.string(),
    part: z.enum(['input', 'truth', 'result']),
  }),
  /** What a run makes of noise, or views of real images like those of its training: picture `number`, from 0. */
  run.extend({
    kind: z.literal('generation'),
    checkpoint,
    set: z.enum(['generated', ...splits]),
    seed: z.number().int(),
    number: index,
  }),
]);
export type PlainImage = z.infer<typeof plainImageSchema>;

/** An image to look at: by itself, or as what one differs from another by. */
export const viewedImageSchema = z.discriminatedUnion('kind', [
  ...plainImageSchema.options,
  /** `of` less `from`, pixel by pixel, of colours the mean over the channels; or the size of that. */
  z.object({
    kind: z.literal('difference'),
    of: plainImageSchema,
    from: plainImageSchema,
    absolute: z.boolean(),
  }),
]);
export type ViewedImage = z.infer<typeof viewedImageSchema>;

/** What a page needs to know before it shows an image at full depth. */
export const viewedInfoSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Of the samples handed out, and of those in the file. */
  dtype: pixelsSchema.shape.dtype,
  fileType: z.enum(sampleTypes),
  /** Over all channels, finite samples; null where there are none. */
  range: rangeSchema.nullable(),
  percentiles: z.array(z.object({ low: z.number(), high: z.number(), range: rangeSchema })),
  /** Counts of each channel in equal bins from `low` on. */
  histogram: z.object({
    low: z.number(),
    width: z.number().positive(),
    counts: z.array(z.array(z.number())),
  }),
  pixelSize: pixelSizeSchema.nullable(),
  /** Planes along each axis and the channels' names; of files only. */
  planes: z
    .object({ t: z.number(), c: z.number(), z: z.number(), channels: z.array(z.string()), rgb: z.boolean() })
    .nullable(),
  /** Of results: the steps that the weights were trained. */
  step: z.number().int().nullable(),
  notes: z.array(z.string()),
});
export type ViewedInfo = z.infer<typeof viewedInfoSchema>;

const pointSchema = z.object({ x: z.number(), y: z.number() });

/** Values along a line: mean over its width, linear between pixels, every pixel of its length. */
export const profileSchema = z.object({
  /** Pixels from its beginning. */
  distance: z.array(z.number()),
  /** Of each channel; null beyond the image. */
  values: z.array(z.array(z.number().nullable())),
});
export type Profile = z.infer<typeof profileSchema>;

/** `image.view` and `view.*`: part of `methods`. */
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
  /** Opens an image for looking at it: size, type, range, histogram, pixel size. */
  'view.describe': { payload: z.object({ image: viewedImageSchema }), result: viewedInfoSchema },
  /**
   * Samples of a part of an image in its own numbers. With `reduce` n every sample is the mean of n x n pixels
   * (fewer at the right and lower border), and `box` is in such samples.
   */
  'view.tile': {
    payload: z.object({
      image: viewedImageSchema,
      reduce: z.number().int().min(1).max(256),
      box: boxSchema,
    }),
    result: pixelsSchema,
  },
  /** Values along a line, in the image's own numbers; pixel (0, 0) has its middle at 0.5, 0.5. */
  'view.profile': {
    payload: z.object({
      image: viewedImageSchema,
      from: pointSchema,
      to: pointSchema,
      /** Lines side by side that the mean is taken of. */
      width: z.number().int().min(1).max(64).default(1),
    }),
    result: profileSchema,
  },
} as const;
