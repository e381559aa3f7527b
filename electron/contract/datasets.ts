import { z } from 'zod';
import { boxSchema } from './images.ts';

/** Parameters of a preparation, network or recipe: validated by that entry's own schema in the engine. */
export const parametersSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]),
);
export type Parameters = z.infer<typeof parametersSchema>;

export const splits = ['training', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** How an image is laid on its partner: turned by `rotation` degrees about its centre, then moved, in pixels. */
export const shiftSchema = z.object({ dx: z.number(), dy: z.number(), rotation: z.number() });
export type Shift = z.infer<typeof shiftSchema>;

const index = z.number().int().nonnegative();
const matrixSchema = z.array(z.number()).length(16);
/** A grid of voxels: its size (x, y, z) and the affine from voxel indices to RAS millimetres, row by row. */
export const gridSchema = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive(), z.number().int().positive()]),
  affine: matrixSchema,
});
export type Grid = z.infer<typeof gridSchema>;

/** One plane of a source, or its three channels where `c` is null and the source is RGB; `box` cuts it out. */
export const planeImageSchema = z.object({
  kind: z.literal('plane'),
  source: z.string(),
  series: index.default(0),
  t: index.default(0),
  c: index.nullable().default(null),
  z: index.default(0),
  box: boxSchema.nullable().default(null),
  /** Resampled so before the box is cut out; null: pixels as they are. */
  shift: shiftSchema.nullable().default(null),
  /** Then resized to this; null: not. */
  resize: z
    .object({ width: z.number().int().positive(), height: z.number().int().positive() })
    .nullable()
    .default(null),
});

/** One slice of a volume, resampled onto a grid where one is given. */
export const sliceImageSchema = z.object({
  kind: z.literal('slice'),
  source: z.string(),
  t: index.default(0),
  axis: z.enum(['x', 'y', 'z']),
  index,
  grid: gridSchema.nullable(),
  /** RAS millimetres of the grid to those of this volume, row by row; null: the headers agree. */
  transform: matrixSchema.nullable(),
});

/** A class map: for each pixel the class of the last layer that covers it, 0 where none does. */
export const classesImageSchema = z.object({
  kind: z.literal('classes'),
  layers: z
    .array(
      z.object({
        /** The class, one of the dataset's `classes`. */
        name: z.string(),
        source: z.string(),
        /** Channel of an RGB mask; null: its grey values or colours. */
        c: index.nullable().default(null),
        /** Values of a label image that mean this class; null: the mask is set or not. */
        values: z.array(z.number()).nullable(),
      }),
    )
    .min(1),
  box: boxSchema.nullable().default(null),
  /** Then resized to this, without new values; null: not. */
  resize: z
    .object({ width: z.number().int().positive(), height: z.number().int().positive() })
    .nullable()
    .default(null),
});

/** Where the pixels of an image come from; a dataset holds such references and never pixels. */
export const imageReferenceSchema = z.discriminatedUnion('kind', [
  planeImageSchema,
  sliceImageSchema,
  classesImageSchema,
]);
export type ImageReference = z.infer<typeof imageReferenceSchema>;

