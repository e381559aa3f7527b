import { z } from 'zod';
import { planeIndexSchema } from './images.ts';
import { failure } from './method-parts.ts';

/** Null where a score is not defined, or infinite as the PSNR of identical images. */
const score = z.number().nullable();

/** Every image metric by its id, as the engine lists them. */
export const imageScoresSchema = z.object({
  /** dB, over the data range stated. */
  psnr: score,
  ssim: score,
  msSsim: score,
  /** dB, after the best linear change of intensity, over the target's own range. */
  scaleInvariantPsnr: score,
  /** Root mean squared error over the target's max - min. */
  nrmse: score,
  pearson: score,
  /** In the images' own units. */
  mae: score,
});
export type ImageScores = z.infer<typeof imageScoresSchema>;

/** Of a mean; null below two images. */
export const intervalSchema = z.object({ low: z.number(), high: z.number() }).nullable();

/** Two groups of scores of the same images, compared: the first's minus the second's. */
export const comparedScoresSchema = z.object({
  metric: z.string(),
  /** Images compared, and those without a finite value in both. */
  n: z.number().int(),
  leftOut: z.number().int(),
  /** Images on which the first is better, worse and equal. */
  better: z.number().int(),
  worse: z.number().int(),
  equal: z.number().int(),
  meanDifference: score,
  /** 95 %, percentile bootstrap over images; null below two images. */
  interval: intervalSchema,
  /** Wilcoxon's signed-rank test, two-sided, as it is and corrected after Holm for all metrics. */
  p: score,
  correctedP: score,
  method: z.enum(['exact', 'normal']),
  /** Matched-pairs rank-biserial correlation, 1 where the first is better on every image. */
  effectSize: score,
  /** The same in plain words. */
  sentence: z.string(),
});
export type ComparedScores = z.infer<typeof comparedScoresSchema>;

const pairedPlane = z.object({
  prediction: z.string(),
  target: z.string(),
  /** Which image of files that hold several (positions, scenes), from 0. */
  series: z.number().int().nonnegative(),
  /** Which plane of both; of a colour picture all three channels, with c = 0. */
  plane: planeIndexSchema,
  /** What a person should know of this pair, in sentences. */
  notes: z.array(z.string()),
});

export const imageMetricsSchema = z.object({
  pairs: z.array(
    pairedPlane
      .extend({
        /** What PSNR, SSIM and MS-SSIM are over; null where the target is constant and its type has no range. */
        dataRange: z.number().positive().nullable(),
        /** The range of the target's integer type, its own max - min, or the one asked for. */
        dataRangeFrom: z.enum(['type', 'target', 'given']),
        /** Every pixel is the same; PSNR is then infinite, and null here. */
        identical: z.boolean(),
      })
      .extend(imageScoresSchema.shape)
      .extend({
        /** The input's own scores against the target; null without an input. */
        input: z.object({ file: z.string() }).extend(imageScoresSchema.shape).nullable(),
      }),
  ),
  /**
   * Images on each side that were compared, one a file where it does not hold several; the planes of an image are
   * averaged first, as they are not independent.
   */
  images: z.number().int(),
  /** Over images: mean, sample standard deviation (null below two) and 95 % bootstrap interval of the mean. */
  mean: imageScoresSchema,
  standardDeviation: imageScoresSchema,
  interval: z.record(z.string(), intervalSchema),
  inputMean: imageScoresSchema.nullable(),
  /** Prediction against input; empty without an input. */
  gain: z.array(comparedScoresSchema),
  /** How each number is defined, by metric. */
  definitions: z.record(z.string(), z.string()),
  failed: z.array(failure),
});
export type ImageMetrics = z.infer<typeof imageMetricsSchema>;

const overlapScores = { dice: score, iou: score };

export const imageOverlapSchema = z.object({
  pairs: z.array(
    pairedPlane.extend({
      classes: z.array(
        z.object({
          class: z.number(),
          /** Pixels. */
          predicted: z.number().int(),
          target: z.number().int(),
          shared: z.number().int(),
          ...overlapScores,
        }),
      ),
      /** Over the classes that are in either, background (0) left out. */
      meanDice: score,
      meanIou: score,
      /** Share of the pixels with the right class. */
      accuracy: z.number(),
    }),
  ),
  /** Over all planes together: their pixels are counted as of one image. */
  classes: z.array(z.object({ class: z.number(), ...overlapScores })),
  /** Means over planes. */
  mean: z.object({ dice: score, iou: score, accuracy: score }),
  failed: z.array(failure),
});
export type ImageOverlap = z.infer<typeof imageOverlapSchema>;

/** Files, folders or patterns; several files on each side are paired by name. */
const sides = z.object({ prediction: z.string().min(1), target: z.string().min(1) });

/** `image.metrics` and `image.overlap`: part of `methods`. */
export const metricMethods = {
  /** How near images come to their targets, plane by plane, of all images of each file. */
  'image.metrics': {
    payload: sides.extend({
      /** What the predictions were made of, scored beside them; null: none. */
      input: z.string().min(1).nullable().default(null),
      /** Instead of the type's range or the target's own. */
      dataRange: z.number().positive().nullable().default(null),
    }),
    result: imageMetricsSchema,
  },
  /** Dice and IoU of masks or class maps, plane by plane. */
  'image.overlap': { payload: sides, result: imageOverlapSchema },
};
