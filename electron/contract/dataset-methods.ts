import { z } from 'zod';
import {
  datasetChangeSchema,
  datasetDocumentSchema,
  datasetProblemSchema,
  datasetStatisticsSchema,
  normalisationSchema,
  parametersSchema,
  splits,
  splittingSchema,
} from './datasets.ts';
import { boxSchema, pixelsSchema } from './images.ts';
import { project } from './method-parts.ts';
import { preparationRequest } from './preparation-methods.ts';

const dataset = project.extend({ dataset: z.string().min(1) });
/** `dataset.*`: part of `methods`. */
export const datasetMethods = {
  'dataset.list': { payload: project, result: z.object({ datasets: z.array(datasetDocumentSchema) }) },
  'dataset.get': { payload: dataset, result: datasetDocumentSchema },
  'dataset.create': {
    payload: preparationRequest.extend({
      name: z.string().min(1),
      degradation: parametersSchema.nullable(),
      splitting: splittingSchema,
      /** A folder to write the preparation's pictures into; null: none. */
      pictures: z.string().nullable().default(null),
      /** A dataset of the project whose photos with corrected boxes are taken as they are there; null: none. */
      keepBoxesOf: z.string().nullable().default(null),
    }),
    result: datasetDocumentSchema,
  },
  /** Takes a dataset out of the project, with no run on it; `dataset.restore` brings it back. */
  'dataset.remove': { payload: dataset, result: z.object({ datasets: z.array(datasetDocumentSchema) }) },
  'dataset.restore': { payload: dataset, result: datasetDocumentSchema },
  'dataset.rename': {
    payload: dataset.extend({ name: z.string().trim().min(1) }),
    result: z.object({ name: z.string() }),
  },
  /** Changes items; each call is one edit, which `dataset.undo` takes back. */
  'dataset.edit': {
    payload: dataset.extend({
      items: z.array(z.string()).min(1),
      set: z.object({
        included: z.boolean().optional(),
        reason: z.string().optional(),
        label: z.string().nullable().optional(),
        split: z.enum(splits).optional(),
        note: z.string().optional(),
        addTags: z.array(z.string()).optional(),
        removeTags: z.array(z.string()).optional(),
      }),
    }),
    result: datasetChangeSchema,
  },
  /**
   * The boxes of one photo as a person has drawn them, as one edit: what is not named is removed, `item` null is
   * new. The photo's items stay in their split; what was drawn is tagged “by hand”.
   */
  'dataset.setBoxes': {
    payload: dataset.extend({
      /** One of the project's files. */
      file: z.string().min(1),
      boxes: z.array(boxSchema.extend({ item: z.string().nullable() })),
    }),
    result: datasetChangeSchema,
  },
  'dataset.undo': { payload: dataset, result: datasetChangeSchema },
  'dataset.redo': { payload: dataset, result: datasetChangeSchema },
  /** Deals the items anew: also how a leak is repaired. One edit. */
  'dataset.split': { payload: dataset.extend({ splitting: splittingSchema }), result: datasetChangeSchema },
  /** Leaks, duplicates and near-duplicates across splits, files gone or changed. */
  'dataset.check': {
    payload: dataset,
    result: z.object({ ok: z.boolean(), problems: z.array(datasetProblemSchema) }),
  },
  /** Measures how pixel values become a network's numbers and stores it with the dataset. */
  'dataset.normalise': {
    payload: dataset.extend({
      method: normalisationSchema.shape.method,
      scope: normalisationSchema.shape.scope,
      low: z.number().optional(),
      high: z.number().optional(),
    }),
    result: datasetDocumentSchema,
  },
  'dataset.statistics': { payload: dataset, result: datasetStatisticsSchema },
  /** The pair of one item as 8-bit pictures, with one contrast. */
  'dataset.item': {
    payload: dataset.extend({ item: z.string() }),
    result: z.object({ input: pixelsSchema, target: pixelsSchema }),
  },
} as const;
