import type { ViewedInfo } from '../../electron/contract/view-methods.ts';

type Histogram = ViewedInfo['histogram'];

export interface Extent {
  low: number;
  high: number;
}

/** From the histogram's first to its last edge. */
export function histogramExtent({ low, width, counts }: Histogram): Extent {
  return { low, high: low + width * Math.max(1, counts[0]?.length ?? 1) };
}

/**
 * A channel's counts as an SVG path over a `width` x `height` area, on a square-root scale so that few pixels show
 * beside many. The fullest bin of all channels is the top, so that channels compare.
 */
export function histogramPath(histogram: Histogram, channel: number, width: number, height: number): string {
  const counts = histogram.counts[channel] ?? [];
  const top = Math.sqrt(histogram.counts.flat().reduce((most, count) => Math.max(most, count), 1));
  const step = width / Math.max(1, counts.length);
  const steps = counts.map((count, i) => {
    const y = height - (Math.sqrt(count) / top) * height;
    return `L${(i * step).toFixed(2)} ${y.toFixed(2)}H${((i + 1) * step).toFixed(2)}`;
  });
  return `M0 ${height}${steps.join('')}L${width} ${height}Z`;
}
