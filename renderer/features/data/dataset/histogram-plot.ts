import { namedAxis, plotBase, type PlotOption, type PlotTable } from '../../../ui/plot-style.ts';
import { formatNumber } from '../../../ui/format.ts';

export interface HistogramSeries {
  name: string;
  /** One more than counts. */
  edges: readonly number[];
  counts: readonly number[];
}

/** Histograms as steps over one axis of values. */
export function histogramPlot(
  series: readonly HistogramSeries[],
  valueAxis: string,
  countAxis: string,
): { option: PlotOption; table: PlotTable } {
  const option: PlotOption = (colours) => ({
    ...plotBase(colours),
    grid: { left: 56, right: 12, top: series.length > 1 ? 24 : 10, bottom: 38 },
    tooltip: {
      ...(plotBase(colours)['tooltip'] as object),
      trigger: 'axis',
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatNumber(value) : String(value)),
    },
    legend: { ...(plotBase(colours)['legend'] as object), show: series.length > 1 },
    xAxis: { ...namedAxis(valueAxis, colours, 22), scale: true, splitLine: { show: false } },
    yAxis: {
      ...namedAxis(countAxis, colours, 40),
      axisLabel: { color: colours.text, fontSize: 11, formatter: (value: number) => formatNumber(value, 3) },
    },
    series: series.map(({ name, edges, counts }, at) => ({
      name,
      type: 'line',
      step: 'end',
      symbol: 'none',
      lineStyle: { width: 1.5 },
      areaStyle: { opacity: at === 0 ? 0.25 : 0.12 },
      // A step to the value of a bin is drawn up to the bin's upper edge.
      data: [[edges[0] ?? 0, 0], ...counts.map((count, i) => [edges[i + 1] ?? 0, count])],
    })),
  });
  const rows = series.flatMap(({ name, edges, counts }) =>
    counts.map((count, i) => [name, edges[i] ?? null, edges[i + 1] ?? null, count]),
  );
  return { option, table: { columns: ['', `${valueAxis} ≥`, '<', countAxis], rows } };
}
