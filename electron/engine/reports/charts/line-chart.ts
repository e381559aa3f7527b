import type { Axis, Chart, ChartSize } from './chart.ts';
import { colourOf, dashOf, frame, symbolOf } from './colours.ts';
import { distinct, drawChart, fontSize, gridBelow, legendFor, still, valueAxis } from './draw-chart.ts';

export interface LineSeries {
  name: string;
  /** In order of x; where y is null the line has a gap. */
  points: readonly { x: number; y: number | null; low?: number; high?: number }[];
}

export interface LineChartData {
  title: string;
  x: Axis;
  y: Axis;
  /** Points with `low` and `high` get a band between them. */
  series: readonly LineSeries[];
  /** Vertical lines with a word each, e.g. where the best checkpoint lies; `series` gives its colour. */
  markers?: readonly { x: number; label: string; series?: number }[];
  /** A horizontal line, e.g. the score of the input. */
  level?: { y: number; label: string };
}

/** Symbols on every point help where there are few. */
const mostSymbols = 40;

/** Lines over a common axis, for example scores of several runs over training steps. */
export async function lineChart(data: LineChartData, size: ChartSize = {}): Promise<Chart> {
  const names = distinct(data.series.map(({ name }) => name));
  const { legend, height } = legendFor(names, size.width);
  const lines = data.series.map(({ points }, i) => ({
    type: 'line',
    name: names[i],
    data: points.map(({ x, y }) => [x, y]),
    symbol: symbolOf(i),
    symbolSize: 6,
    showSymbol: points.length <= mostSymbols,
    connectNulls: false,
    lineStyle: { color: colourOf(i), width: 1.8, type: dashOf(i) },
    itemStyle: { color: colourOf(i) },
    ...(i === 0 && { markLine: marks(data) }),
    ...still,
  }));
  return drawChart(
    data.title,
    {
      legend,
      // Markers have their words above the plot.
      grid: gridBelow(height + (data.markers?.length ? 14 : 0)),
      xAxis: valueAxis(data.x, { grid: false }),
      yAxis: valueAxis(data.y, { gap: 46 }),
      series: [...data.series.map(({ points }, i) => band(points, i)), ...lines],
    },
    table(data, names),
    size,
  );
}

/** The area between low and high; ECharts has none that is not stacked from zero. */
function band(points: LineSeries['points'], index: number): Record<string, unknown> {
  const edges = points.flatMap(({ x, low, high }) =>
    low === undefined || high === undefined ? [] : [[x, low, high] as const],
  );
  return {
    type: 'custom',
    data: edges,
    encode: { x: 0, y: [1, 2] },
    clip: true,
    ...still,
    renderItem(
      { dataIndex }: { dataIndex: number },
      api: { coord(point: readonly number[]): number[] },
    ): Record<string, unknown> | undefined {
      if (dataIndex > 0) return undefined;
      const upper = edges.map(([x, , high]) => api.coord([x, high]));
      const lower = edges.map(([x, low]) => api.coord([x, low])).reverse();
      const style = { fill: colourOf(index), opacity: 0.18 };
      return { type: 'polygon', shape: { points: [...upper, ...lower] }, style, silent: true };
    },
  };
}

function marks({ markers = [], level }: LineChartData): Record<string, unknown> {
  const label = { color: frame.soft, fontSize: fontSize - 1 };
  return {
    ...still,
    symbol: 'none',
    data: [
      ...markers.map(({ x, label: text, series }) => ({
        xAxis: x,
        label: { ...label, formatter: () => text, position: 'end' },
        lineStyle: {
          color: series === undefined ? frame.soft : colourOf(series),
          type: 'dotted',
          width: 1.2,
        },
      })),
      ...(level
        ? [
            {
              yAxis: level.y,
              label: { ...label, formatter: () => level.label, position: 'insideStartTop' },
              lineStyle: { color: frame.soft, type: 'dashed', width: 1 },
            },
          ]
        : []),
    ],
  };
}

function table({ x, y, series, level }: LineChartData, names: readonly string[]): Chart['table'] {
  const banded = series.some(({ points }) => points.some(({ low }) => low !== undefined));
  const rows = series.flatMap(({ points }, i) =>
    points.map((point) => [
      names[i] ?? '',
      point.x,
      point.y,
      ...(banded ? [point.low ?? null, point.high ?? null] : []),
    ]),
  );
  return {
    columns: ['Series', x.label, y.label, ...(banded ? ['Low', 'High'] : [])],
    rows: level ? [...rows, [level.label, null, level.y, ...(banded ? [null, null] : [])]] : rows,
  };
}
