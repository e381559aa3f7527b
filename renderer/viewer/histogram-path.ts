import type { ViewedInfo } from '../../electron/contract/view-methods.ts';

type Histogram = ViewedInfo['histogram'];

export interface Extent {
  low: number;
  high: number;
}

/** What a histogram is drawn over: all values of 8 bits, else from the smallest to the largest that there is. */
export function histogramExtent(info: Pick<ViewedInfo, 'dtype' | 'range' | 'histogram'>): Extent {
  if (info.dtype === 'uint8') return { low: 0, high: 255 };
  const { low, width, counts } = info.histogram;
  const high = info.range?.max ?? low + width * Math.max(1, counts[0]?.length ?? 1);
  return { low, high: high > low ? high : low + width };
}

/**
 * A channel's counts as an SVG path over a `width` x `height` area, on a square-root scale so that few pixels show
 * beside many. The fullest bin of all channels is the top, so that channels compare.
 */
export function histogramPath(
  histogram: Histogram,
  channel: number,
  { low, high }: Extent,
  [width, height]: readonly [number, number],
): string {
  const counts = histogram.counts[channel] ?? [];
  const top = Math.sqrt(histogram.counts.flat().reduce((most, count) => Math.max(most, count), 1));
  const at = (value: number): string => {
    return (Math.min(1, Math.max(0, (value - low) / (high - low))) * width).toFixed(2);
  };
  const begin = histogram.low;
  const steps = counts.map((count, i) => {
    const y = (height - (Math.sqrt(count) / top) * height).toFixed(2);
    return `L${at(begin + i * histogram.width)} ${y}H${at(begin + (i + 1) * histogram.width)}`;
  });
  return `M${at(begin)} ${height}${steps.join('')}V${height}Z`;
}
