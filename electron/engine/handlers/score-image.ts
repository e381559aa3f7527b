import type { ImageScores } from '../../contract/metric-methods.ts';
import type { Raster } from '../imaging/raster.ts';
import { metrics } from '../metrics/index.ts';
import type { Pixels } from '../metrics/metric.ts';
import { finiteOrNull } from '../metrics/summary.ts';

/** Pixels of an image, channels interleaved, and how it is called in a sentence. */
export interface ScoredPixels {
  name: string;
  width: number;
  height: number;
  channels: number;
  data: Pixels;
}

/** An image under a name. */
export const pixelsOf = (name: string, { width, height, channels, data }: Raster): ScoredPixels => ({
  ...{ name, width, height, channels, data },
});

export interface ScoredImage {
  scores: ImageScores;
  /** Every pixel is the same: PSNR is then infinite, and null here. */
  identical: boolean;
  /** Why a score is not there, in sentences. */
  notes: string[];
}

/**
 * All metrics of an image against its target. Null: not defined, or infinite. Where a pixel of either is not a
 * finite number no score is.
 * @param dataRange null: the metrics that need one have no value, unless the images are identical.
 */
export function scoreImage(image: ScoredPixels, target: ScoredPixels, dataRange: number | null): ScoredImage {
  const { width, height, channels } = target;
  if (image.data.length !== target.data.length || image.width !== width) {
    return withoutScores(
      `${image.name} has other channels or another size than its target, so it has no score.`,
    );
  }
  const bad = [image, target].find(({ data }) => countBad(data) > 0);
  if (bad) {
    const count = countBad(bad.data);
    const pixels = count === 1 ? 'One pixel' : `${count} pixels`;
    const verb = count === 1 ? 'is no finite number' : 'are not finite numbers';
    return withoutScores(`${pixels} of ${bad.name} ${verb}, so no score is defined.`);
  }
  const identical = image.data.every((value, i) => value === target.data[i]);
  const values = metrics.map((metric) => {
    // Identical images need no range: any will do.
    const range = dataRange ?? (identical || !metric.usesDataRange ? 1 : null);
    if (range === null) return NaN;
    return metric.compute(image.data, target.data, { width, height, channels, dataRange: range });
  });
  const notes = metrics.flatMap(({ label, smallestSide }, i) => {
    if (Math.min(width, height) < smallestSide)
      return [`${label} needs images of ${smallestSide} px or more.`];
    return values[i] === Infinity && !identical
      ? [`${label} is infinite: the images are equal but for brightness and contrast.`]
      : [];
  });
  return { scores: ofEachMetric((_, i) => finiteOrNull(values[i] ?? NaN)), identical, notes };
}

const withoutScores = (note: string): ScoredImage => ({
  scores: ofEachMetric(() => null),
  identical: false,
  notes: [note],
});

/** A value for each metric by its id. */
export function ofEachMetric<T>(
  value: (id: keyof ImageScores, index: number) => T,
): Record<keyof ImageScores, T> {
  return Object.fromEntries(metrics.map(({ id }, i) => [id, value(id as keyof ImageScores, i)])) as Record<
    keyof ImageScores,
    T
  >;
}

function countBad(data: Pixels): number {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return 0;
  let count = 0;
  for (const value of data) if (!Number.isFinite(value)) count += 1;
  return count;
}
