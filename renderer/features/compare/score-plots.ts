import type { Evaluation } from '../../../electron/contract/documents.ts';
import type { DistributionMeasures, SpotMeasures } from '../../../electron/contract/evaluation-measures.ts';
import type { ScoreId } from '../../../electron/contract/evaluation.ts';
import { compareTexts } from '../../texts/index.ts';
import { formatNumber, missing } from '../../ui/format.ts';
import {
  namedAxis,
  plotBase,
  type PlotColours,
  type PlotOption,
  type PlotTable,
} from '../../ui/plot-style.ts';
import { metricInfo, scoreRows, sortRows, valueIn, type ScoreColumn } from './score-rows.ts';

/** A plot with its numbers: what `PlotCard` takes. */
export interface Plot {
  id: string;
  title: string;
  label: string;
  option: PlotOption;
  table: PlotTable;
  note: string;
}

/** An evaluation with the name of its run. */
export interface NamedEvaluation {
  name: string;
  evaluation: Evaluation;
}

const { texts, plotTexts: words } = compareTexts;
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];

/** A score of every image, input and runs, in the order of the first run's: a mark opens its image. */
export function scorePlot(runs: readonly NamedEvaluation[], metric: ScoreId): Plot | null {
  const [first] = runs;
  if (!first || first.evaluation.perImage.length === 0) return null;
  const { title, unit, decimals } = metricInfo[metric];
  const rows = scoreRows(
    first.evaluation.perImage.map(({ id }) => id),
    runs.map(({ evaluation }) => evaluation),
    [metric],
  );
  const sorted = sortRows(rows, { metric, of: 0 }, false);
  const columns: ScoreColumn[] = [
    { metric, of: 'input' },
    ...runs.map((_, of): ScoreColumn => ({ metric, of })),
  ];
  const names = [texts.input, ...runs.map(({ name }) => name)];
  const axis = unit ? `${title} (${unit})` : title;
  return {
    id: metric,
    title: words.ofEvery(title),
    label: words.scoreLabel(title, rows.length, names.join(', ')),
    note: words.scoreNote(rows.length, title, names[1] ?? ''),
    option: (colours) => ({
      ...plotBase(colours),
      legend: { ...(plotBase(colours)['legend'] as object), data: names },
      xAxis: { ...namedAxis(words.rank, colours, 24), min: 0, max: rows.length + 1, minInterval: 1 },
      yAxis: { ...namedAxis(axis, colours, 44), scale: true },
      tooltip: {
        ...(plotBase(colours)['tooltip'] as object),
        trigger: 'item',
        formatter: ({ data, seriesName }: { data: { id: string; value: number[] }; seriesName: string }) =>
          `${escape(data.id)}<br>${escape(seriesName)}: ${(data.value[1] ?? NaN).toFixed(decimals)} ${unit}`,
      },
      series: columns.map((column, c) => ({
        type: 'scatter',
        name: names[c],
        symbol: symbols[c % symbols.length],
        symbolSize: 7,
        data: sorted.flatMap((row, at) => {
          const value = valueIn(row, column);
          return value === null ? [] : [{ id: row.id, value: [at + 1, value] }];
        }),
      })),
    }),
    table: {
      columns: [texts.image, ...names.map((name) => `${axis}, ${name}`)],
      rows: sorted.map((row) => [row.id, ...columns.map((column) => valueIn(row, column))]),
      ids: sorted.map(({ id }) => id),
    },
  };
}

