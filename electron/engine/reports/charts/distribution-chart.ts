import type { Axis, Chart, ChartSize } from './chart.ts';
import { colourOf, frame, symbolOf } from './colours.ts';
import { categoryAxis, distinct, drawChart, gridBelow, still, valueAxis } from './draw-chart.ts';

export interface DistributionData {
  title: string;
  y: Axis;
  /** What is not finite is not drawn; infinity stays in the table. */
  groups: readonly { name: string; values: readonly (number | null)[]; ids?: readonly string[] }[];
}

/** Share of a group's width that its points are spread over. */
const spreadWidth = 0.5;

/**
 * Every value of each group as a point beside a box: quartiles and median, whiskers to the furthest values within
 * 1.5 times the distance of the quartiles (Tukey).
 */
export async function distributionChart(data: DistributionData, size: ChartSize = {}): Promise<Chart> {
  const names = distinct(data.groups.map(({ name }) => name));
  const finite = data.groups.map(({ values }) => values.filter((value) => isFinite(value)) as number[]);
  const grid = gridBelow(0, { bottom: 28 });
  return drawChart(
    data.title,
    {
      grid,
      xAxis: [
        categoryAxis(names),
        // Points lie beside each other: their place is a number, which a list of names has none for.
        { type: 'value', show: false, min: -0.5, max: names.length - 0.5 },
      ],
      yAxis: valueAxis(data.y, { gap: 46 }),
      series: [
        {
          type: 'boxplot',
          xAxisIndex: 0,
          data: finite.map((values, i) => ({
            value: boxOf(values),
            itemStyle: { borderColor: colourOf(i) },
          })),
          itemStyle: { color: 'none', borderWidth: 1.5 },
          boxWidth: [20, 90],
          ...still,
        },
        ...finite.map((values, i) => ({
          type: 'scatter',
          xAxisIndex: 1,
          data: values.map((value, k) => [i + sideways(k), value]),
          symbol: symbolOf(i),
          symbolSize: values.length > 200 ? 3 : 6,
          itemStyle: { color: colourOf(i), opacity: 0.55, borderColor: frame.ground, borderWidth: 0.3 },
          ...still,
        })),
      ],
    },
    {
      columns: ['Group', 'Id', data.y.label],
      rows: data.groups.flatMap(({ values, ids }, i) =>
        values.map((value, k) => [names[i] ?? '', ids?.[k] ?? '', Number.isNaN(value) ? null : value]),
      ),
    },
    size,
  );
}

const isFinite = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** Evenly spread and the same each time: multiples of the golden ratio. */
function sideways(index: number): number {
  return (((index + 1) * 0.618033988749895) % 1) * spreadWidth - spreadWidth / 2;
}

/** Lower whisker, lower quartile, median, upper quartile, upper whisker. */
export function boxOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((part) => quantile(sorted, part)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (upper - lower);
  const within = sorted.filter((value) => value >= lower - reach && value <= upper + reach);
  return [within[0] ?? NaN, lower, middle, upper, within.at(-1) ?? NaN];
}

/** Linear between neighbours (NumPy's default). */
function quantile(sorted: readonly number[], part: number): number {
  const at = part * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (at - Math.floor(at)) * (high - low);
}
