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
  /** The part of the steps that is looked at, in percent: it keeps all its detail. */
  part: { start: number; end: number };
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
 * over as flat numbers, thinned first, so that a hundred thousand of them zoom without lag.
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
    data: thinned(flat(curve.steps, values), look.part),
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

/** Pairs that a part of the axis that is looked at keeps, and as many around it. */
const mostPairs = 4000;

/**
 * Pairs thinned where there are too many to be told apart: of each stretch of steps the least and the greatest value
 * stay, so that no spike is lost. Our own, as the chart's thinning would go through all of them at each zoom.
 */
export function thinned(pairs: Float64Array, { start, end }: CurveLook['part']): Float64Array {
  const count = pairs.length / 2;
  if (count <= 2 * mostPairs) return pairs;
  const [first, last] = [pairs[0] as number, pairs[2 * count - 2] as number];
  const placeOf = (percent: number): number => firstAt(pairs, first + (percent / 100) * (last - first));
  // A little more than what is seen, for the lines that lead in and out.
  const [from, to] = [Math.max(0, placeOf(start) - 1), Math.min(count, placeOf(end) + 2)];
  const kept = [
    ...extremes(pairs, 0, from, mostPairs / 4),
    ...extremes(pairs, from, to, mostPairs / 2),
    ...extremes(pairs, to, count, mostPairs / 4),
  ];
  const result = new Float64Array(2 * kept.length);
  kept.forEach((place, i) => result.set(pairs.subarray(2 * place, 2 * place + 2), 2 * i));
  return result;
}

/** Places of the least and the greatest value of each of so many stretches, and of both ends, rising. */
function extremes(pairs: Float64Array, from: number, to: number, stretches: number): number[] {
  const length = Math.max(1, Math.ceil((to - from) / stretches));
  const places = new Set<number>();
  for (let begin = from; begin < to; begin += length) {
    let [least, greatest] = [begin, begin];
    for (let place = begin; place < Math.min(to, begin + length); place += 1) {
      const value = pairs[2 * place + 1] as number;
      if (value < (pairs[2 * least + 1] as number)) least = place;
      if (value > (pairs[2 * greatest + 1] as number)) greatest = place;
    }
    for (const place of [least, greatest].sort((a, b) => a - b)) places.add(place);
  }
  if (to > from) for (const place of [from, to - 1]) places.add(place);
  return [...places].sort((a, b) => a - b);
}

/** The first pair at a step or after it, by halving. */
function firstAt(pairs: Float64Array, step: number): number {
  let [low, high] = [0, pairs.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[2 * middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
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
