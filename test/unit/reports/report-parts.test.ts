import { XMLValidator } from 'fast-xml-parser';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
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
import { lossSeries } from '../../../electron/engine/reports/loss-series.ts';
import { linearitySentence, residualSentence } from '../../../electron/engine/reports/trust-section.ts';
import { TrustCollector } from '../../../electron/engine/reports/trust-measures.ts';
import { panelPng, panelSvg } from '../../../electron/engine/reports/panel.ts';
import { splitPicture } from '../../../electron/engine/reports/split-picture.ts';
import { score } from './report-fixture.ts';

describe('examples', () => {
  it('are the first, the median and the worst', () => {
    const perImage = [32, 31, 36, 33, 34, 35, 30].map((psnr, i) => score(`item-${i}`, psnr));
    expect(chooseExamples({ perImage })).toEqual([
      { title: 'First', id: 'item-0' },
      { title: 'Median', id: 'item-3' },
      { title: 'Worst', id: 'item-6' },
    ]);
  });

  it('are each shown once', () => {
    expect(chooseExamples({ perImage: [score('only', 33)] })).toEqual([
      { title: 'First, and median, and worst', id: 'only' },
    ]);
    expect(chooseExamples({ perImage: [] })).toEqual([]);
  });

  it('count a result equal to its truth as the best', () => {
    const [identical, inputIdentical] = [true, true];
    expect(gainOf({ ...score('a', null), identical })).toBe(Infinity);
    expect(gainOf({ ...score('a', 33, null), inputIdentical })).toBe(-Infinity);
    expect(gainOf({ ...score('a', null, null), identical, inputIdentical })).toBe(0);
  });

  it('have no gain where a score is not defined', () => {
    expect(gainOf(score('a', null))).toBeNaN();
    expect(gainOf(score('a', 33, null))).toBeNaN();
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
});

describe('tables', () => {
  it('escape text once, and leave what is HTML alone', () => {
    const inner = html`<b>${'a & b'}</b>`;
    expect(html`<p title="${'"x"'}">${inner}${[inner, inner]}${null}</p>`.text).toBe(
      '<p title="&quot;x&quot;"><b>a &amp; b</b><b>a &amp; b</b>\n<b>a &amp; b</b></p>',
    );
  });
});

describe('panels', () => {
  const picture: Raster = {
    ...{ width: 30, height: 20, channels: 1, dtype: 'uint8' as const },
    ...{ data: Uint8Array.from({ length: 600 }, (_, i) => i % 251), notes: [] },
  };
  const panel = { name: 'result', alt: 'a <b>', picture, bar: { pixels: 10, label: '5 µm' } };

  it('hold pixels, scale bar and marks in one drawing', async () => {
    const marks = [{ shape: 'circle' as const, colour: '#e69f00', points: [{ x: 0, y: 0 }] }];
    const svg = await panelSvg({ ...panel, marks });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain('viewBox="0 0 240 160"');
    // 8 units a pixel: the bar is 80 long, the mark around the first pixel's centre.
    expect(svg).toContain('width="80" height="3"');
    expect(svg).toContain('<circle cx="4" cy="4"');
    expect(svg).toContain('aria-label="a &lt;b&gt;"');
    const [, bytes = ''] = /href="data:image\/png;base64,([^"]+)"/.exec(svg) ?? [];
    const data = await sharp(Buffer.from(bytes, 'base64')).extractChannel(0).raw().toBuffer();
    expect([...data]).toEqual([...picture.data]);
  });

  it('say what their colours mean', async () => {
    const svg = await panelSvg({ ...panel, colours: { map: 'blue-red', low: -12.5, high: 12.5 } });
    for (const number of ['−12.5', '>0<', '>12.5<']) expect(svg).toContain(number);
  });

  it('are saved enlarged by a whole factor, pixels as squares', async () => {
    const png = sharp(await panelPng({ ...panel, bar: null }));
    const { data, info } = await png.greyscale().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([480, 320]);
    for (const [x, y] of [
      [0, 0],
      [17, 4],
      [29, 19],
    ] as const) {
      const at = (16 * y + 8) * 480 + 16 * x + 8;
      expect(Math.abs((data[at] as number) - (picture.data[y * 30 + x] as number))).toBeLessThanOrEqual(1);
    }
  });
});

describe('the picture of splits', () => {
  it('has a block for each group, as long as it has images', () => {
    const items = [
      itemOf('a-1', 'a.png', 'training'),
      itemOf('a-2', 'a.png', 'training'),
      itemOf('a-3', 'a.png', 'training'),
      itemOf('b-1', 'b.png', 'training'),
      itemOf('c-1', 'c.png', 'test'),
    ];
    const { svg, table } = splitPicture(datasetOf(items, {}));
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(table.rows.map(([split, , images]) => [split, images])).toEqual([
      ['training', 3],
      ['training', 1],
      ['test', 1],
    ]);
    const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(3);
    expect((widths[0] as number) / (widths[1] as number)).toBeCloseTo(3, 1);
    expect(svg).toContain('4 images, 2 photos');
  });
});

describe('trust', () => {
  const grey = (values: number[]): Raster => ({
    ...{ width: values.length / 4, height: 4, channels: 1, dtype: 'uint8' as const },
    ...{ data: Uint8Array.from(values), notes: [] },
  });

  it('is gathered over images: line, residuals and shares of grey levels', () => {
    const collector = new TrustCollector(2, 5);
    const truth = Array.from({ length: 32 }, (_, i) => 10 + 2 * i);
    for (const id of ['a', 'b']) {
      collector.add(id, { input: null, truth: grey(truth), result: grey(truth.map((v) => v / 2 + 20)) });
    }
    const found = collector.finish();
    expect(found).toMatchObject({ images: 2, of: 5, linearity: { input: null } });
    expect(found.linearity.result?.slope).toBeCloseTo(0.5, 12);
    expect(found.linearity.result?.intercept).toBeCloseTo(20, 10);
    expect(found.residuals.map(({ id, withTruth }) => [id, withTruth])).toEqual([
      ['a', expect.closeTo(-1, 9)],
      ['b', expect.closeTo(-1, 9)],
    ]);
    const { edges, shares } = found.histogram;
    expect(edges.every(Number.isInteger)).toBe(true);
    expect(shares.input).toBeNull();
    expect(shares.truth?.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.9);
    expect(shares.result).toHaveLength(edges.length - 1);
  });

  it('says in words what a slope and a residual mean', () => {
    const line = { n: 1000, slope: 0.7, intercept: -3, r2: 0.81, residual: 2 };
    expect(linearitySentence(line)).toContain('0.700 × truth − 3, R² = 0.810, over 1,000 values');
    expect(linearitySentence(line)).toContain('30 % too small');
    expect(linearitySentence({ ...line, slope: 1.01 })).toContain('kept on average');
    expect(linearitySentence(null)).toContain('one grey level');
    const trust = { ...new TrustCollector(1, 1).finish(), standardError: 0.01 };
    const of = (neighbour: number | null) => [{ id: 'a', neighbour, length: 2, withTruth: -0.1 }];
    expect(residualSentence({ ...trust, residuals: of(0.02) })).toContain('looks like noise');
    expect(residualSentence({ ...trust, residuals: of(0.6) })).toContain(
      'over about 2.0 px: errors have structure',
    );
    expect(residualSentence({ ...trust, residuals: of(null) })).toContain('equal their truths');
  });
});
