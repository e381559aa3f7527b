import { describe, expect, it } from 'vitest';
import { chooseExamples, gainOf } from '../../../electron/engine/reports/choose-examples.ts';
import {
  compact,
  counted,
  duration,
  figure,
  signed,
  spaced,
} from '../../../electron/engine/reports/figures.ts';
import { html } from '../../../electron/engine/reports/html.ts';
import { lossChart, ticks } from '../../../electron/engine/reports/loss-chart.ts';
import { lossSeries } from '../../../electron/engine/reports/loss-series.ts';
import { scoresCsv } from '../../../electron/engine/reports/score-table.ts';
import { score } from './report-fixture.ts';

describe('examples', () => {
  it('are the best, the median and the worst, then the first of the rest', () => {
    const perImage = [33, 31, 36, 32, 34, 35, 30].map((psnr, i) => score(`item-${i}`, psnr));
    expect(chooseExamples({ perImage }, 2)).toEqual([
      { title: 'Largest gain', id: 'item-2' },
      { title: 'Median gain', id: 'item-0' },
      { title: 'Smallest gain', id: 'item-6' },
      { title: expect.stringContaining('No. 1'), id: 'item-1' },
      { title: expect.stringContaining('No. 2'), id: 'item-3' },
    ]);
  });

  it('are each shown once', () => {
    expect(chooseExamples({ perImage: [score('only', 33)] })).toEqual([
      { title: 'Largest gain', id: 'only' },
    ]);
    expect(chooseExamples({ perImage: [] })).toEqual([]);
  });

  it('count a result equal to its truth as the best', () => {
    expect(gainOf(score('a', null))).toBe(Infinity);
    expect(gainOf(score('a', 33, null))).toBe(-Infinity);
    expect(gainOf(score('a', null, null))).toBe(0);
  });
});

describe('loss series', () => {
  const points = Array.from({ length: 1000 }, (_, step) => ({
    step,
    values: { content: step, ...(step >= 600 ? { critic: -step } : {}) },
  }));

  it('have a name each and at most the bins asked for', () => {
    const [content, critic] = lossSeries(points, 10);
    expect(content?.bins).toHaveLength(10);
    expect(content?.bins[1]).toEqual({ step: 100, mean: 149.5, min: 100, max: 199 });
    expect(critic?.bins[0]).toEqual({ step: 600, mean: -619.5, min: -639, max: -600 });
  });

  it('take more points than a call takes arguments', () => {
    const many = Array.from({ length: 300_000 }, (_, step) => ({ step, values: { content: 1 } }));
    expect(lossSeries(many, 1)[0]?.bins).toEqual([{ step: 0, mean: 1, min: 1, max: 1 }]);
  });

  it('draw within their picture, also where all values are equal', () => {
    for (const value of [0, 3]) {
      const series = lossSeries(
        [0, 1].map((step) => ({ step, values: { content: value } })),
        10,
      );
      const numbers = [
        ...lossChart(series[0] as NonNullable<(typeof series)[0]>).text.matchAll(/points="([^"]+)"/g),
      ]
        .flatMap(([, text]) => (text as string).split(/[ ,]/))
        .map(Number);
      expect(numbers).toHaveLength(12);
      for (const number of numbers) expect(number >= 0 && number <= 420).toBe(true);
    }
  });
});

describe('figures', () => {
  it('round, with a true minus sign and none on zero', () => {
    expect(figure(-1.005, 1)).toBe('−1.0');
    expect(figure(-0.00001, 4)).toBe('0.0000');
    expect(figure(null, 2)).toBe('–');
    expect(figure(NaN, 2)).toBe('–');
    expect([signed(3.217, 2), signed(-0.5, 2), signed(0.001, 2)]).toEqual(['+3.22', '−0.50', '0.00']);
  });

  it('are short on axes', () => {
    expect([0, 0.5, -1234.5, 250000, 0.00012].map(compact)).toEqual([
      '0',
      '0.5',
      '−1230',
      '2.5e+5',
      '1.2e−4',
    ]);
  });

  it('read as words', () => {
    expect([0.4, 65, 3725].map(duration)).toEqual(['0 s', '1 min 05 s', '1 h 02 min']);
    expect([counted(1, 'photo'), counted(1200, 'photo')]).toEqual(['1 photo', '1,200 photos']);
    expect(spaced('gradientPenalty')).toBe('gradient penalty');
  });

  it('mark axes at round values', () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-3, 42, 4)).toEqual([0, 20, 40]);
    expect(ticks(0.1, 0.11, 4)).toEqual([0.1, 0.105, 0.11]);
  });
});

describe('tables', () => {
  it('escape text once, and leave what is HTML alone', () => {
    const inner = html`<b>${'a & b'}</b>`;
    expect(html`<p title="${'"x"'}">${inner}${[inner, inner]}${null}</p>`.text).toBe(
      '<p title="&quot;x&quot;"><b>a &amp; b</b><b>a &amp; b</b>\n<b>a &amp; b</b></p>',
    );
  });

  it('quote what would break a row of comma-separated values', () => {
    const csv = scoresCsv({ perImage: [{ ...score('a', null), file: 'a, "b".png' }] } as Parameters<
      typeof scoresCsv
    >[0]);
    expect(csv.split('\n')[1]).toBe('a,"a, ""b"".png",0,0,30,20,30,,0.9,0.95');
  });
});
