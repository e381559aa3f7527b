import { z } from 'zod';
import { comparedScoresSchema, intervalSchema } from './metric-methods.ts';

/** Null where a number is not defined, such as the median of no widths. */
const number = z.number().nullable();
const point = z.object({ x: z.number(), y: z.number() });

const over = z.object({ n: z.number().int(), mean: number, sd: number, interval: intervalSchema });
export type OverImages = z.infer<typeof over>;

/** One number of each image, summed up over the images for every side that has it. */
export const measureSummarySchema = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.string(),
  /** Null: neither is; nearer to the truth's is better. */
  better: z.enum(['higher', 'lower']).nullable(),
  input: over.nullable(),
  result: over.nullable(),
  truth: over.nullable(),
});
export type MeasureSummary = z.infer<typeof measureSummarySchema>;

const summarised = {
  summary: z.array(measureSummarySchema),
  /** Result against input, image by image, corrected for all of this list. */
  comparison: z.array(comparedScoresSchema),
};

/** What is measured of an image at the places of the truth's spots. */
const spotSideSchema = z.object({
  /** Spots found in it by itself. */
  found: z.number().int(),
  /** Signal over the noise of the ring around each spot. */
  snr: z.array(number),
  background: z.object({ sd: number, robustSd: number, relativeToSignal: number }),
  /** Full width at half maximum (px) of the spots that a Gaussian could be fitted to. */
  fwhm: z.array(z.number()),
  failedFits: z.number().int(),
});
export type SpotSide = z.infer<typeof spotSideSchema>;

const matchedSideSchema = spotSideSchema.extend({
  match: z.object({
    matched: z.number().int(),
    precision: number,
    recall: number,
    f1: number,
    /** Pixels. */
    localisationError: number,
    rmsError: number,
    /** Spots of the truth that it lacks, and its spots that the truth does not have. */
    lost: z.array(point),
    invented: z.array(point),
    /** Its spots at places where the truth cannot tell whether one is: neither right nor invented. */
    uncertain: z.number().int().default(0),
  }),
});
export type MatchedSide = z.infer<typeof matchedSideSchema>;

const widths = z.object({
  n: z.number().int(),
  median: number,
  lowerQuartile: number,
  upperQuartile: number,
  /** Spots without a width. */
  failed: z.number().int(),
});

/** Bright spots of the result, and of its input, against those of the truth. */
export const spotMeasuresSchema = z.object({
  options: z.object({
    minSigma: z.number(),
    maxSigma: z.number(),
    /** Times the noise that a spot must answer with; null: by the size of each image, see `falseSpots`. */
    threshold: z.number().nullable(),
    /** Spots that an image of noise alone has on average; null where a threshold was given. */
    falseSpots: z.number().nullable().default(null),
    /** Spots of the truth at least so much above the threshold are labels, others down to so much below it uncertain. */
    margin: z.number().default(0),
    /** The farthest that a spot may lie from its true one (px). */
    tolerance: z.number(),
    /** Half the side of the square that a Gaussian is fitted to (px). */
    radius: z.number().int(),
  }),
  /** Side of a pixel where all files agree on one. */
  pixelSize: z.object({ x: z.number(), y: z.number(), unit: z.string() }).nullable(),
  perImage: z.array(
    z.object({ id: z.string(), truth: spotSideSchema, input: matchedSideSchema, result: matchedSideSchema }),
  ),
  ...summarised,
  /** Widths of the spots of all images together (px). */
  fwhm: z.object({ input: widths, result: widths, truth: widths }),
});
export type SpotMeasures = z.infer<typeof spotMeasuresSchema>;

const resolutionSide = z.object({
  /** Pixels per period by decorrelation analysis of the image alone; null with the reason. */
  decorrelation: number,
  reason: z.string().nullable(),
});
/** With the Fourier ring correlation with the truth: pixels per period where it falls below 1/7. */
const comparedResolution = resolutionSide.extend({
  ringCorrelation: number,
  ringReason: z.string().nullable(),
});

