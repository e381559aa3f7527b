import type { DatasetStatistics, Normalisation } from '../../../../electron/contract/datasets.ts';
import { dataTexts } from '../../../texts/index.ts';
import { formatNumber } from '../../../ui/format.ts';
import type { PlotOption, PlotTable } from '../../../ui/plot-style.ts';
import { histogramPlot, type HistogramSeries } from './histogram-plot.ts';

/**
 * The intensities of a dataset as a network would get them: the histogram's edges through the normalisation. Null
 * where each image has numbers of its own, which one histogram of all cannot show.
 */
export function networkValues(
  statistics: DatasetStatistics,
  normalisation: Normalisation,
): { option: PlotOption; table: PlotTable; note: string } | null {
  const { normalisationTexts: texts } = dataTexts;
  const series: HistogramSeries[] = [];
  let [inside, all] = [0, 0];
  for (const side of ['input', 'target'] as const) {
    const scaling = scalingOf(statistics, normalisation, side);
    const { edges, counts } = statistics[side];
    if (!scaling || counts.every((count) => count === 0)) continue;
    const scaled = edges.map((edge) => (edge - scaling.offset) / scaling.scale);
    series.push({ name: texts.sides[side], edges: scaled, counts });
    counts.forEach((count, i) => {
      const middle = ((scaled[i] ?? 0) + (scaled[i + 1] ?? 0)) / 2;
      all += count;
      if (middle >= -1 && middle <= 1) inside += count;
    });
  }
  if (series.length === 0) return null;
  const note = texts.inside(formatNumber((100 * inside) / Math.max(1, all), 3));
  return { ...histogramPlot(series, texts.networkAxis, texts.pixelsAxis), note };
}

function scalingOf(
  { dtypes }: DatasetStatistics,
  normalisation: Normalisation,
  side: 'input' | 'target',
): { offset: number; scale: number } | null {
  const { method, low, high } = normalisation;
  if (method === 'fixed') return { offset: low, scale: high - low || 1 };
  const [type] = Object.keys(dtypes);
  if (method === 'signed' && (type === 'uint8' || type === 'uint16')) {
    const max = type === 'uint8' ? 255 : 65535;
    return { offset: max / 2, scale: max / 2 };
  }
  return normalisation[side];
}
