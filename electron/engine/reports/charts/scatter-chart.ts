import type { Axis, Chart, ChartSize } from './chart.ts';
import { colourOf, frame, symbolOf } from './colours.ts';
import { distinct, drawChart, gridBelow, legendFor, still, valueAxis } from './draw-chart.ts';

export interface ScatterGroup {
  name: string;
  /** `id` names a point in the table. */
  points: readonly { x: number; y: number; id?: string }[];
}

export interface ScatterData {
  title: string;
  x: Axis;
  y: Axis;
  /** The first one lies below the others: the real images of a PCA plot. */
  groups: readonly ScatterGroup[];
}

/** Groups of points in a plane, for example real and generated images on the first principal components. */
export async function scatterChart(data: ScatterData, size: ChartSize = {}): Promise<Chart> {
  const names = distinct(data.groups.map(({ name }) => name));
  const { legend, height } = legendFor(names, size.width, 10);
  const most = Math.max(0, ...data.groups.map(({ points }) => points.length));
  return drawChart(
    data.title,
    {
      legend,
      grid: gridBelow(height),
      xAxis: valueAxis(data.x),
      yAxis: valueAxis(data.y, { gap: 46 }),
      series: data.groups.map(({ points }, i) => ({
        type: 'scatter',
        name: names[i],
        data: points.map(({ x, y }) => [x, y]),
        symbol: symbolOf(i),
        symbolSize: most > 300 ? 5 : 8,
        itemStyle: { color: colourOf(i), opacity: 0.75, borderColor: frame.ground, borderWidth: 0.5 },
        ...still,
      })),
    },
    {
      columns: ['Group', 'Id', data.x.label, data.y.label],
      rows: data.groups.flatMap(({ points }, i) =>
        points.map(({ x, y, id }) => [names[i] ?? '', id ?? '', x, y]),
      ),
    },
    size,
  );
}