/** Image resolution, in pixels per period: smaller is finer. */
export const resolutionMeasuresSchema = z.object({
  perImage: z.array(
    z.object({
      id: z.string(),
      truth: resolutionSide,
      input: comparedResolution,
      result: comparedResolution,
    }),
  ),
  ...summarised,
});
export type ResolutionMeasures = z.infer<typeof resolutionMeasuresSchema>;

/** Whose images: the truths scored, results (or images from noise), inputs, and the training set's truths. */
export const imageSets = ['real', 'generated', 'input', 'training'] as const;
export type ImageSet = (typeof imageSets)[number];

/** Kernel distance: mean and standard deviation over random subsets of the rows. */
export const kernelDistanceSchema = z.object({
  kid: z.number(),
  sd: z.number(),
  subsets: z.number().int(),
  subsetSize: z.number().int(),
});

/** How the set of results lies beside the set of real images, none of them paired. */
export const distributionMeasuresSchema = z.object({
  /** What one row is, in words. */
  features: z.string(),
  /** Side of the patches (px), and the side that they are shrunken to. */
  patch: z.number().int(),
  shrunkenTo: z.number().int(),
  rows: z.partialRecord(z.enum(imageSets), z.number().int()),
  /** Of the components fitted on the real images, as shares. */
  explainedVarianceRatio: z.array(z.number()),
  /** Rows on the first two components; `image` is the image's id. */
  points: z.array(z.object({ set: z.enum(imageSets), image: z.string(), x: z.number(), y: z.number() })),
  /** Of each set from the real one, over all features, with its permutation test. */
  energy: z.array(
    z.object({
      set: z.enum(imageSets),
      statistic: z.number(),
      pValue: z.number(),
      permutations: z.number().int(),
    }),
  ),
  /** Kernel distance (KID) of each set from the real one; null: too few rows, or an older Abbe. */
  kernel: z
    .object({
      network: z.enum(['structure', 'vgg16']),
      /** What the features are, in words. */
      features: z.string(),
      distances: z.array(kernelDistanceSchema.extend({ set: z.enum(imageSets) })),
    })
    .nullable()
    .default(null),
  notes: z.array(z.string()),
});
export type DistributionMeasures = z.infer<typeof distributionMeasuresSchema>;

/** Distance of the texture of each image from its truth's, in grey levels, wherever its pixels lie. */
export const textureMeasuresSchema = z.object({
  perImage: z.array(z.object({ id: z.string(), input: z.number(), result: z.number() })),
  ...summarised,
});
export type TextureMeasures = z.infer<typeof textureMeasuresSchema>;

/** Dark structures, membranes, found again in results by a threshold. */
export const membraneMeasuresSchema = z.object({
  /** The class of the labels. */
  class: z.string(),
  /** Grey level below which a pixel is a membrane: so set that the dark area of real training images is the labels'. */
  threshold: z.number(),
  trainingImages: z.number().int(),
  perImage: z.array(
    z.object({
      id: z.string(),
      /** Share of the pixels: of the labels, and below the threshold in truth and result. */
      labels: z.number(),
      truth: z.number(),
      result: z.number(),
      /** Of the dark pixels with the labels; that of the truth is what a threshold can reach at best. */
      truthDice: number,
      resultDice: number,
    }),
  ),
  summary: z.array(measureSummarySchema),
});
export type MembraneMeasures = z.infer<typeof membraneMeasuresSchema>;

/** Share of the pixels of each class, of real and of generated class maps. */
export const areaMeasuresSchema = z.object({
  classes: z.array(
    z.object({
      name: z.string(),
      real: over,
      generated: over,
      /** Energy distance of the two lists of shares; null where a list is empty. */
      energy: z
        .object({ statistic: z.number(), pValue: z.number(), permutations: z.number().int() })
        .nullable(),
      perImage: z.object({ real: z.array(z.number()), generated: z.array(z.number()) }),
    }),
  ),
});
export type AreaMeasures = z.infer<typeof areaMeasuresSchema>;
