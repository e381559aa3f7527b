import { z } from 'zod';
import { classificationSchema, predictionSchema } from './classification.ts';
import { parametersSchema } from './datasets.ts';
import { project } from './method-parts.ts';

/** `classification.*`: part of `methods`. */
export const classificationMethods = {
  /** Trains and tests a classifier by cross-validation on each input, compares them, and writes what it found. */
  'classification.run': {
    payload: project.extend({
      /** One whose items have labels. */
      dataset: z.string().min(1),
      /** `hr`: the images; `lr`: their degraded partners; the id of a run: what it makes of these. */
      inputs: z.array(z.string().min(1)).min(1).max(8),
      classifier: z.string().default('small'),
      parameters: parametersSchema.default({}),
      /** Of `lr`; null: the dataset's, or the one of a run among the inputs, or the usual one. */
      degradation: parametersSchema.nullable().default(null),
      seed: z.number().int().default(1),
    }),
    result: classificationSchema,
  },
  'classification.list': {
    payload: project,
    result: z.object({ classifications: z.array(classificationSchema) }),
  },
  /** What was predicted of every image that was held out: the images behind the cells of a confusion matrix. */
  'classification.predictions': {
    payload: project.extend({ classification: z.string().min(1) }),
    result: z.object({ predictions: z.array(predictionSchema) }),
  },
} as const;
