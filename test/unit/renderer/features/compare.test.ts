import { describe, expect, it } from 'vitest';
import {
  scoreRows,
  sortRows,
  valueIn,
  type ScoreColumn,
} from '../../../../renderer/features/compare/score-rows.ts';
import { profilePlot } from '../../../../renderer/features/compare/profile-plot.ts';
import { confusionPlot, fiveNumbers, scorePlot } from '../../../../renderer/features/compare/score-plots.ts';
import { paperColours, tableCsv } from '../../../../renderer/ui/plot-style.ts';
import { evaluationOf, imageScoreOf } from '../../../support/evaluation.ts';

const first = evaluationOf([
  imageScoreOf('x-2', { inputPsnr: 20, psnr: 25, inputSsim: 0.5, ssim: 0.9 }),
  imageScoreOf('x-10', { inputPsnr: 30, psnr: 29, inputSsim: 0.5, ssim: 0.4 }),
  imageScoreOf('x-1', { inputPsnr: 28, psnr: null, identical: true, inputSsim: 0.5, ssim: 1 }),
]);
const second = evaluationOf([imageScoreOf('x-2', { inputPsnr: 20, psnr: 27 })]);
const rows = scoreRows(['x-1', 'x-2', 'x-10', 'x-11'], [first, second], ['psnr', 'ssim']);
const ids = (column: ScoreColumn, descending: boolean) =>
  sortRows(rows, column, descending).map(({ id }) => id);

describe('scores, image by image', () => {
  it('have the input’s own, each run’s, and what the first run gains', () => {
    const row = rows.find(({ id }) => id === 'x-2')!;
    expect(row.cells.psnr).toEqual({ input: 20, runs: [25, 27], gain: 5 });
    expect(rows.find(({ id }) => id === 'x-11')!.cells).toEqual({});
    expect(
      valueIn(
        rows.find(({ id }) => id === 'x-10')!,
        { metric: 'psnr', of: 1 },
      ),
    ).toBeNull();
  });

  it('sort by any column: names in natural order, infinite PSNR as the largest, none at the end', () => {
    expect(ids({ metric: null, of: 'input' }, false)).toEqual(['x-1', 'x-2', 'x-10', 'x-11']);
    expect(ids({ metric: 'psnr', of: 0 }, true)).toEqual(['x-1', 'x-10', 'x-2', 'x-11']);
    expect(ids({ metric: 'psnr', of: 'gain' }, false)).toEqual(['x-10', 'x-2', 'x-1', 'x-11']);
    expect(ids({ metric: 'ssim', of: 0 }, true)).toEqual(['x-1', 'x-2', 'x-10', 'x-11']);
    expect(ids({ metric: 'psnr', of: 1 }, false)[0]).toBe('x-2');
  });
});

describe('plots', () => {
  it('of a score name axis and unit, and every mark has its image', () => {
    const plot = scorePlot([{ name: 'Run A', evaluation: first }], 'psnr')!;
    const option = plot.option(paperColours) as {
      yAxis: { name: string };
      series: { name: string; data: { id: string; value: number[] }[] }[];
    };
    expect(option.yAxis.name).toBe('PSNR (dB)');
    expect(option.series.map(({ name }) => name)).toEqual(['Input', 'Run A']);
    expect(option.series[1]?.data.map(({ id, value }) => [id, value[1]])).toEqual([
      ['x-2', 25],
      ['x-10', 29],
      ['x-1', Infinity],
    ]);
    expect(plot.table.ids).toEqual(['x-2', 'x-10', 'x-1']);
    expect(scorePlot([], 'psnr')).toBeNull();
  });

  it('of a confusion matrix colour shares of the true class and open cells by their two classes', () => {
    const plot = confusionPlot({
      classes: ['red, big', 'white'],
      counts: [
        [8, 2],
        [0, 0],
      ],
      name: 'hr',
      n: 10,
    });
    expect(plot.table.rows).toEqual([
      ['red, big', 'red, big', 8, 0.8],
      ['red, big', 'white', 2, 0.2],
      ['white', 'red, big', 0, 0],
      ['white', 'white', 0, 0],
    ]);
    expect(JSON.parse(plot.table.ids?.[1] ?? '')).toEqual(['red, big', 'white']);
    expect(tableCsv(plot.table).split('\n')[2]).toBe('"red, big",white,2,0.2');
  });

  it('of a profile are in micrometres where the pixel size is known; colours drawn as their mean', () => {
    const grey = { name: 'Input', profile: { distance: [0, 1, 2], values: [[5, 6, null]] } };
    const colour = {
      name: 'Truth',
      profile: {
        distance: [0, 1, 2],
        values: [
          [1, 2, 3],
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
    };
    const plot = profilePlot([grey, colour], 0.5, 3)!;
    expect(profilePlot([grey], 2000, 1)?.table.columns[0]).toBe('distance (mm)');
    expect(plot.table.columns).toEqual([
      'distance (µm)',
      'Input',
      'Truth, red',
      'Truth, green',
      'Truth, blue',
    ]);
    expect(plot.table.rows[2]).toEqual([1, null, 3, 3, 6]);
    const { series } = plot.option(paperColours) as { series: { data: unknown[] }[] };
    expect(series[1]?.data).toEqual([
      [0, 2],
      [0.5, 3],
      [1, 4],
    ]);
    expect(profilePlot([grey], null, 1)?.table.columns[0]).toBe('distance (px)');
    expect(profilePlot([], null, 1)).toBeNull();
  });

  it('of areas have quartiles as numpy has them', () => {
    expect(fiveNumbers([4, 1, 3, 2])).toEqual([1, 1.75, 2.5, 3.25, 4]);
  });
});
