import type { Handler } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { ImageOverlap } from '../../contract/metric-methods.ts';
import { labelOf } from '../imaging/class-map.ts';
import { overlap } from '../metrics/overlap.ts';
import { summarise } from '../metrics/summary.ts';
import type { ComparedPlane, PlanePair } from './image-pairs.ts';
import { forEachPlanePair } from './image-pairs.ts';
import type { SourcePool } from './source-pool.ts';

type Compared = ImageOverlap['pairs'][number];

/** Dice and IoU of masks or class maps: the values of the pixels are the classes, 0 the background. */
export function overlapHandler(sources: SourcePool): Handler<'image.overlap'> {
  return async ({ prediction, target }, call) => {
    const pairs: Compared[] = [];
    const failed = await forEachPlanePair(sources, { prediction, target, input: null }, call, (planes) => {
      pairs.push(comparePlanes(planes));
    });
    const mean = (values: readonly (number | null)[]): number | null => {
      const value = summarise(values.filter((each) => each !== null)).mean;
      return Number.isFinite(value) ? value : null;
    };
    return {
      pairs,
      classes: together(pairs),
      mean: {
        dice: mean(pairs.map(({ meanDice }) => meanDice)),
        iou: mean(pairs.map(({ meanIou }) => meanIou)),
        accuracy: mean(pairs.map(({ accuracy }) => accuracy)),
      },
      failed,
    };
  };
}

function comparePlanes({ series, plane, prediction, target }: PlanePair): Compared {
  const files = { prediction: prediction.file, target: target.file, series };
  const maps = [prediction, target].map(labelsOf) as [ArrayLike<number>, ArrayLike<number>];
  const masks = maps.every(isMask);
  const [found, wanted] = masks ? maps.map(asMask) : maps;
  try {
    const { perClass, meanDice, meanIou, accuracy } = overlap(found ?? [], wanted ?? [], {
      ignored: 0,
      ...(masks ? { classes: [0, 1] } : {}),
    });
    return { ...files, plane, notes: [], classes: perClass, meanDice, meanIou, accuracy };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const message = `${prediction.file} and ${target.file} are no masks or class maps: ${thrown.message}`;
    throw new AbbeError('invalid-input', message, { file: prediction.file, cause: thrown });
  }
}

/** A class a pixel; colours as numbers. */
function labelsOf({ data, width, height, channels }: ComparedPlane): ArrayLike<number> {
  if (channels === 1) return data;
  const raster = { width, height, channels: 3, dtype: 'uint8', data: data as Uint8Array, notes: [] } as const;
  return Uint32Array.from({ length: width * height }, (_, i) => labelOf({ ...raster, notes: [] }, i));
}

/** The largest values of masks as programs write them: 1, 8-bit, 16-bit and RGB white. */
const set = new Set([0, 1, 255, 65535, 0xffffff]);

function isMask(map: ArrayLike<number>): boolean {
  let value = 0;
  for (let i = 0; i < map.length; i += 1) {
    const each = map[i] as number;
    if (each === 0 || each === value) continue;
    if (value !== 0 || !set.has(each)) return false;
    value = each;
  }
  return true;
}

const asMask = (map: ArrayLike<number>): Uint8Array => Uint8Array.from(map, (value) => (value === 0 ? 0 : 1));

/** Dice and IoU of each class over the pixels of all planes. */
function together(pairs: readonly Compared[]): ImageOverlap['classes'] {
  const all = Map.groupBy(
    pairs.flatMap(({ classes }) => classes),
    (each) => each.class,
  );
  return [...all]
    .sort(([a], [b]) => a - b)
    .map(([value, planes]) => {
      const sum = (key: 'predicted' | 'target' | 'shared'): number =>
        planes.reduce((total, plane) => total + plane[key], 0);
      const [both, shared] = [sum('predicted') + sum('target'), sum('shared')];
      return {
        class: value,
        dice: both > 0 ? (2 * shared) / both : null,
        iou: both > 0 ? shared / (both - shared) : null,
      };
    });
}
