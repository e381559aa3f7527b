import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { PlaneIndex } from '../../contract/images.ts';
import type { MeasuredSpots, Spots } from '../../contract/spot-methods.ts';
import { readPoints } from '../datasets/read-points.ts';
import type { PixelSource } from '../formats/pixel-source.ts';
import { loadOpenCv } from '../imaging/opencv.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { psfWidths } from '../metrics/psf-width.ts';
import type { WidthSummary } from '../metrics/psf-width.ts';
import { backgroundFluctuation, labelSnr } from '../metrics/snr.ts';
import type { SpotOptions } from '../metrics/spot-detection.ts';
import { detectSpots, spotThreshold } from '../metrics/spot-detection.ts';
import type { Point } from '../metrics/spot-matching.ts';
import { matchSpots } from '../metrics/spot-matching.ts';
import type { EngineContext } from './context.ts';
import { planeOf } from './plane-of.ts';
import { finiteOrNull } from '../metrics/summary.ts';

type Widths = MeasuredSpots['psf']['pixels'];

interface Measured {
  plane: Plane;
  found: MeasuredSpots;
}

/** Spots of images, measured and compared. */
export function spotHandlers({ sources }: Pick<EngineContext, 'sources'>): Pick<Handlers, 'image.spots'> {
  return {
    'image.spots': async ({ image, truth, tolerance, ...options }, { signal }): Promise<Spots> => {
      const measureFile = async (file: string, plane: PlaneIndex | null): Promise<Measured> => {
        const measured = await sources.use(file, {}, (source) => measure(file, source, plane, options));
        signal.throwIfAborted();
        return measured;
      };
      const { plane, found } = await measureFile(resolve(image.file), image.plane);
      if (truth === null) return { image: found, truth: null, match: null };
      const file = resolve(truth.file);
      if (!/\.(csv|tsv|txt)$/i.test(file)) {
        const other = (await measureFile(file, truth.plane)).found;
        return { image: found, truth: other, match: compare(found.spots, other.spots, tolerance, file) };
      }
      const points = await readPoints(file);
      const labels = { file, points, snr: snrOf(plane, points) };
      return { image: found, truth: labels, match: compare(found.spots, points, tolerance, file) };
    },
  };
}

async function measure(
  file: string,
  source: PixelSource,
  index: PlaneIndex | null,
  options: SpotOptions,
): Promise<Measured> {
  const { cv } = await loadOpenCv();
  const plane = await planeOf(source, index);
  const { pixelSize } = source.info;
  try {
    const spots = detectSpots(cv, plane, options);
    const radius = Math.max(4, Math.ceil(2 * options.maxSigma));
    const size =
      pixelSize?.x && pixelSize.y ? { x: pixelSize.x, y: pixelSize.y, unit: pixelSize.unit } : undefined;
    const saturation = { uint8: 255, uint16: 65535 }[source.info.dtype as string];
    const { fits, failed, pixels, physical } = psfWidths(plane, spots, {
      radius,
      saturation,
      pixelSize: size,
    });
    const found = {
      file,
      pixelSize,
      threshold: options.threshold ?? spotThreshold(plane, options),
      spots: spots.map((spot) => ({ ...spot, strength: finiteOrNull(spot.strength) })),
      psf: {
        radius,
        pixels: widthsOf(pixels),
        physical: physical && { ...widthsOf(physical), unit: physical.unit },
        fits,
        failed,
      },
      snr: snrOf(plane, spots),
      background: backgroundOf(plane, spots),
    };
    return { plane, found };
  } catch (thrown) {
    throw named(file, 'The spots of', thrown);
  }
}

function snrOf(plane: Plane, points: readonly Point[]): MeasuredSpots['snr'] {
  const { labels, snr, failed } = labelSnr(plane, points);
  const { n, mean, sd, leftOut } = snr;
  const values = labels.map((label) => finiteOrNull(label.snr));
  return { n, mean: finiteOrNull(mean), sd: finiteOrNull(sd), leftOut, values, failed };
}

function backgroundOf(plane: Plane, points: readonly Point[]): MeasuredSpots['background'] {
  const { pixels, mean, sd, robustSd, relativeToSignal } = backgroundFluctuation(plane, points);
  return {
    pixels,
    mean: finiteOrNull(mean),
    sd: finiteOrNull(sd),
    robustSd: finiteOrNull(robustSd),
    relativeToSignal: finiteOrNull(relativeToSignal),
  };
}

function compare(
  found: readonly Point[],
  truth: readonly Point[],
  tolerance: number,
  file: string,
): Spots['match'] {
  try {
    const { pairs, ...match } = matchSpots(found, truth, tolerance);
    return { tolerance, matched: pairs.length, ...match };
  } catch (thrown) {
    throw named(file, 'The spots cannot be compared with', thrown);
  }
}

function named(file: string, what: string, thrown: unknown): AbbeError {
  if (thrown instanceof AbbeError) return thrown;
  const { code, message } = AbbeError.wrap(thrown);
  const text = what.endsWith('with')
    ? `${what} ${file}: ${message}`
    : `${what} ${file} cannot be measured: ${message}`;
  return new AbbeError(code, text, { file, cause: thrown });
}

const widthsOf = ({ n, median, lowerQuartile, upperQuartile, mean }: WidthSummary): Widths => ({
  n,
  median: finiteOrNull(median),
  lowerQuartile: finiteOrNull(lowerQuartile),
  upperQuartile: finiteOrNull(upperQuartile),
  mean: finiteOrNull(mean),
});
