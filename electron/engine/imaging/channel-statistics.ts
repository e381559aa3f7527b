import { valueRange } from './display.ts';
import { commonEdges, IntensityHistogram } from './intensity-histogram.ts';
import type { ValueRange } from './normalise.ts';
import type { Raster, RasterData } from './raster.ts';
import { ValueCounts } from './value-counts.ts';

const bins = 256;

/** What a contrast is set by: the extent of the values, percentiles, and a histogram of each channel. */
export interface ChannelStatistics {
  range: ValueRange | null;
  percentiles: { low: number; high: number; range: ValueRange }[];
  histogram: { low: number; width: number; counts: number[][] };
}

/** Pairs of percentiles that people set a contrast to. */
const shares = [
  [0.1, 99.9],
  [0.5, 99.5],
] as const;

/** Exact, over the finite pixels of all channels; histograms have whole-number bins where pixels are integers. */
export function channelStatistics(raster: Raster): ChannelStatistics {
  const counts = new ValueCounts();
  counts.add(raster.data);
  if (counts.count === 0 || !hasFinite(raster)) {
    return { range: null, percentiles: [], histogram: { low: 0, width: 1, counts: [] } };
  }
  if (counts.needsSecondPass(shares.flat())) counts.addAgain(raster.data);
  const percentiles = shares.map(([low, high]) => ({
    low,
    high,
    range: { min: counts.percentile(low), max: counts.percentile(high) },
  }));
  return { range: valueRange(raster), percentiles, histogram: histogramOf(raster) };
}

function hasFinite({ data }: Raster): boolean {
  return !(data instanceof Float32Array) || data.some((value) => Number.isFinite(value));
}

function histogramOf(raster: Raster): ChannelStatistics['histogram'] {
  const channels = Array.from({ length: raster.channels }, (_, c) => channelOf(raster, c));
  const histograms = channels.map((data) => {
    const histogram = new IntensityHistogram();
    histogram.add(data);
    return histogram;
  });
  const edges = commonEdges(histograms, bins);
  const counts = histograms.map((histogram, c) => {
    const data = channels[c] as RasterData;
    if (data instanceof Float32Array) histogram.addAgain(data, edges);
    return histogram.counts(edges);
  });
  const low = edges[0] as number;
  return { low, width: (edges[1] as number) - low, counts };
}

function channelOf({ channels, data }: Raster, channel: number): RasterData {
  if (channels === 1) return data;
  const own = data.slice(0, data.length / channels);
  for (let i = 0; i < own.length; i += 1) own[i] = data[i * channels + channel] as number;
  return own;
}
