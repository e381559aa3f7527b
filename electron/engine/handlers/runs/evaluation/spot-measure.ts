import type { MatchedSide, SpotMeasures, SpotSide } from '../../../../contract/evaluation-measures.ts';
import type { OpenCv } from '../../../imaging/opencv.ts';
import { loadOpenCv } from '../../../imaging/opencv.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { maxOf } from '../../../imaging/raster.ts';
import type { Plane } from '../../../imaging/registration/plane.ts';
import { psfWidths } from '../../../metrics/psf-width.ts';
import { quantile } from '../../../metrics/robust-spread.ts';
import { backgroundFluctuation, labelSnr } from '../../../metrics/snr.ts';
import {
  defaultFalseSpots,
  defaultSpotOptions,
  detectSpots,
  spotThreshold,
} from '../../../metrics/spot-detection.ts';
import type { DetectedSpot } from '../../../metrics/spot-detection.ts';
import type { Point } from '../../../metrics/spot-matching.ts';
import { matchSpots } from '../../../metrics/spot-matching.ts';
import { finiteOrNull, summarise } from '../../../metrics/summary.ts';
import { greyPlane } from './grey-plane.ts';
import type { Measure } from './measure.ts';
import { summariseMeasures } from './measure-summary.ts';
import type { ScoredPair } from './scored-pair.ts';

/**
 * How far the strengths of one spot in two exposures lie apart in 95 of 100 cases, one-sided: twice a curvature of white
 * noise has sqrt(3/2) times the deviation of the sum of both, which strengths are in. What is so much above the
 * threshold is mostly found again, and what is found again is mostly not so much below it.
 */
const repeatMargin = 1.645 * Math.SQRT2 * Math.sqrt(3 / 2);

/** As `abbe spots` has them. */
const options = {
  ...defaultSpotOptions,
  falseSpots: defaultFalseSpots,
  margin: repeatMargin,
  tolerance: 2,
  radius: Math.max(4, Math.ceil(2 * defaultSpotOptions.maxSigma)),
};

type PerImage = SpotMeasures['perImage'][number];
type Side = 'input' | 'result' | 'truth';

/**
 * Spots of input and result against those of the truth; and at the truth's spots, in all three, signal over noise,
 * the evenness of the background and widths, so that the same spots are compared. The input is measured as it is.
 */
export function spotMeasure(pixelSize: SpotMeasures['pixelSize']): Measure {
  const perImage: PerImage[] = [];
  return {
    async add(pair: ScoredPair) {
      const { cv } = await loadOpenCv();
      const truth = greyPlane(pair.truth);
      const labels = labelsOf(cv, truth);
      const { certain } = labels;
      perImage.push({
        id: pair.item.id,
        truth: measureSide(truth, pair.truth, certain, certain.length),
        input: matchedSide(cv, pair.input, labels),
        // The result is in the truth's grey levels, and has less noise than what it is compared with.
        result: matchedSide(cv, pair.result, labels, truth),
      });
    },
    finish: () => ({
      spots: {
        options,
        pixelSize,
        perImage,
        ...summariseMeasures(numbersOf(perImage)),
        fwhm: {
          input: widthsOf(perImage, 'input'),
          result: widthsOf(perImage, 'result'),
          truth: widthsOf(perImage, 'truth'),
        },
      },
    }),
  };
}

interface Labels {
  /** Spots that another exposure as good as the truth shows as well. */
  certain: DetectedSpot[];
  /** What such an exposure may show or not. */
  uncertain: DetectedSpot[];
}

/** A truth is an exposure with noise of its own: near the threshold it does not tell whether a spot is there. */
function labelsOf(cv: OpenCv, truth: Plane): Labels {
  const threshold = spotThreshold(truth, options);
  const spots = detectSpots(cv, truth, { ...options, threshold: threshold - repeatMargin });
  const isCertain = ({ strength }: DetectedSpot): boolean => strength >= threshold + repeatMargin;
  return { certain: spots.filter(isCertain), uncertain: spots.filter((spot) => !isCertain(spot)) };
}

