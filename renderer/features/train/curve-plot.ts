import type { EChartsCoreOption } from 'echarts/core';
import { smooth, type LossSeries } from '../../stores/loss-series.ts';
import { trainTexts } from '../../texts/index.ts';
import {
  namedAxis,
  plotBase,
  type PlotColours,
  type PlotOption,
  type PlotTable,
} from '../../ui/plot-style.ts';

const { texts } = trainTexts;

/** One loss of one run. */
export interface Curve {
  run: string;
  steps: readonly number[];
  values: readonly number[];
}

export interface CurveLook {
  /** Weight of the past in the smoothed curve; 0 shows the raw curve alone. */
  smoothing: number;
  raw: boolean;
  logarithmic: boolean;
}

/** A loss of each of the runs, where they have it. */
export function curvesOf(name: string, runs: readonly { run: string; series: LossSeries }[]): Curve[] {
  return runs.flatMap(({ run, series }) => {
    const values = series.byName.get(name);
    return values ? [{ run, steps: series.steps, values }] : [];
  });
}

/** Whether a logarithmic axis can show a loss: critics' losses go below zero. */
export function allPositive(curves: readonly Curve[]): boolean {
  return curves.every(({ values }) => values.every((value) => !(value <= 0)));
}

/**
 * Losses over the steps: of one run raw thin and smoothed on top, of several the smoothed ones. Points are handed
 * over as flat numbers and thinned to the width of the plot by largest triangles (Steinarsson 2013), so that a
 * hundred thousand of them cost a few milliseconds.
 */
export function curveOption(curves: readonly Curve[], look: CurveLook): PlotOption {
  return (colours) => {
    const several = curves.length > 1;
    const lines = curves.flatMap((curve, i) => linesOf(curve, look, colourOf(i, several, colours), several));
    const base = plotBase(colours) as { tooltip: object; legend: object };
    const logarithmic = look.logarithmic && allPositive(curves);
    return {
      ...base,
      grid: { left: 58, right: 14, top: several ? 26 : 10, bottom: 58 },
      legend: several
        ? { ...base.legend, type: 'scroll', data: curves.map(({ run }) => run) }
        : { show: false },
      tooltip: { ...base.tooltip, trigger: 'axis', valueFormatter },
      dataZoom: [
        { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, moveOnMouseWheel: false },
        sliderOf(colours),
      ],
      xAxis: { ...namedAxis(texts.stepAxis, colours, 22), min: 'dataMin', max: 'dataMax', minInterval: 1 },
      yAxis: {
        ...namedAxis('', colours, 0),
        ...(logarithmic ? { type: 'log' } : { scale: true }),
      },
      series: lines,
    } as EChartsCoreOption;
  };
}

function linesOf(curve: Curve, look: CurveLook, colour: string, several: boolean): Record<string, unknown>[] {
  const line = (values: readonly number[], own: { name: string; width: number; opacity: number }) => ({
    ...{ type: 'line', showSymbol: false, sampling: 'lttb', animation: false, dimensions: ['step', 'loss'] },
    name: own.name,
    data: flat(curve.steps, values),
    itemStyle: { color: colour },
    lineStyle: { width: own.width, color: colour, opacity: own.opacity },
  });
  const name = several ? curve.run : texts.smoothing;
  if (look.smoothing === 0) return [line(curve.values, { name, width: 1.25, opacity: 1 })];
  const smoothed = line(smooth(curve.values, look.smoothing), { name, width: 1.75, opacity: 1 });
  if (several || !look.raw) return [smoothed];
  return [line(curve.values, { name: texts.rawToo, width: 1, opacity: 0.3 }), smoothed];
}

/** Pairs of step and value, one after the other; what is no number is left out. */
function flat(steps: readonly number[], values: readonly number[]): Float64Array {
  const pairs = new Float64Array(2 * values.length);
  let length = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    pairs[length] = steps[i] ?? 0;
    pairs[length + 1] = value;
    length += 2;
  }
  return pairs.subarray(0, length);
}

const colourOf = (i: number, several: boolean, { accent, series }: PlotColours): string =>
  several ? (series[i % series.length] ?? accent) : accent;

const valueFormatter = (value: unknown): string => (typeof value === 'number' ? value.toPrecision(4) : '');

function sliderOf({ line, text }: PlotColours): Record<string, unknown> {
  return {
    ...{
      type: 'slider',
      height: 12,
      bottom: 4,
      showDetail: false,
      showDataShadow: false,
      brushSelect: false,
    },
    borderColor: line,
    fillerColor: 'rgba(128, 128, 128, 0.2)',
    textStyle: { color: text },
    handleSize: '80%',
  };
}

/** The raw numbers; made when they are looked at or saved, as there may be a hundred thousand. */
export function curveTable(name: string, curves: readonly Curve[]): PlotTable {
  const steps = curves.reduce<readonly number[]>(
    (most, each) => (each.steps.length > most.length ? each.steps : most),
    [],
  );
  return {
    columns: [texts.stepAxis, ...curves.map(({ run }) => (curves.length > 1 ? `${name} ${run}` : name))],
    get rows() {
      const columns = curves.map(
        (curve) => new Map(curve.steps.map((step, i) => [step, curve.values[i] ?? NaN])),
      );
      return steps.map((step) => [
        step,
        ...columns.map((column) => {
          const value = column.get(step) ?? NaN;
          return Number.isFinite(value) ? value : null;
        }),
      ]);
    },
  };
}
