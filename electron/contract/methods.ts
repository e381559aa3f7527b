import { z } from 'zod';
import { applyMethods } from './apply-methods.ts';
import { classificationMethods } from './classification-methods.ts';
import { comparisonMethods } from './comparison.ts';
import { datasetMethods } from './dataset-methods.ts';
import { digitMethods } from './digit-methods.ts';
import { parametersSchema, splits, splittingSchema } from './datasets.ts';
import { evaluationSchema } from './documents.ts';
import { exportMethods } from './export-methods.ts';
import {
  boxSchema,
  describedSourceSchema,
  photoInfoSchema,
  pixelsSchema,
  planeIndexSchema,
  samplesSchema,
  stepPictureSchema,
} from './images.ts';
import { generationMethods } from './generation-methods.ts';
import { nothing, run, sampling } from './method-parts.ts';
import { measureMethods } from './measure-methods.ts';
import { metricMethods } from './metric-methods.ts';
import { preparationMethods } from './preparation-methods.ts';
import { projectMethods } from './project-methods.ts';
import { previewItemSchema, runMethods } from './run-methods.ts';
import { spotMethods } from './spot-methods.ts';
import { doctorSchema, systemInfoSchema } from './system.ts';
import { thumbnailMethods } from './thumbnail-methods.ts';
import { tripleMethods } from './triple-methods.ts';
import { viewMethods } from './view-methods.ts';
import { workstationMethods } from './workstation-methods.ts';

/** The checkpoint with the best validation where there is one, or the last in any case. */
const trainedRun = run.extend({ checkpoint: z.enum(['best', 'last']).default('best') });
/** An image file; `series` where it holds several images, `axis` for pages whose axis it does not state. */
const source = z.object({
  file: z.string().min(1),
  series: z.number().int().nonnegative().optional(),
  axis: z.enum(['t', 'c', 'z']).optional(),
});
/** One plane of an image file; null: the first, or the mean of a colour picture's channels. */
const imagePlane = z.object({ file: z.string().min(1), plane: planeIndexSchema.nullable() });

/** A cell found by the segmentation; extra measures beside the box. */
export const foundCellSchema = boxSchema.extend({
  /** Pixels that belong to it. */
  area: z.number(),
  /** 4 pi area / perimeter², 1 for a disk. */
  roundness: z.number(),
  touchesBorder: z.boolean(),
  /** It grew from a strongly stained nucleus, as white cells have. */
  stained: z.boolean(),
  /** Variance of the Laplacian over that of the noise; where a smallest one or the steps are asked for. */
  focus: z.number().optional(),
});
export type FoundCell = z.infer<typeof foundCellSchema>;

/** What lays one image on another, and Pearson's correlation over their overlap once it does. */
export const alignmentSchema = z.object({
  dx: z.number(),
  dy: z.number(),
  rotation: z.number(),
  correlation: z.number(),
  /** Files written. */
  written: z.array(z.string()),
});

/** The files of a practice movie. */
export const practiceMovieSchema = z.object({
  movie: z.string(),
  truth: z.string(),
  frames: z.number().int(),
});

/** A part that is no cell that one wants, and the first rule it breaks. */
export const rejectedCellSchema = foundCellSchema.extend({
  reason: z.enum(['too small', 'too large', 'cut by the border', 'not round', 'out of focus']),
});
export type RejectedCell = z.infer<typeof rejectedCellSchema>;

/** An entry of a list in the engine, with its parameters as JSON Schema: forms and help are made from it. */
export const catalogueEntrySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  paper: z.string().nullable(),
  schema: z.record(z.string(), z.unknown()),
  presets: z.record(z.string(), parametersSchema),
  /** Of recipes that make images from noise alone; others make an image of an image. */
  task: z.literal('generation').optional(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

/** A folder's visible entries: folders first, each kind in natural order; `parent` is null at a root. */
export const folderListingSchema = z.object({
  folder: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['folder', 'image', 'other']),
      bytes: z.number().nonnegative(),
    }),
  ),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

/** A run's first steps repeated from its record. */
export const replaySchema = z.object({
  run: z.string(),
  /** Whether every loss of every step is the same in each bit. */
  equal: z.boolean(),
  /** Losses by name as they were recorded and as they came out now. */
  steps: z.array(
    z.object({
      step: z.number().int().nonnegative(),
      recorded: z.record(z.string(), z.number()),
      repeated: z.record(z.string(), z.number()),
    }),
  ),
  /** What is not as it was: data, versions, device, in sentences. */
  differences: z.array(z.string()),
});
export type Replay = z.infer<typeof replaySchema>;

/** A network of a recipe, at the parameters of one of its presets. */
export const listedNetworkSchema = z.object({
  id: z.string(),
  /** Or a way to classify images: “classification-” and the classifier. */
  recipe: z.string(),
  role: z.string(),
  preset: z.string(),
  /** Number of weights, those that stay frozen included. */
  parameters: z.number().int(),
  /** Sides (px) of the patches that one output value sees, one for each path, where that is its point. */
  receptiveFields: z.array(z.number()),
  /** What the paper says of its size, in words. */
  published: z.string().nullable(),
});
export type ListedNetwork = z.infer<typeof listedNetworkSchema>;

/**
 * Everything one can ask of the engine: noun.verb, with the shape of the payload and of the result.
 * `project` is the folder of an open project, `run` the id of a run in it.
 */
