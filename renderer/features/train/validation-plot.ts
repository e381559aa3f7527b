import type { RunRecord } from '../../../electron/contract/documents.ts';
import { trainTexts } from '../../texts/index.ts';
import { namedAxis, plotBase, type PlotOption, type PlotTable } from '../../ui/plot-style.ts';

const { metricTitle, texts } = trainTexts;

/** The validations of one run by one score. */
export interface ValidationCurve {
  run: string;
  points: readonly (readonly [step: number, value: number])[];
  /** The input's own score; null where results are not laid beside a truth. */
  input: number | null;
  best: { step: number; value: number } | null;
}

/** Scores that the runs' validations have, in their order. */
export function metricsOf(records: readonly RunRecord[]): string[] {
  return [
    ...new Set(records.flatMap(({ validation }) => Object.keys(validation?.points.at(-1)?.scores ?? {}))),
  ];
}

/** One run's validations by a score; null where it has none. */
export function validationOf(metric: string, record: RunRecord, run: string): ValidationCurve | null {
  const { validation, best } = record;
  const points = (validation?.points ?? []).flatMap(({ step, scores }) => {
    const value = scores[metric];
    return typeof value === 'number' ? [[step, value] as const] : [];
  });
  if (points.length === 0) return null;
  return {
    run,
    points,
    input: validation?.input[metric] ?? null,
    best: best?.metric === metric ? { step: best.step, value: best.value } : null,
  };
}

/** Scores on held-out images over the steps, the input's own as a line, the best checkpoint marked. */
export function validationOption(metric: string, curves: readonly ValidationCurve[]): PlotOption {
  return (colours) => {
    const several = curves.length > 1;
    const base = plotBase(colours) as { tooltip: object; legend: object };
    return {
      ...base,
      grid: { left: 58, right: 18, top: several ? 26 : 14, bottom: 40 },
      legend: several ? { ...base.legend, type: 'scroll' } : { show: false },
      tooltip: {
        ...base.tooltip,
        trigger: 'axis',
        valueFormatter: (value: unknown) => (typeof value === 'number' ? value.toPrecision(4) : ''),
      },
      xAxis: { ...namedAxis(texts.stepAxis, colours, 22), min: 0, max: 'dataMax', minInterval: 1 },
      yAxis: { ...namedAxis(metricTitle(metric), colours, 42), scale: true, min: withInputs(curves) },
      series: curves.map((curve, i) => {
        const colour = several ? (colours.series[i % colours.series.length] ?? '') : colours.accent;
        return {
          ...{ type: 'line', name: curve.run, symbol: 'circle', symbolSize: 4, animation: false },
          data: curve.points.map(([step, value]) => [step, value]),
          itemStyle: { color: colour },
          lineStyle: { width: 1.5, color: colour },
          ...(several ? {} : { markLine: inputLine(curve, colours.text) }),
          markPoint: bestPoint(curve, colours.text),
        };
      }),
    };
  };
}

/** The axis reaches down to the inputs' own scores too. */
function withInputs(curves: readonly ValidationCurve[]): (range: { min: number; max: number }) => number {
  const inputs = curves.flatMap(({ input }) => (input === null ? [] : [input]));
  return ({ min, max }) => {
    const lowest = Math.min(min, ...inputs);
    return Number((lowest - 0.06 * (max - lowest)).toPrecision(3));
  };
}

function inputLine({ input }: ValidationCurve, colour: string): object {
  const label = { formatter: texts.inputLine, position: 'insideEndTop', color: colour, fontSize: 11 };
  return {
    ...{ silent: true, symbol: 'none', animation: false, label },
    lineStyle: { color: colour, type: 'dashed', width: 1 },
    data: input === null ? [] : [{ yAxis: input }],
  };
}

function bestPoint({ best }: ValidationCurve, colour: string): object {
  const label = { formatter: texts.best, position: 'top', color: colour, fontSize: 11, distance: 2 };
  const style = { color: 'transparent', borderColor: colour, borderWidth: 1.5 };
  return {
    ...{ symbol: 'circle', symbolSize: 11, animation: false, label, itemStyle: style },
    data: best ? [{ coord: [best.step, best.value] }] : [],
  };
}

/** The numbers of a plot of validations. */
export function validationTable(metric: string, curves: readonly ValidationCurve[]): PlotTable {
  const title = metricTitle(metric);
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(([step]) => step)))].sort(
    (a, b) => a - b,
  );
  const columns = curves.map(({ points }) => new Map(points));
  const inputs = curves.flatMap(({ input }) => (input === null ? [] : [input]));
  return {
    columns: [texts.stepAxis, ...curves.map(({ run }) => (curves.length > 1 ? `${title} ${run}` : title))],
    rows: [
      ...(inputs.length === curves.length ? [[texts.inputLine, ...inputs]] : []),
      ...steps.map((step) => [step, ...columns.map((column) => column.get(step) ?? null)]),
    ],
  };
}