function matchedSide(cv: OpenCv, image: Raster, labels: Labels, limit?: Plane): MatchedSide {
  const plane = greyPlane(image);
  const { certain: truth, uncertain: either } = labels;
  const all = detectSpots(cv, plane, { ...options, ...(limit && { limit }) });
  const beside = matchSpots(all, truth, options.tolerance).invented;
  const ignored = matchSpots(
    beside.map((i) => all[i] as Point),
    either,
    options.tolerance,
  ).pairs.map(({ found: i }) => beside[i]);
  const found = all.filter((_, i) => !ignored.includes(i));
  const { pairs, lost, invented, ...match } = matchSpots(found, truth, options.tolerance);
  const at = (list: readonly Point[], indices: readonly number[]): Point[] =>
    indices.map((i) => ({ x: list[i]?.x ?? NaN, y: list[i]?.y ?? NaN }));
  return {
    ...measureSide(plane, image, truth, found.length),
    match: {
      matched: pairs.length,
      uncertain: ignored.length,
      ...match,
      lost: at(truth, lost),
      invented: at(found, invented),
    },
  };
}

function measureSide(plane: Plane, { dtype }: Raster, spots: readonly Point[], found: number): SpotSide {
  const saturation = dtype === 'float32' ? undefined : maxOf(dtype);
  const { fits, failed } = psfWidths(plane, spots, { radius: options.radius, saturation });
  const { sd, robustSd, relativeToSignal } = backgroundFluctuation(plane, spots);
  return {
    found,
    snr: labelSnr(plane, spots).labels.map(({ snr }) => finiteOrNull(snr)),
    background: {
      sd: finiteOrNull(sd),
      robustSd: finiteOrNull(robustSd),
      relativeToSignal: finiteOrNull(relativeToSignal),
    },
    fwhm: fits.map(({ fwhm }) => fwhm),
    failedFits: failed.length,
  };
}

/** What is told of each image, beside the lists. */
function numbersOf(images: readonly PerImage[]): Parameters<typeof summariseMeasures>[0] {
  const matched = (id: 'precision' | 'recall' | 'f1' | 'localisationError', label: string) => ({
    ...{ id, label, unit: id === 'localisationError' ? 'px' : '' },
    better: id === 'localisationError' ? ('lower' as const) : ('higher' as const),
    input: images.map(({ input }) => input.match[id]),
    result: images.map(({ result }) => result.match[id]),
  });
  const sides = (value: (side: SpotSide) => number | null) => ({
    input: images.map(({ input }) => value(input)),
    result: images.map(({ result }) => value(result)),
    truth: images.map(({ truth }) => value(truth)),
  });
  const snr = ({ snr: values }: SpotSide): number | null =>
    finiteOrNull(summarise(values.map((value) => value ?? NaN)).mean);
  return [
    matched('precision', 'Precision of spots'),
    matched('recall', 'Recall of spots'),
    matched('f1', 'F1 of spots'),
    matched('localisationError', 'Localisation error'),
    { id: 'snr', label: 'Signal-to-noise ratio of spots', unit: '', better: 'higher', ...sides(snr) },
    {
      ...{ id: 'background', label: 'Background fluctuation over signal', unit: '', better: 'lower' },
      ...sides(({ background }) => background.relativeToSignal),
    },
    {
      ...{ id: 'fwhm', label: 'Median width of spots (FWHM)', unit: 'px', better: null },
      ...sides(({ fwhm }) => finiteOrNull(quantile(fwhm, 0.5))),
    },
  ];
}

function widthsOf(images: readonly PerImage[], side: Side): SpotMeasures['fwhm'][Side] {
  const widths = images.flatMap((image) => image[side].fwhm);
  return {
    n: widths.length,
    median: finiteOrNull(quantile(widths, 0.5)),
    lowerQuartile: finiteOrNull(quantile(widths, 0.25)),
    upperQuartile: finiteOrNull(quantile(widths, 0.75)),
    failed: images.reduce((sum, image) => sum + image[side].failedFits, 0),
  };
}