export const methods = {
  ...applyMethods,
  ...exportMethods,
  ...projectMethods,
  ...preparationMethods,
  ...datasetMethods,
  ...classificationMethods,
  ...comparisonMethods,
  ...generationMethods,
  ...measureMethods,
  ...metricMethods,
  ...runMethods,
  ...spotMethods,
  ...thumbnailMethods,
  ...tripleMethods,
  ...digitMethods,
  ...viewMethods,
  ...workstationMethods,
  'system.info': { payload: nothing, result: systemInfoSchema },
  'system.doctor': { payload: nothing, result: doctorSchema },
  'recipe.list': { payload: nothing, result: z.object({ recipes: z.array(catalogueEntrySchema) }) },
  /** Networks that sort images into classes. */
  'classifier.list': { payload: nothing, result: z.object({ classifiers: z.array(catalogueEntrySchema) }) },
  /** Every network of every recipe at each preset. */
  'network.list': { payload: nothing, result: z.object({ networks: z.array(listedNetworkSchema) }) },
  /** Ways from raw files to a dataset, and ways to make inputs of targets. */
  'preparation.list': {
    payload: nothing,
    result: z.object({
      preparations: z.array(
        catalogueEntrySchema.extend({ splitBy: splittingSchema.shape.by, degrades: z.boolean() }),
      ),
      degradations: z.array(catalogueEntrySchema),
    }),
  },

  /** One folder of the machine the engine runs on, for a page without native dialogs; '' is the home folder. */
  'files.list': { payload: z.object({ folder: z.string() }), result: folderListingSchema },

  /** A photo for display: 8-bit, at most maxSize pixels on the longer side. */
  'photo.view': {
    payload: z.object({ file: z.string().min(1), maxSize: z.number().int().min(16).max(8192) }),
    result: z.object({ info: photoInfoSchema, pixels: pixelsSchema }),
  },
  /** Finds the cells of one photo; with `steps`, each step of the way as a picture. Writes nothing. */
  'photo.segment': {
    payload: z.object({ file: z.string().min(1), parameters: parametersSchema, steps: z.boolean() }),
    result: z.object({
      cells: z.array(foundCellSchema),
      rejected: z.array(rejectedCellSchema),
      parameters: parametersSchema,
      expectedDiameter: z.number(),
      steps: z.array(stepPictureSchema),
    }),
  },

  /** What an image file says, and with `planes` (the default) the range of each plane, read one at a time. */
  'source.describe': {
    payload: source.extend({ planes: z.boolean().optional() }),
    result: describedSourceSchema,
  },
  /** Writes an image in another format, plane by plane, with its axes, pixel size and channel names. */
  'source.convert': {
    payload: source.extend({
      /** Its ending says the format: .ome.tif, .zarr, .nii, .nii.gz or .png. */
      output: z.string().min(1),
    }),
    result: z.object({
      file: z.string(),
      output: z.string(),
      format: z.string(),
      planes: z.number().int(),
    }),
  },
  /** The samples of a plane, or of a part of it, as they are in the file. */
  'source.values': {
    payload: source.extend({ plane: planeIndexSchema, box: boxSchema.optional() }),
    result: samplesSchema,
  },

  /** What lays one image on another (see `Motion` in the engine): pixels, and degrees counter-clockwise. */
  'image.align': {
    payload: z.object({
      reference: imagePlane,
      moving: imagePlane,
      /** Look for a rotation too. */
      rotation: z.boolean(),
      /** The longest shift looked for, in pixels; null: a quarter of the shorter side. */
      maxShift: z.number().positive().nullable(),
      /** Files to write: moving aligned, and a picture of both before and after; null: none. */
      output: z.string().nullable(),
      preview: z.string().nullable(),
    }),
    result: alignmentSchema,
  },
  /** Makes a movie of alternating exposures with known drift of some images, and its truth as JSON. */
  'movie.practice': {
    payload: z.object({
      files: z.array(z.string()).min(1),
      /** A folder, made where it is missing. */
      output: z.string().min(1),
      parameters: parametersSchema,
    }),
    result: practiceMovieSchema,
  },

  /** Repeats a run's first steps from its record and compares the losses bit by bit. */
  'run.replay': {
    payload: run.extend({ steps: z.number().int().min(1).max(10_000).default(5) }),
    result: replaySchema,
  },
  'run.evaluate': {
    payload: trainedRun.extend({
      split: z.enum(splits),
      /** A folder for the scores as JSON and as a table; null: they are kept with the run only. */
      output: z.string().min(1).nullable().default(null),
      /** Also write there the images as they were scored. */
      images: z.boolean().default(false),
      /** VGG16's weights (Keras .h5), for the kernel distance over its features; null: structure features. */
      vggWeights: z.string().min(1).nullable().default(null),
    }),
    result: evaluationSchema,
  },
  'run.evaluation': { payload: run, result: evaluationSchema.nullable() },
  /** Input, result and truth of one dataset item, full depth shown as 8-bit. */
  'run.compare': { payload: run.extend({ item: z.string() }), result: previewItemSchema },
  /** Writes the run's report (an HTML page and its images) into a folder; the page's path comes back. */
  'run.report': {
    payload: run.extend({
      output: z.string().min(1),
      /** Examples with a map of where so many draws of dropout, or the eight orientations, disagree; null: without. */
      samples: sampling.nullable().default(null),
    }),
    result: z.object({ page: z.string() }),
  },
} as const;

export type MethodName = keyof typeof methods;
export type MethodPayload<M extends MethodName> = z.input<(typeof methods)[M]['payload']>;
export type MethodResult<M extends MethodName> = z.output<(typeof methods)[M]['result']>;
