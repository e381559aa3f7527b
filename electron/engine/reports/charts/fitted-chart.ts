import type { Axis, Chart, ChartSize } from './chart.ts';
import { colourOf, frame } from './colours.ts';
import { drawChart, gridBelow, legendFor, still, valueAxis } from './draw-chart.ts';

export interface FittedData {
  title: string;
  x: Axis;
  y: Axis;
  points: readonly { x: number; y: number }[];
  /** y = intercept + slope x; null where there is none. */
  fit: { slope: number; intercept: number } | null;
  /** Draws y = x: where output equals truth. */
  identity?: boolean;
}

/** Points with a line through them, for example the intensity of truth against that of the output. */
export async function fittedChart(data: FittedData, size: ChartSize = {}): Promise<Chart> {
  const { points, fit, identity = false } = data;
  let [low, high] = [Infinity, -Infinity];
  for (const { x } of points) [low, high] = [Math.min(low, x), Math.max(high, x)];
  const line = (name: string, slope: number, intercept: number, style: Record<string, unknown>) => ({
    type: 'line',
    name,
    data: points.length === 0 ? [] : [low, high].map((x) => [x, intercept + slope * x]),
    symbol: 'none',
    lineStyle: { width: 1.8, ...style },
    itemStyle: { color: style['color'] },
    ...still,
  });
  const names = ['Values', ...(fit ? ['Fit'] : []), ...(identity ? ['Equal'] : [])];
  const { legend, height } = legendFor(names, size.width);
  return drawChart(
    data.title,
    {
      legend,
      grid: gridBelow(height),
      xAxis: valueAxis(data.x),
      yAxis: valueAxis(data.y, { gap: 46 }),
      series: [
        {
          type: 'scatter',
          name: 'Values',
          data: points.map(({ x, y }) => [x, y]),
          symbolSize: points.length > 500 ? 3 : 6,
          itemStyle: { color: colourOf(0), opacity: points.length > 500 ? 0.35 : 0.7 },
          ...still,
        },
        ...(fit ? [line('Fit', fit.slope, fit.intercept, { color: colourOf(1) })] : []),
        ...(identity ? [line('Equal', 1, 0, { color: frame.soft, type: [4, 3] })] : []),
      ],
    },
    { columns: [data.x.label, data.y.label], rows: points.map(({ x, y }) => [x, y]) },
    size,
  );
}
