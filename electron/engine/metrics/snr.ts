import { requirePlane } from '../imaging/registration/plane.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { robustSpread } from './robust-spread.ts';
import { summarise } from './summary.ts';
import type { Summary } from './summary.ts';

export interface LabelOptions {
  /** Radius of a label (px): its pixels are those within it. */
  radius: number;
  /** The ring that is its background begins and ends here (px), labels in it left out. */
  inner: number;
  outer: number;
}

export const defaultLabelOptions: LabelOptions = { radius: 2, inner: 4, outer: 10 };

export interface LabelSnr {
  /** Index in the list of labels. */
  label: number;
  /** Mean of the label's pixels less the background, in grey levels. */
  signal: number;
  /** Median of the ring around it. */
  background: number;
  /** Robust standard deviation (1.4826 MAD) of the ring. */
  noise: number;
  /** signal / noise; Infinity over an even background, NaN where there is neither. */
  snr: number;
}

export interface SignalToNoise {
  labels: LabelSnr[];
  /** Of the finite values of all labels. */
  snr: Summary;
  /** Labels without finite pixels, or with fewer than 8 of background, by index. */
  failed: number[];
}

export interface BackgroundFluctuation {
  /** Pixels farther than `inner` from every label. */
  pixels: number;
  mean: number;
  /** Standard deviation, over everything from pixel noise to uneven shading. */
  sd: number;
  /** The robust one (1.4826 MAD), which structures that are no labels do not move. */
  robustSd: number;
  /** sd / mean signal of the labels: images of different brightness compare; NaN without labels. */
  relativeToSignal: number;
}

/** Fewer pixels of background than this say nothing of its noise. */
const leastBackground = 8;

/**
 * Signal-to-noise ratio of labels: each one's mean within `radius` px less the median of the ring around it, over
 * the ring's robust standard deviation. Labels within the ring of another do not count as its background.
 * An empty list gives an empty one, whose mean is NaN.
 */
export function labelSnr(
  plane: Plane,
  labels: readonly { x: number; y: number }[],
  options: Partial<LabelOptions> = {},
): SignalToNoise {
  const sizes = checked(plane, options);
  const covered = nearLabels(plane, labels, sizes.inner);
  const failed: number[] = [];
  const measured: LabelSnr[] = [];
  labels.forEach((label, index) => {
    const own = ring(plane, label, 0, sizes.radius);
    const around = ring(plane, label, sizes.inner, sizes.outer, covered);
    if (own.length === 0 || around.length < leastBackground) {
      failed.push(index);
      return;
    }
    const { median, sd } = robustSpread(around);
    const signal = own.reduce((sum, value) => sum + value, 0) / own.length - median;
    measured.push({ label: index, signal, background: median, noise: sd, snr: signal / sd });
  });
  return { labels: measured, snr: summarise(measured.map(({ snr }) => snr)), failed };
}

/**
 * How even the background is: the spread of the pixels farther than `inner` px from every label, also as a share
 * of the labels' mean signal. NaN where no finite pixel is that far from all of them.
 */
export function backgroundFluctuation(
  plane: Plane,
  labels: readonly { x: number; y: number }[],
  options: Partial<LabelOptions> = {},
): BackgroundFluctuation {
  const sizes = checked(plane, options);
  const covered = nearLabels(plane, labels, sizes.inner);
  const values = Float64Array.from(plane.data).filter((value, i) => !covered[i] && Number.isFinite(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const signals = labelSnr(plane, labels, options).labels.map(({ signal }) => signal);
  return {
    pixels: values.length,
    mean,
    sd,
    robustSd: robustSpread(values).sd,
    relativeToSignal: sd / summarise(signals).mean,
  };
}

function checked(plane: Plane, options: Partial<LabelOptions>): LabelOptions {
  requirePlane(plane);
  const { radius, inner, outer } = { ...defaultLabelOptions, ...options };
  if (!(radius > 0 && inner >= radius && outer > inner && Number.isFinite(outer))) {
    throw new RangeError(
      `Radius, inner and outer radius of a label's ring must grow from above 0, not ${radius}, ${inner}, ${outer}.`,
    );
  }
  return { radius, inner, outer };
}

/** 1 where a pixel is no farther than `radius` from a label. */
function nearLabels(plane: Plane, labels: readonly { x: number; y: number }[], radius: number): Uint8Array {
  const covered = new Uint8Array(plane.data.length);
  for (const label of labels) eachWithin(plane, label, 0, radius, (at) => (covered[at] = 1));
  return covered;
}

/** Finite values farther than `from` and no farther than `to` from a point (from 0 on: the point too). */
function ring(
  plane: Plane,
  point: { x: number; y: number },
  from: number,
  to: number,
  without?: Uint8Array,
): number[] {
  const values: number[] = [];
  eachWithin(plane, point, from, to, (at) => {
    const value = plane.data[at] as number;
    if (Number.isFinite(value) && !without?.[at]) values.push(value);
  });
  return values;
}

function eachWithin(
  { width, height }: Plane,
  { x, y }: { x: number; y: number },
  from: number,
  to: number,
  visit: (at: number) => void,
): void {
  for (let v = Math.max(0, Math.ceil(y - to)); v <= Math.min(height - 1, Math.floor(y + to)); v += 1) {
    for (let u = Math.max(0, Math.ceil(x - to)); u <= Math.min(width - 1, Math.floor(x + to)); u += 1) {
      const distance = Math.hypot(u - x, v - y);
      if (distance <= to && (distance > from || from === 0)) visit(v * width + u);
    }
  }
}
