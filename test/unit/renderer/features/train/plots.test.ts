import { describe, expect, it } from 'vitest';
import {
  curveOption,
  curvesOf,
  curveTable,
  thinned,
} from '../../../../../renderer/features/train/curve-plot.ts';
import {
  metricsOf,
  validationOf,
  validationOption,
  validationTable,
} from '../../../../../renderer/features/train/validation-plot.ts';
import { LossSeries } from '../../../../../renderer/stores/loss-series.ts';
import { paperColours } from '../../../../../renderer/ui/plot-style.ts';
import { runRecordOf } from '../../../../support/run-record.ts';

const whole = { start: 0, end: 100 };
const look = { smoothing: 0.5, raw: true, logarithmic: true, part: whole };
const seriesOf = (values: Record<string, number>[]) =>
  LossSeries.of(values.map((own, step) => ({ step, values: own })));
interface Option {
  yAxis: { type: string; min?: (range: { min: number; max: number }) => number };
  series: { name: string; data: Float64Array | number[][]; markPoint?: { data: unknown[] } }[];
}

describe('plots of losses', () => {
  it('show raw and smoothed values of one run, without gaps, as flat numbers', () => {
    // The critic joins at step 2.
    const series = seriesOf([{ content: 4 }, { content: 2 }, { content: 2, critic: -1 }]);
    const critic = curvesOf('critic', [{ run: 'a', series }]);
    const [raw, smoothed] = (curveOption(critic, look)(paperColours) as unknown as Option).series;
    expect([...(raw?.data as Float64Array)]).toEqual([2, -1]);
    expect([...(smoothed?.data as Float64Array)]).toEqual([2, -1]);
    const content = curveOption(curvesOf('content', [{ run: 'a', series }]), look)(paperColours);
    expect((content as unknown as Option).series[1]?.data).toHaveLength(6);
    // Below zero there is no logarithm.
    expect((content as unknown as Option).yAxis.type).toBe('log');
    expect((curveOption(critic, look)(paperColours) as unknown as Option).yAxis.type).toBe('value');
  });

  it('lay several runs over one another by their names, and tabulate what each has', () => {
    const runs = [
      { run: 'a', series: seriesOf([{ content: 4 }, { content: 3 }]) },
      { run: 'b', series: seriesOf([{ content: 5 }]) },
      { run: 'c', series: seriesOf([{ other: 1 }]) },
    ];
    const curves = curvesOf('content', runs);
    const { series } = curveOption(curves, look)(paperColours) as unknown as Option;
    expect(series.map(({ name }) => name)).toEqual(['a', 'b']);
    const table = curveTable('content', curves);
    expect(table.columns).toEqual(['step', 'content a', 'content b']);
    expect(table.rows).toEqual([
      [0, 4, 5],
      [1, 3, null],
    ]);
  });
});

describe('the thinning of a hundred thousand points', () => {
  const pairs = new Float64Array(200_000);
  for (let i = 0; i < 100_000; i += 1) pairs.set([i, Math.sin(i / 900)], 2 * i);
  pairs[2 * 54_321 + 1] = 50;
  pairs[2 * 77_777 + 1] = -50;
  const steps = (of: Float64Array) => [...of].filter((_, i) => i % 2 === 0);

  it('keeps both ends and every spike, in order', () => {
    const few = thinned(pairs, whole);
    expect(few.length / 2).toBeLessThan(8000);
    const kept = steps(few);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect([kept[0], kept.at(-1)]).toEqual([0, 99_999]);
    expect([54_321, 77_777].every((step) => kept.includes(step))).toBe(true);
    expect([...few].filter((_, i) => i % 2 === 1)).toContain(50);
  });

  it('keeps all of a part that is looked at closely', () => {
    const kept = new Set(steps(thinned(pairs, { start: 30, end: 31.5 })));
    for (let step = 30_000; step <= 31_499; step += 1) expect(kept.has(step)).toBe(true);
    expect(kept.size).toBeLessThan(9000);
    const short = pairs.subarray(0, 4000);
    expect(thinned(short, whole)).toBe(short);
  });
});

describe('plots of validations', () => {
  const record = runRecordOf({
    validation: {
      images: ['x'],
      input: { psnr: 30, ssim: 0.9 },
      points: [
        { step: 10, scores: { psnr: 31, ssim: 0.91 } },
        { step: 20, scores: { psnr: null, ssim: 0.92 } },
        { step: 30, scores: { psnr: 32, ssim: 0.93 } },
      ],
    },
    best: { step: 30, metric: 'psnr', value: 32 },
  });

  it('have a plot for each score, the best marked, down to the input’s own score', () => {
    expect(metricsOf([record, runRecordOf()])).toEqual(['psnr', 'ssim']);
    const curve = validationOf('psnr', record, 'a');
    expect(curve).toMatchObject({ points: [[10, 31], [30, 32]], input: 30, best: { step: 30, value: 32 } }); // prettier-ignore
    expect(validationOf('ssim', record, 'a')?.best).toBeNull();
    expect(validationOf('psnr', runRecordOf(), 'b')).toBeNull();
    if (!curve) return;
    const { yAxis, series } = validationOption('psnr', [curve])(paperColours) as unknown as Option;
    expect(yAxis.min?.({ min: 31, max: 32 })).toBeLessThan(30);
    expect(series[0]?.markPoint?.data).toEqual([{ coord: [30, 32] }]);
    expect(validationTable('psnr', [curve]).rows).toEqual([
      ['input itself', 30],
      [10, 31],
      [30, 32],
    ]);
  });
});
