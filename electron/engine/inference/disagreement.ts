import { AbbeError } from '../../contract/errors.ts';
import { allocate } from '../imaging/raster.ts';
import type { Raster } from '../imaging/raster.ts';
import { turnRaster } from '../imaging/turn-raster.ts';

/** What results are repeated over: so many draws of dropout, or the image's eight orientations. */
export type Sampling = number | 'flips';

/** Repeated results of one image, as numbers a pixel. */
export interface Disagreement {
  /** Of the results; type, size and channels as a single result has them. */
  mean: Raster;
  /** Standard deviation (n - 1) of the results in the result's unit; floats, as many channels. */
  deviation: Raster;
  samples: number;
}

/** What makes results: a trainer, or a generator with stored weights. */
export interface Sampled {
  /** Whether `translate` can draw dropout. */
  readonly dropout?: boolean;
  /** @param options.sample number of the draw of dropout; absent: no draw is asked for. */
  translate(image: Raster, options?: SampleOptions): Promise<Raster>;
}

interface SampleOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  sample?: number;
}

const orientations = [false, true].flatMap((mirrorX) => [0, 1, 2, 3].map((turns) => ({ mirrorX, turns })));

/**
 * How far results of one image differ where nothing but chance or orientation does: a high deviation says that the
 * network is not sure. A low one does not say that it is right, as all samples can err alike.
 *
 * Draws of dropout follow Gal and Ghahramani (2016); sample k of a run is the same at every call, whatever else is
 * asked for. With `flips` the image is mirrored and turned by quarters, and each result turned back: a network
 * that was trained without them also shows how little it knows of turned images.
 * @throws AbbeError invalid-input for draws of dropout where the network has none, for fewer than two, and as
 *   `translate` does; cancelled.
 */
export async function disagreement(
  generator: Sampled,
  image: Raster,
  sampling: Sampling,
  { onProgress, ...options }: Omit<SampleOptions, 'sample'> = {},
): Promise<Disagreement> {
  requireSampling(generator, sampling);
  const samples = sampling === 'flips' ? orientations.length : sampling;
  const statistics = new PixelStatistics();
  for (let k = 0; k < samples; k += 1) {
    if (options.signal?.aborted) throw new AbbeError('cancelled', 'Cancelled.');
    onProgress?.(k, samples);
    statistics.add(
      sampling === 'flips'
        ? await turnedResult(generator, image, k, options)
        : await generator.translate(image, { ...options, sample: k }),
    );
  }
  onProgress?.(samples, samples);
  return { ...statistics.result(), samples };
}

/** @throws AbbeError invalid-input where the generator's results cannot be repeated like this. */
export function requireSampling({ dropout }: Pick<Sampled, 'dropout'>, sampling: Sampling): void {
  if (sampling === 'flips') return;
  if (!Number.isInteger(sampling) || sampling < 2) {
    throw new AbbeError('invalid-input', `Disagreement needs two samples or more, not ${sampling}.`);
  }
  if (!dropout) {
    throw new AbbeError(
      'invalid-input',
      'This model has no dropout to draw samples from: ask for “flips”, the disagreement over mirrored and turned images.',
    );
  }
}

/** The samplings that a generator allows, in words for people: draws where it has dropout, else flips. */
export function describeSampling(sampling: Sampling): string {
  return sampling === 'flips'
    ? `the ${orientations.length} orientations of the image`
    : `${sampling} draws of dropout`;
}

async function turnedResult(
  generator: Sampled,
  image: Raster,
  k: number,
  options: Omit<SampleOptions, 'sample'>,
): Promise<Raster> {
  const { mirrorX, turns } = orientations[k] as (typeof orientations)[number];
  const result = await generator.translate(turnRaster(image, { mirrorX, mirrorY: false, turns }), options);
  const back = turnRaster(result, { mirrorX: false, mirrorY: false, turns: -turns });
  return turnRaster(back, { mirrorX, mirrorY: false, turns: 0 });
}

/** Mean and standard deviation of images, pixel by pixel, by Welford's update: one pass, without cancellation. */
class PixelStatistics {
  #count = 0;
  #first: Raster | undefined;
  #mean = new Float64Array(0);
  /** Sums of squared distances from the mean. */
  #squares = new Float64Array(0);

  add(image: Raster): void {
    if (!this.#first) {
      this.#first = image;
      this.#mean = new Float64Array(image.data.length);
      this.#squares = new Float64Array(image.data.length);
    }
    if (image.data.length !== this.#mean.length) {
      throw new RangeError('Repeated results of one image must have one size.');
    }
    this.#count += 1;
    for (let i = 0; i < image.data.length; i += 1) {
      const value = image.data[i] as number;
      const distance = value - (this.#mean[i] as number);
      this.#mean[i] = (this.#mean[i] as number) + distance / this.#count;
      this.#squares[i] = (this.#squares[i] as number) + distance * (value - (this.#mean[i] as number));
    }
  }

  result(): { mean: Raster; deviation: Raster } {
    if (!this.#first) throw new RangeError('There are no results to compare.');
    const whole = this.#first.dtype !== 'float32';
    const mean = allocate(this.#first.dtype, this.#mean.length);
    this.#mean.forEach((value, i) => (mean[i] = whole ? Math.round(value) : value));
    const free = this.#count - 1;
    const deviation = Float32Array.from(this.#squares, (sum) => Math.sqrt(Math.max(0, sum) / free));
    return {
      mean: { ...this.#first, data: mean },
      deviation: { ...this.#first, dtype: 'float32', data: deviation, notes: [] },
    };
  }
}
