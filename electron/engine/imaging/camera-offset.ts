import { median } from './median.ts';
import { bin } from './registration/bin.ts';
import type { Plane } from './registration/plane.ts';
import type { Shift } from './registration/correlation-peak.ts';

/** A constant shift between two channels or cameras, with its scatter over the pairs. */
export interface ConstantOffset extends Shift {
  /** Robust standard deviation over the pairs (1.4826 times the median absolute deviation), in pixels. */
  spread: Shift;
  pairs: number;
}

/** The constant part of many pairs' shifts: their median. @throws RangeError without any. */
export function constantOffset(shifts: readonly Shift[]): ConstantOffset {
  if (shifts.length === 0) throw new RangeError('A constant offset needs at least one pair of images.');
  const along = (axis: 'dx' | 'dy'): [middle: number, spread: number] => {
    const values = shifts.map((shift) => shift[axis]);
    const middle = median(values);
    return [middle, 1.4826 * median(values.map((value) => Math.abs(value - middle)))];
  };
  const [[dx, spreadX], [dy, spreadY]] = [along('dx'), along('dy')];
  return { dx, dy, spread: { dx: spreadX, dy: spreadY }, pairs: shifts.length };
}

/** Blocks of so many pixels a side average read noise away. */
const block = 8;
const darkShare = 0.01;

/**
 * The camera's dark offset in grey levels: the 1st percentile of the means of 8 x 8 pixels. Where no part of the
 * picture is empty it is too high, by the darkest part's light.
 * @throws RangeError for planes below 8 pixels a side.
 */
export function darkOffset(plane: Plane): number {
  if (plane.width < block || plane.height < block) {
    throw new RangeError(`A dark offset needs ${block} x ${block} pixels or more.`);
  }
  const means = bin(plane, block).data.slice().sort();
  return (means[Math.floor(darkShare * (means.length - 1))] as number) / (block * block);
}
