import type { Axis, Chart, ChartSize } from './chart.ts';
import { colourOf, dashOf } from './colours.ts';
import { distinct, drawChart, gridBelow, legendFor, still, valueAxis } from './draw-chart.ts';

export interface HistogramData {
  title: string;
  x: Axis;
  /** Numbers that are not finite are left out. */
  groups: readonly { name: string; values: readonly number[] }[];
  /** Bins of equal width over all groups together; else 2 n^(1/3) of the largest group (Rice's rule). */
  bins?: number;
}

/** How often values occur, as outlines so that groups do not hide each other. */
export async function histogramChart(data: HistogramData, size: ChartSize = {}): Promise<Chart> {
  const names = distinct(data.groups.map(({ name }) => name));
  const finite = data.groups.map(({ values }) => values.filter(Number.isFinite));
  const { edges, counts } = countBins(finite, data.bins);
  const { legend, height } = legendFor(names, size.width);
  return drawChart(
    data.title,
    {
      legend,
      grid: gridBelow(height),
      xAxis: valueAxis(data.x, { grid: false }),
      yAxis: valueAxis({ label: 'Count', low: 0 }, { gap: 46 }),
      series: counts.map((own, i) => ({
        type: 'line',
        step: 'end',
        name: names[i],
        // An outline begins and ends on the axis.
        data: [
          [edges[0], 0],
          ...own.map((count, k) => [edges[k], count]),
          [edges.at(-1), own.at(-1)],
          [edges.at(-1), 0],
        ],
        symbol: 'none',
        lineStyle: { color: colourOf(i), width: 1.5, type: dashOf(i) },
        itemStyle: { color: colourOf(i) },
        areaStyle: { color: colourOf(i), opacity: 0.12 },
        ...still,
      })),
    },
    {
      columns: ['Group', `${data.x.label}, from`, 'to', 'Count'],
      rows: counts.flatMap((own, i) =>
        own.map((count, k) => [names[i] ?? '', edges[k] ?? null, edges[k + 1] ?? null, count]),
      ),
    },
    size,
  );
}

/** Equal bins over the range of all groups, the last one with its upper edge, as NumPy's histogram. */
export function countBins(
  groups: readonly (readonly number[])[],
  asked?: number,
): { edges: number[]; counts: number[][] } {
  let [low, high, most] = [Infinity, -Infinity, 0];
  for (const values of groups) {
    most = Math.max(most, values.length);
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (most === 0) return { edges: [0, 1], counts: groups.map(() => [0]) };
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const bins = asked ?? Math.max(1, Math.ceil(2 * Math.cbrt(most)));
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const counts = groups.map((values) => {
    const own = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
      own[bin] = (own[bin] ?? 0) + 1;
    }
    return own;
  });
  return { edges, counts };
}