/** Sets of images on the first two principal components: a mark opens its image. Null where there were too few. */
export function componentPlot(distribution: DistributionMeasures): Plot | null {
  if (distribution.points.length === 0) return null;
  const sets = [...new Set(distribution.points.map(({ set }) => set))];
  const names = {
    real: words.real,
    generated: distribution.points.some(({ set }) => set === 'input') ? texts.result : texts.generated,
    input: texts.input,
    training: texts.training,
  };
  const share = (i: number): string => {
    const part = distribution.explainedVarianceRatio[i];
    return part === undefined ? '' : (100 * part).toFixed(1);
  };
  const energy = distribution.energy.map(({ set, statistic, pValue }) =>
    words.energy(names[set], formatNumber(statistic, 3), formatNumber(pValue, 2)),
  );
  return {
    id: 'components',
    title: words.components,
    label: words.componentLabel(distribution.points.length, sets.map((set) => names[set]).join(', ')),
    note: `${[words.componentNote(distribution.features), ...energy].join('. ')}.`,
    option: (colours) => ({
      ...plotBase(colours),
      xAxis: { ...namedAxis(words.axisOf(1, share(0)), colours, 24), scale: true },
      yAxis: { ...namedAxis(words.axisOf(2, share(1)), colours, 44), scale: true },
      tooltip: {
        ...(plotBase(colours)['tooltip'] as object),
        trigger: 'item',
        formatter: ({ data, seriesName }: { data: { name: string }; seriesName: string }) =>
          `${escape(data.name)}<br>${escape(seriesName)}`,
      },
      series: sets.map((set, i) => ({
        type: 'scatter',
        name: names[set],
        symbol: symbols[i % symbols.length],
        symbolSize: 6,
        itemStyle: { opacity: 0.75 },
        ...(set === 'training' && { cursor: 'default' }),
        data: distribution.points
          .filter((point) => point.set === set)
          .map(({ image, x, y }) => ({ id: openedBy(set, image), name: image, value: [x, y] })),
      })),
    }),
    table: {
      columns: [words.set, texts.image, words.axisOf(1, ''), words.axisOf(2, '')],
      rows: distribution.points.map(({ set, image, x, y }) => [names[set], image, x, y]),
      ids: distribution.points.map(({ set, image }) => openedBy(set, image) ?? null),
    },
  };
}

/** What a mark opens; images trained on are none of those that are compared. */
const openedBy = (set: string, image: string): string | undefined =>
  set === 'training' ? undefined : `${set}:${image}`;

/** How a number is spread among the spots of truth, input and result, as shares of spots. */
export function spotPlot(spots: SpotMeasures, which: 'snr' | 'fwhm'): Plot | null {
  const size = spots.pixelSize;
  const perPixel = which === 'fwhm' && size ? size.x : 1;
  const sides = (['input', 'result', 'truth'] as const).map((side) => ({
    name: texts[side],
    values: spots.perImage
      .flatMap((image) => image[side][which])
      .filter((value): value is number => value !== null)
      .map((value) => value * perPixel),
  }));
  const all = sides.flatMap(({ values }) => values).sort((a, b) => a - b);
  if (all.length < 2) return null;
  const [low, high] = [all[0] ?? 0, all[Math.floor(0.99 * (all.length - 1))] ?? 1];
  const bins = 40;
  const width = (high - low) / bins || 1;
  const shares = sides.map(({ values }) => {
    const counts = Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.floor((value - low) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
  });
  const title = which === 'snr' ? words.snr : words.fwhm;
  const axis = which === 'snr' ? words.snrAxis : words.fwhmAxis(size?.unit ?? 'px');
  const middle = (i: number): number => low + (i + 0.5) * width;
  return {
    id: which,
    title,
    label: words.spotLabel(
      title,
      sides.map(({ name, values }) => words.spotCount(values.length, name)).join(', '),
    ),
    note: words.spotNote(sides.map(({ name, values }) => words.spotN(name, values.length)).join('; ')),
    option: (colours) => ({
      ...plotBase(colours),
      xAxis: { ...namedAxis(axis, colours, 24), min: low, max: high },
      yAxis: namedAxis(words.spotShare, colours, 44),
      tooltip: { ...(plotBase(colours)['tooltip'] as object), trigger: 'axis' },
      series: sides.map(({ name }, s) => ({
        type: 'line',
        step: 'middle',
        name,
        showSymbol: false,
        lineStyle: { width: 2, type: ['dashed', 'solid', 'dotted'][s] },
        data: shares[s]?.map((share, i) => [middle(i), share]) ?? [],
      })),
    }),
    table: {
      columns: [axis, ...sides.map(({ name }) => words.shareIn(name))],
      rows: Array.from({ length: bins }, (_, i) => [middle(i), ...shares.map((counts) => counts[i] ?? 0)]),
    },
  };
}

/** Parts of the area of each class, real beside generated, image by image. */
export function areaPlot(areas: NonNullable<Evaluation['areas']>): Plot {
  const { classes } = areas;
  const sets = ['real', 'generated'] as const;
  const setNames = { real: words.real, generated: texts.generated };
  return {
    id: 'areas',
    title: words.areas,
    label: words.areaLabel(classes.map(({ name }) => name).join(', ')),
    note: words.areaNote(
      classes
        .map(({ name, energy }) => words.areaP(name, energy ? formatNumber(energy.pValue, 2) : missing))
        .join('; '),
    ),
    option: (colours) => ({
      ...plotBase(colours),
      xAxis: {
        ...namedAxis(words.class, colours, 24),
        type: 'category',
        data: classes.map(({ name }) => name),
      },
      yAxis: namedAxis(words.areaShare, colours, 44),
      tooltip: { ...(plotBase(colours)['tooltip'] as object), trigger: 'item' },
      series: sets.map((set, s) => ({
        type: 'boxplot',
        name: setNames[set],
        itemStyle: { color: 'transparent', borderColor: colours.series[s], borderWidth: 1.5 },
        data: classes.map(({ perImage }) => fiveNumbers(perImage[set])),
      })),
    }),
    table: {
      columns: [words.class, words.set, texts.image, words.areaShare],
      rows: classes.flatMap(({ name, perImage }) =>
        sets.flatMap((set) => perImage[set].map((value, i) => [name, setNames[set], i + 1, value])),
      ),
    },
  };
}

/** Extremes, quartiles and median, linearly between ranks as numpy has them. */
export function fiveNumbers(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const rank = share * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? NaN;
    return below + ((sorted[Math.ceil(rank)] ?? NaN) - below) * (rank - Math.floor(rank));
  });
}

