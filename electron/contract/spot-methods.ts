import { z } from 'zod';
import { pixelSizeSchema, planeIndexSchema } from './images.ts';

/** Null where a number is not defined, such as the median of no widths, or infinite. */
const number = z.number().nullable();

const point = z.object({ x: z.number(), y: z.number() });

/** A plane of an image; null: the first, of a colour picture the mean of its channels. */
const imagePlane = z.object({ file: z.string().min(1), plane: planeIndexSchema.nullable() });

const widthSummary = z.object({
  n: z.number().int(),
  median: number,
  lowerQuartile: number,
  upperQuartile: number,
  mean: number,
});

/** Mean and sample standard deviation over spots; values that are not finite are left out. */
const summary = z.object({ n: z.number().int(), mean: number, sd: number, leftOut: z.number().int() });

/** Signal over the noise of the ring around each spot. */
const snrSchema = summary.extend({ values: z.array(number), failed: z.array(z.number().int()) });

/** What is measured on the spots of one image. */
export const measuredSpotsSchema = z.object({
  file: z.string(),
  pixelSize: pixelSizeSchema.nullable(),
  /** Times the noise that its spots answer with at least. */
  threshold: z.number(),
  /** Strongest first: centre (px), scale (px), answer of the filter in grey levels, and over its noise. */
  spots: z.array(point.extend({ sigma: z.number(), response: z.number(), strength: number })),
  /** Full width at half maximum of Gaussians fitted to isolated spots. */
  psf: z.object({
    /** Half the side of the square that is fitted (px). */
    radius: z.number().int(),
    pixels: widthSummary,
    /** Null where the file does not tell the size of a pixel. */
    physical: widthSummary.extend({ unit: z.string() }).nullable(),
    fits: z.array(
      point.extend({
        spot: z.number().int(),
        sigmaX: z.number(),
        sigmaY: z.number(),
        fwhm: z.number(),
        amplitude: z.number(),
        background: z.number(),
      }),
    ),
    failed: z.array(z.object({ spot: z.number().int(), reason: z.string() })),
  }),
  snr: snrSchema,
  /** Pixels away from all spots; `relativeToSignal` is sd over the spots' mean signal. */
  background: z.object({
    pixels: z.number().int(),
    mean: number,
    sd: number,
    robustSd: number,
    relativeToSignal: number,
  }),
});
export type MeasuredSpots = z.infer<typeof measuredSpotsSchema>;

export const spotsSchema = z.object({
  image: measuredSpotsSchema,
  /** Spots of the truth, measured likewise; or hand labels, and the image's signal at them; null: no truth. */
  truth: z
    .union([measuredSpotsSchema, z.object({ file: z.string(), points: z.array(point), snr: snrSchema })])
    .nullable(),
  match: z
    .object({
      /** The farthest that a spot may lie from its true one (px). */
      tolerance: z.number(),
      matched: z.number().int(),
      precision: number,
      recall: number,
      f1: number,
      /** Mean distance and root mean square distance of the matched (px). */
      localisationError: number,
      rmsError: number,
      /** Spots of the image that the truth does not have, by their index, and the other way round. */
      invented: z.array(z.number().int()),
      lost: z.array(z.number().int()),
    })
    .nullable(),
});
export type Spots = z.infer<typeof spotsSchema>;

/** `image.spots`: part of `methods`. */
export const spotMethods = {
  /** Bright spots of an image, what they measure, and how they compare with the truth. */
  'image.spots': {
    payload: z.object({
      image: imagePlane,
      /** An image whose spots are the truth, or a table (.csv, .tsv, .txt) of points in columns x and y. */
      truth: imagePlane.nullable(),
      /** Standard deviations looked for (px). */
      minSigma: z.number().min(0.5).max(100),
      maxSigma: z.number().min(0.5).max(100),
      /** Times the noise that a spot must answer with; null: one false spot in ten images of noise alone. */
      threshold: z.number().positive().nullable(),
      tolerance: z.number().positive(),
    }),
    result: spotsSchema,
  },
};
