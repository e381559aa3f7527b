import { z } from 'zod';
import { parametersSchema } from './datasets.ts';

const share = z.number().min(0).max(1);

/** Whether pix2pix learns to make the digit that it is asked for. */
export const digitCheckSchema = z.object({
  /** At least `required` of the generated digits are recognised as those asked for. */
  passed: z.boolean(),
  required: share,
  /** Shares of digits that a classifier, trained on other real ones, takes for what they are. */
  recognised: z.object({
    generated: share,
    /** Of an untrained generator: chance. */
    untrained: share,
    /** Of held-out real digits: what is possible. */
    real: share,
  }),
  /** Recognised generated digits by class, 0 to 9. */
  byClass: z.array(share),
  /** Standard deviation between generated digits of a class over that between real ones: 0 where all are one. */
  variety: z.number().nonnegative(),
  /** Digits generated, real ones that the generator was trained on, and those that the classifier was. */
  counts: z.object({
    generated: z.number().int(),
    generatorTraining: z.number().int(),
    classifierTraining: z.number().int(),
    real: z.number().int(),
  }),
  steps: z.number().int(),
  seconds: z.number().nonnegative(),
  /** The picture written; null where none was asked for. */
  picture: z.string().nullable(),
});
export type DigitCheck = z.infer<typeof digitCheckSchema>;

/** `digits.check`: part of `methods`. */
export const digitMethods = {
  /** The sanity run of the pix2pix paper: trains its preset “digits” on MNIST files; writes at most a picture. */
  'digits.check': {
    payload: z.object({
      /** idx3 file of images, plain or gzip. */
      images: z.string().min(1),
      /** idx1 file of their labels. */
      labels: z.string().min(1),
      seed: z.number().int().default(1),
      /** Over the preset. */
      parameters: parametersSchema.default({}),
      output: z.string().min(1).nullable().default(null),
    }),
    result: digitCheckSchema,
  },
} as const;