/** True classes downwards, predicted ones to the right; a cell opens its images. */
export function confusionPlot(matrix: {
  classes: readonly string[];
  counts: readonly (readonly number[])[];
  name: string;
  n: number;
}): Plot {
  const { classes, counts, name } = matrix;
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({ truth, predicted, count, share: total > 0 ? count / total : 0 }));
  });
  const idOf = ({ truth, predicted }: { truth: number; predicted: number }): string =>
    JSON.stringify([classes[truth], classes[predicted]]);
  return {
    id: `confusion ${name}`,
    title: words.confusion(name),
    label: words.confusionLabel(name, classes.join(', ')),
    note: words.confusionNote(matrix.n),
    option: (colours: PlotColours) => ({
      ...plotBase(colours),
      grid: { left: 110, right: 16, top: 12, bottom: 56 },
      xAxis: { ...namedAxis(words.predicted, colours, 32), type: 'category', data: [...classes] },
      yAxis: { ...namedAxis(words.true, colours, 92), type: 'category', data: [...classes], inverse: true },
      visualMap: { min: 0, max: 1, show: false, dimension: 2, inRange: { color: cividis } },
      tooltip: { ...(plotBase(colours)['tooltip'] as object), trigger: 'item' },
      series: [
        {
          type: 'heatmap',
          data: cells.map((cell) => ({
            id: idOf(cell),
            value: [cell.predicted, cell.truth, cell.share],
            label: {
              show: true,
              formatter: `${cell.count}`,
              // Black or white, whichever is legible on the map's colour at this share.
              color: cell.share > 0.5 ? '#000000' : '#ffffff',
            },
          })),
          emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 2 } },
        },
      ],
    }),
    table: {
      columns: [words.true, words.predicted, texts.images, words.trueShare],
      rows: cells.map((cell) => [
        classes[cell.truth] ?? '',
        classes[cell.predicted] ?? '',
        cell.count,
        cell.share,
      ]),
      ids: cells.map(idOf),
    },
  };
}

/** Read by the colour-blind, dark to light. */
const cividis = ['#00204d', '#31446b', '#666970', '#958f78', '#cbba69', '#ffea46'];

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