/** One item of a dataset: a pair of images, or one image with a label. */
export const datasetItemSchema = z.object({
  id: z.string(),
  /** What a network shall give: the truth. */
  target: imageReferenceSchema,
  /** What it is given; null: the target, degraded by the dataset's `degradation` where there is one. */
  input: imageReferenceSchema.nullable(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  label: z.string().nullable().default(null),
  /** What splits may keep together; the photo is the source file of the target. */
  subject: z.string().nullable().default(null),
  session: z.string().nullable().default(null),
  split: z.enum(splits),
  included: z.boolean().default(true),
  /** Why the preparation or a person set it aside; empty where included. */
  reason: z.string().default(''),
  tags: z.array(z.string()).default([]),
  note: z.string().default(''),
  /** Numbers of the preparation: correlation, focus, residual shift, area. */
  measures: z.record(z.string(), z.number()).default({}),
});
export type DatasetItem = z.infer<typeof datasetItemSchema>;

/** Parts of the included items of each split, and what no two splits may share. */
export const splittingSchema = z.object({
  by: z.enum(['photo', 'session', 'subject']),
  validation: z.number().min(0).max(0.8),
  test: z.number().min(0).max(0.8),
  /** Keep the labels' shares alike in all splits, as far as groups allow. */
  stratified: z.boolean(),
  seed: z.number().int(),
});
export type Splitting = z.infer<typeof splittingSchema>;

/** How pixel values become a network's numbers. Never per tile or patch; undone on output. */
export const normalisationSchema = z.object({
  method: z.enum(['signed', 'percentile', 'mean-std', 'fixed']),
  scope: z.enum(['image', 'dataset']),
  /** Percentiles (0 to 100) of `percentile`; values of `fixed`. */
  low: z.number(),
  high: z.number(),
  /** Of scope `dataset`, measured on the training split: offset and scale, value = (pixel - offset) / scale. */
  input: z.object({ offset: z.number(), scale: z.number().positive() }).nullable(),
  target: z.object({ offset: z.number(), scale: z.number().positive() }).nullable(),
});
export type Normalisation = z.infer<typeof normalisationSchema>;

/** The parts of an item that a person may change. */
const changeableSchema = datasetItemSchema.pick({
  label: true,
  split: true,
  included: true,
  reason: true,
  tags: true,
  note: true,
});
/** One change of a dataset, with what the items were before and after, so that it can be undone and redone. */
export const datasetEditSchema = z.object({
  time: z.iso.datetime(),
  description: z.string(),
  changes: z.array(z.object({ item: z.string(), before: changeableSchema, after: changeableSchema })),
  /** Where the items were dealt anew: by what before and after. */
  splitting: z.object({ before: splittingSchema, after: splittingSchema }).nullable().default(null),
  /** Where boxes of a photo were drawn: the items that are not as they were, in `before` or `after` alone or in both. */
  boxes: z
    .object({
      source: z.string(),
      before: z.array(datasetItemSchema),
      after: z.array(datasetItemSchema),
      /** The photo had not been corrected before. */
      first: z.boolean(),
    })
    .nullable()
    .default(null),
});
export type DatasetEdit = z.infer<typeof datasetEditSchema>;

/** `datasets/ID.json`. */
export const datasetDocumentSchema = z.object({
  format: z.literal('abbe-dataset'),
  version: z.literal(2),
  id: z.string(),
  name: z.string(),
  created: z.iso.datetime(),
  preparation: z.object({ id: z.string(), parameters: parametersSchema }),
  /** How inputs are made of targets; null where items have inputs of their own. */
  degradation: parametersSchema.nullable(),
  splitting: splittingSchema,
  normalisation: normalisationSchema.nullable().default(null),
  /** Names of the classes of class maps (their index, from 1, is the pixel's value) and colours to show them in. */
  classes: z
    .array(z.object({ name: z.string(), colour: z.tuple([z.number(), z.number(), z.number()]) }))
    .default([]),
  /** The files it is made of, as the project names them, with their content. */
  sources: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
  items: z.array(datasetItemSchema),
  /** Photos whose boxes a person has corrected: a dataset made anew may keep them. */
  corrected: z.array(z.string()).default([]),
  /** Files that could not be used, each with its reason. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
  /** What a person should know of how it was made. */
  notes: z.array(z.string()).default([]),
  edits: z.array(datasetEditSchema).default([]),
  undone: z.array(datasetEditSchema).default([]),
});
export type DatasetDocument = z.infer<typeof datasetDocumentSchema>;

/** What a change did to a dataset: those with thousands of items are not sent whole each time. */
export const datasetChangeSchema = z.object({
  dataset: z.string(),
  /** The items that are not as they were, new ones too. */
  items: z.array(datasetItemSchema),
  /** Those that are there no more. */
  removed: z.array(z.string()).default([]),
  splitting: splittingSchema,
  /** What was done, taken back or done again; null where nothing was to be changed. */
  edit: datasetEditSchema.nullable(),
  /** How many edits can be taken back now, and done again. */
  edits: z.number().int().nonnegative(),
  undone: z.number().int().nonnegative(),
});
export type DatasetChange = z.infer<typeof datasetChangeSchema>;

/** What is wrong with a dataset: leaks and duplicates make it unfit, warnings do not. */
export const datasetProblemSchema = z.object({
  kind: z.enum([
    'leak',
    'duplicate',
    'near-duplicate',
    'missing-file',
    'changed-file',
    'empty-split',
    'size',
  ]),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  items: z.array(z.string()),
});
export type DatasetProblem = z.infer<typeof datasetProblemSchema>;

const histogramSchema = z.object({
  /** Edges of the bins, one more than counts, in the files' own numbers. */
  edges: z.array(z.number()),
  counts: z.array(z.number().int().nonnegative()),
});

const intensitySchema = z.object({ mean: z.number(), deviation: z.number() });

/** What a dataset is like, of its included items. */
export const datasetStatisticsSchema = z.object({
  items: z.number().int(),
  excluded: z.number().int(),
  perSplit: z.array(z.object({ split: z.enum(splits), items: z.number().int(), groups: z.number().int() })),
  /** Items of each label. */
  labels: z.record(z.string(), z.number().int()),
  width: z.object({ min: z.number(), median: z.number(), max: z.number() }),
  height: z.object({ min: z.number(), median: z.number(), max: z.number() }),
  dtypes: z.record(z.string(), z.number().int()),
  input: histogramSchema,
  target: histogramSchema,
  /** Pearson correlation of each pair, by item; empty where items have no input of their own. */
  correlation: z.record(z.string(), z.number()),
  /** Mean and standard deviation of each item's images in the files' own numbers, by item; none of class maps. */
  intensities: z.record(
    z.string(),
    z.object({ input: intensitySchema.nullable(), target: intensitySchema.nullable() }),
  ),
  /** Part of each class in the class maps, by name. */
  classes: z.record(z.string(), z.number()),
});
export type DatasetStatistics = z.infer<typeof datasetStatisticsSchema>;
