/** How one class lies in a prediction and in its target, in pixels. */
export type ClassOverlap = {
  class: number;
  predicted: number;
  target: number;
  shared: number;
  /** 2 shared / (predicted + target); null where the class is in neither. */
  dice: number | null;
  /** shared / (predicted + target - shared); null where the class is in neither. */
  iou: number | null;
};

export type Overlap = {
  perClass: ClassOverlap[];
  /** Over the classes that are in either, `ignored` ones left out; null where there is none. */
  meanDice: number | null;
  meanIou: number | null;
  /** Share of the pixels with the right class, background included. */
  accuracy: number;
};

/** More values than this are no classes but an image, or labels of single objects. */
export const mostClasses = 256;

/**
 * Dice (1945) and intersection over union (Jaccard 1912) of each class of two class maps.
 * @param prediction and `target`: one class number a pixel, of equal length; every number is a class.
 * @param options.classes which classes to tell of; those found in either if not given, rising.
 * @param options.ignored a class left out of the means, usually the background, 0.
 * @throws RangeError for maps of different sizes, empty ones, numbers that are not finite, and above 256 classes.
 */
export function overlap(
  prediction: ArrayLike<number>,
  target: ArrayLike<number>,
  options: { classes?: readonly number[]; ignored?: number } = {},
): Overlap {
  const n = target.length;
  if (prediction.length !== n || n === 0) {
    throw new RangeError(`Class maps of ${prediction.length} and ${n} pixels cannot be compared.`);
  }
  const counts = new Map<number, { predicted: number; target: number; shared: number }>();
  const of = (value: number): { predicted: number; target: number; shared: number } => {
    const known = counts.get(value);
    if (known) return known;
    if (!Number.isFinite(value)) throw new RangeError('A class map holds numbers only, not NaN or infinity.');
    if (counts.size === mostClasses) {
      throw new RangeError(`There are more than ${mostClasses} values, which are not classes but an image.`);
    }
    const made = { predicted: 0, target: 0, shared: 0 };
    counts.set(value, made);
    return made;
  };
  let right = 0;
  for (let i = 0; i < n; i += 1) {
    const [found, wanted] = [prediction[i] as number, target[i] as number];
    of(found).predicted += 1;
    const row = of(wanted);
    row.target += 1;
    if (found !== wanted) continue;
    row.shared += 1;
    right += 1;
  }
  const classes = options.classes ?? [...counts.keys()].sort((a, b) => a - b);
  const perClass = classes.map((value) => scoreOf(value, counts.get(value)));
  const counted = perClass.filter((each) => each.class !== options.ignored);
  return {
    perClass,
    meanDice: meanOf(counted.map(({ dice }) => dice)),
    meanIou: meanOf(counted.map(({ iou }) => iou)),
    accuracy: right / n,
  };
}

function scoreOf(
  value: number,
  { predicted, target, shared } = { predicted: 0, target: 0, shared: 0 },
): ClassOverlap {
  const both = predicted + target;
  return {
    class: value,
    ...{ predicted, target, shared },
    dice: both > 0 ? (2 * shared) / both : null,
    iou: both > 0 ? shared / (both - shared) : null,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
