import type { SampleType } from '../../contract/images.ts';
import type { ImageMetrics } from '../../contract/metric-methods.ts';
import { planeValues } from '../formats/statistics.ts';
import type { ComparedPlane, PlanePair } from './image-pairs.ts';
import { scoreImage } from './score-image.ts';

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
export function scorePlane(
  { series, plane, prediction, target, input }: PlanePair,
  given: number | null,
): Scored {
  const { dataRange, from, notes } = rangeOf(target, given);
  if (prediction.dtype !== target.dtype) {
    notes.push(
      `The prediction is ${prediction.dtype} and the target ${target.dtype}: their numbers are compared.`,
    );
  }
  const named = (each: ComparedPlane) => ({ ...each, name: each.file });
  const own = scoreImage(named(prediction), named(target), dataRange);
  const inputs = input && scoreImage(named(input), named(target), dataRange);
  const files = { prediction: prediction.file, target: target.file, series };
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
          `The target ends at ${max} of ${type}: PSNR and SSIM look high over that range; state a data range of your own for a fair score.`,
        ]
      : [],
  };
}
