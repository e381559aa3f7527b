import type { Chart, ChartSize } from './chart.ts';
import { colourOf, frame } from './colours.ts';
import { categoryAxis, drawChart, fontSize, still } from './draw-chart.ts';

export interface HeatMapData {
  title: string;
  /** What rows and columns are, e.g. “True class” and “Predicted class”, and their names from the top and left. */
  rows: { label: string; names: readonly string[] };
  columns: { label: string; names: readonly string[] };
  /** Row by row; null where there is nothing to show. Colours go from `low` (white) to `high`. */
  values: readonly (readonly (number | null)[])[];
  low?: number;
  high?: number;
  /** What stands in a cell, else its value; e.g. the count above the share. */
  text?: (row: number, column: number) => string;
  /** What a value is, for the table. */
  valueLabel: string;
}

/** A matrix as coloured cells with their numbers, for example a confusion matrix. */
export async function heatMap(data: HeatMapData, size: ChartSize = {}): Promise<Chart> {
  const { values, rows, columns, low = 0 } = data;
  const cells = values.flatMap((row, r) => row.map((value, c) => ({ r, c, value })));
  const high = data.high ?? Math.max(low + 1e-12, ...cells.map(({ value }) => value ?? low));
  const write = data.text ?? ((r: number, c: number) => String(values[r]?.[c] ?? ''));
  const named = (axis: HeatMapData['rows'], gap: number) => ({
    ...categoryAxis(axis.names),
    ...{ name: axis.label, nameLocation: 'middle', nameGap: gap },
    splitArea: { show: false },
  });
  const widest = Math.max(...rows.names.map(({ length }) => length), 1) * 6.2;
  return drawChart(
    data.title,
    {
      grid: { top: 8, left: widest + 40, right: 12, bottom: 46 },
      xAxis: named(columns, 30),
      yAxis: { ...named(rows, widest + 14), inverse: true },
      visualMap: { show: false, min: low, max: high, inRange: { color: [frame.ground, colourOf(0)] } },
      series: [
        {
          type: 'heatmap',
          data: cells.map(({ r, c, value }) => ({
            value: [c, r, value ?? '-'],
            label: {
              show: true,
              fontSize,
              formatter: () => write(r, c),
              // Fixed, as the cells' colours do not follow the page either.
              color: ((value ?? low) - low) / (high - low) > 0.8 ? '#fefefe' : '#1b1b1b',
            },
          })),
          itemStyle: { borderColor: frame.line, borderWidth: 1 },
          ...still,
        },
      ],
    },
    {
      columns: [rows.label, columns.label, data.valueLabel, ...(data.text ? ['Shown'] : [])],
      rows: cells.map(({ r, c, value }) => [
        rows.names[r] ?? '',
        columns.names[c] ?? '',
        value,
        ...(data.text ? [write(r, c).replaceAll('\n', ' ')] : []),
      ]),
    },
    size,
  );
}
