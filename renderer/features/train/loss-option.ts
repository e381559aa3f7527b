import type { EChartsCoreOption } from 'echarts/core';
import { smooth } from '../../stores/loss-series.ts';

export interface ChartColours {
  text: string;
  line: string;
  smooth: string;
  raw: string;
  panel: string;
}

export interface LossCurve {
  title: string;
  steps: readonly number[];
  values: readonly number[];
  /** Weight of the past in the smoothed curve; 0 shows the raw curve alone. */
  smoothing: number;
}

/** One loss over the steps: raw thin, smoothed on top; axes named, values on hover. */
export function lossOption(curve: LossCurve, colours: ChartColours): EChartsCoreOption {
  const { steps, values, smoothing } = curve;
  const pairs = (column: readonly number[]): [number, number][] =>
    column.flatMap((value, index) => (Number.isFinite(value) ? [[steps[index] ?? 0, value]] : []));
  const axis = {
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.text, fontSize: 11 },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
    nameTextStyle: { color: colours.text, fontSize: 11 },
  };
  const line = { type: 'line', showSymbol: false, sampling: 'lttb', animation: false };
  const raw = {
    ...line,
    name: 'raw',
    data: pairs(values),
    lineStyle: { width: 1, color: smoothing > 0 ? colours.raw : colours.smooth },
    itemStyle: { color: smoothing > 0 ? colours.raw : colours.smooth },
  };
  const smoothed = {
    ...line,
    name: 'smoothed',
    data: pairs(smooth(values, smoothing)),
    lineStyle: { width: 1.75, color: colours.smooth },
    itemStyle: { color: colours.smooth },
  };
  return {
    animation: false,
    textStyle: { fontFamily: '"Inter Variable", system-ui, sans-serif' },
    grid: { left: 58, right: 14, top: 10, bottom: 40 },
    xAxis: {
      type: 'value',
      name: 'step',
      nameLocation: 'middle',
      nameGap: 24,
      min: 'dataMin',
      max: 'dataMax',
      minInterval: 1,
      ...axis,
    },
    yAxis: { type: 'value', name: 'loss', nameLocation: 'middle', nameGap: 42, scale: true, ...axis },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.panel,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? value.toPrecision(4) : ''),
    },
    series: smoothing > 0 ? [raw, smoothed] : [raw],
  };
}

/** Step and raw values as comma-separated text, full precision. */
export function lossCsv(name: string, steps: readonly number[], values: readonly number[]): string {
  const rows = steps.map((step, index) => `${step},${values[index] ?? ''}`);
  return [`step,${name}`, ...rows].join('\n') + '\n';
}
