import type { SampleType } from '../../contract/images.ts';
import type { ImageMetrics, ImageScores } from '../../contract/metric-methods.ts';
import { planeValues } from '../formats/statistics.ts';
import { metrics } from '../metrics/index.ts';
import type { ComparedPlane, PlanePair } from './image-pairs.ts';

type Scored = ImageMetrics['pairs'][number];

/** Where the type says what values there can be: 32 bits hold far more than any image, so they do not. */
const typeRanges: Partial<Record<SampleType, number>> = {
  uint8: 255,
  int8: 255,
  uint16: 65535,
  int16: 65535,
};

/**
 * All metrics of one plane against its target, and of its input where there is one. The data range is the one
 * given, else 255 or 65535 for 8 and 16 bits, else the target plane's own max - min.
 */
export function scorePlane({ plane, prediction, target, input }: PlanePair, given: number | null): Scored {
  const { dataRange, from, notes } = rangeOf(target, given);
  if (prediction.dtype !== target.dtype) {
    notes.push(
      `The prediction is ${prediction.dtype} and the target ${target.dtype}: their numbers are compared.`,
    );
  }
  const own = scoresOf(prediction, target, dataRange);
  const inputs = input && scoresOf(input, target, dataRange);
  const files = { prediction: prediction.file, target: target.file };
  return {
    ...files,
    plane,
    notes: [...notes, ...own.notes],
    dataRange,
    dataRangeFrom: from,
    identical: own.identical,
    ...own.scores,
    input: input && inputs && { file: input.file, ...inputs.scores },
  };
}

function rangeOf(
  { data, dtype }: ComparedPlane,
  given: number | null,
): { dataRange: number | null; from: Scored['dataRangeFrom']; notes: string[] } {
  if (given !== null) return { dataRange: given, from: 'given', notes: [] };
  const { min, max } = planeValues(data);
  const type = typeRanges[dtype];
  const own = min === null || max === null ? 0 : max - min;
  if (type === undefined) {
    const notes = own > 0 ? [] : ['The target is constant, so PSNR and SSIM have no data range.'];
    return { dataRange: own > 0 ? own : null, from: 'target', notes };
  }
  const faint = type > 255 && max !== null && max < type / 4;
  return {
    dataRange: type,
    from: 'type',
    notes: faint
      ? [
          `The target ends at ${max} of ${type}: PSNR and SSIM look high over that range; --data-range sets another.`,
        ]
      : [],
  };
}

function scoresOf(
  image: ComparedPlane,
  target: ComparedPlane,
  dataRange: number | null,
): { scores: ImageScores; identical: boolean; notes: string[] } {
  const bad = [image, target].find(({ data }) => countBad(data) > 0);
  if (bad) {
    const note = `${countBad(bad.data)} pixels of ${bad.file} are not finite numbers, so no score is defined.`;
    return { scores: ofEach(() => null), identical: false, notes: [note] };
  }
  const { width, height, channels } = target;
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
  const finite = (value = NaN): number | null => (Number.isFinite(value) ? value : null);
  return { scores: ofEach((i) => finite(values[i])), identical, notes };
}

function ofEach(value: (index: number) => number | null): ImageScores {
  return Object.fromEntries(metrics.map(({ id }, i) => [id, value(i)])) as ImageScores;
}

function countBad(data: ComparedPlane['data']): number {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return 0;
  let count = 0;
  for (const value of data) if (!Number.isFinite(value)) count += 1;
  return count;
}
