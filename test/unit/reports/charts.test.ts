import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../electron/engine/reports/charts/chart.ts';
import { chartFigure, tableCsv } from '../../../electron/engine/reports/charts/chart-table.ts';
import { chartStyle } from '../../../electron/engine/reports/charts/colours.ts';
import { boxOf, distributionChart } from '../../../electron/engine/reports/charts/distribution-chart.ts';
import { fittedChart } from '../../../electron/engine/reports/charts/fitted-chart.ts';
import { heatMap } from '../../../electron/engine/reports/charts/heat-map.ts';
import { countBins, histogramChart } from '../../../electron/engine/reports/charts/histogram-chart.ts';
import { lineChart } from '../../../electron/engine/reports/charts/line-chart.ts';
import { scatterChart } from '../../../electron/engine/reports/charts/scatter-chart.ts';

const hostile = '<script>alert("1")</script> & others';
const lines = () =>
  lineChart({
    title: hostile,
    x: { label: 'Training step' },
    y: { label: 'PSNR (dB)' },
    level: { y: 2, label: 'Input' },
    markers: [{ x: 5, label: 'best', series: 0 }],
    series: [
      {
        name: hostile,
        points: [
          { x: 0, y: 1, low: 0.5, high: 2 },
          { x: 5, y: 3, low: 2, high: 4 },
          { x: 10, y: null },
        ],
      },
      {
        name: 'skip-patch',
        points: [
          { x: 0, y: 2 },
          { x: 10, y: 5 },
        ],
      },
    ],
  });
const points = () =>
  scatterChart({
    title: 'PCA',
    x: { label: 'Component 1' },
    y: { label: 'Component 2' },
    groups: [
      { name: 'real', points: Array.from({ length: 7 }, (_, i) => ({ x: i, y: i * i, id: `r${i}` })) },
      { name: 'run', points: Array.from({ length: 5 }, (_, i) => ({ x: -i, y: i })) },
    ],
  });
const boxes = () =>
  distributionChart({
    title: 'SSIM',
    y: { label: 'SSIM' },
    groups: [
      { name: 'a', values: [0.1, 0.2, null, Infinity, 0.4], ids: ['1', '2', '3', '4', '5'] },
      { name: 'b', values: [] },
    ],
  });
const histogram = () =>
  histogramChart({ title: 'FWHM', x: { label: 'FWHM (px)' }, groups: [{ name: 'a', values: [1, 2, 2, 3] }] });
const matrix = () =>
  heatMap({
    title: 'Confusion',
    rows: { label: 'True', names: ['a', 'b'] },
    columns: { label: 'Predicted', names: ['a', 'b'] },
    values: [
      [0.9, 0.1],
      [null, 1],
    ],
    valueLabel: 'Share',
    text: (r, c) => `cell ${r}${c}`,
  });
const fitted = () =>
  fittedChart({
    title: 'Linearity',
    x: { label: 'Truth' },
    y: { label: 'Result' },
    points: [
      { x: 0, y: 1 },
      { x: 4, y: 8 },
    ],
    fit: { slope: 2, intercept: 0 },
    identity: true,
  });

/** Every element of an SVG text with its attributes and text, in order. */
function elementsOf({ svg }: Chart): { name: string; text: string; at: Record<string, string> }[] {
  expect(XMLValidator.validate(svg)).toBe(true);
  const found: ReturnType<typeof elementsOf> = [];
  const walk = (nodes: Record<string, unknown>[]): void => {
    for (const node of nodes) {
      const [name] = Object.keys(node).filter((key) => key !== ':@');
      if (name === undefined || name === '#text') continue;
      const children = node[name] as Record<string, unknown>[];
      const text = children.map((child) => child['#text'] ?? '').join('');
      found.push({ name, text, at: (node[':@'] ?? {}) as Record<string, string> });
      walk(children);
    }
  };
  const options = { preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '' };
  walk(new XMLParser(options).parse(svg) as Record<string, unknown>[]);
  return found;
}

const textsOf = (chart: Chart): string[] =>
  elementsOf(chart)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);

describe('charts', () => {
  it('are whole SVG documents that hold no script, style sheet or link', async () => {
    for (const make of [lines, points, boxes, histogram, matrix, fitted]) {
      const chart = await make();
      const names = new Set(elementsOf(chart).map(({ name }) => name));
      expect(
        [...names].filter((name) => ['script', 'style', 'a', 'image', 'foreignObject'].includes(name)),
      ).toEqual([]);
      expect(chart.svg).not.toMatch(/href|ecmeta|onload/);
      expect(chart.svg).toMatch(/^<svg [^>]*role="img"/);
    }
  });

  it('are the same text each time, and have ids of their own', async () => {
    expect((await lines()).svg).toBe((await lines()).svg);
    const idOf = (chart: Chart): string | undefined => /id="(c[0-9a-f]{8}-)/.exec(chart.svg)?.[1];
    const [a, b] = [idOf(await lines()), idOf(await fitted())];
    expect(a).toBeDefined();
    expect(a).not.toBe(b);
  });

  it('name axes, series and markers as text', async () => {
    const texts = textsOf(await lines());
    for (const text of ['Training step', 'PSNR (dB)', 'skip-patch', 'best', 'Input']) {
      expect(texts).toContain(text);
    }
    expect(textsOf(await matrix())).toEqual(
      expect.arrayContaining(['True', 'Predicted', 'cell 00', 'cell 11']),
    );
  });

  it('draw a line with a gap, a band and their table', async () => {
    const chart = await lines();
    const paths = elementsOf(chart).filter(({ name }) => name === 'path' || name === 'polygon');
    expect(paths.some(({ at }) => at['fill-opacity'] === '0.18' || at['opacity'] === '0.18')).toBe(true);
    expect(paths.filter(({ at }) => at['fill'] === 'none' && at['stroke'] === '#0072b2')).not.toHaveLength(0);
    expect(chart.table.columns).toEqual(['Series', 'Training step', 'PSNR (dB)', 'Low', 'High']);
    expect(chart.table.rows).toEqual([
      [hostile, 0, 1, 0.5, 2],
      [hostile, 5, 3, 2, 4],
      [hostile, 10, null, null, null],
      ['skip-patch', 0, 2, null, null],
      ['skip-patch', 10, 5, null, null],
      ['Input', null, 2, null, null],
    ]);
  });

  it('draw every point of a scatter plot', async () => {
    const chart = await points();
    const drawn = (colour: string): number =>
      elementsOf(chart).filter(
        ({ at }) => at['fill'] === colour && /^(translate|matrix)/.test(at['transform'] ?? ''),
      ).length;
    // One more of each is in the legend.
    expect([drawn('#0072b2'), drawn('#d55e00')]).toEqual([8, 6]);
    expect(chart.table.rows).toHaveLength(12);
    expect(chart.table.rows[3]).toEqual(['real', 'r3', 3, 9]);
  });

  it('leave out of the picture what is not a number, and keep it in the table', async () => {
    const chart = await boxes();
    const drawn = elementsOf(chart).filter(({ at }) => at['fill'] === '#0072b2');
    expect(drawn).toHaveLength(3);
    expect(chart.table.rows.map(([, , value]) => value)).toEqual([0.1, 0.2, null, Infinity, 0.4]);
  });

  it('follow the page in all colours of their frame', async () => {
    const colours = new Set((await points()).svg.match(/(fill|stroke)="#[0-9a-f]{6}"/g));
    for (const colour of colours) {
      const isGroup = ['#0072b2', '#d55e00'].some((own) => colour.includes(own));
      if (!isGroup) expect(chartStyle).toContain(`[${colour}]`);
    }
  });
});

describe('numbers behind charts', () => {
  // numpy.percentile([1, 2, 3, 4, 5, 6, 7, 30], [25, 50, 75]) gives 2.75, 4.5, 6.25.
  it('has the quartiles of NumPy and whiskers within 1.5 distances', () => {
    expect(boxOf([30, 1, 2, 3, 4, 5, 6, 7])).toEqual([1, 2.75, 4.5, 6.25, 7]);
  });

  // numpy.histogram([1, 2, 2, 3, 5], 4) gives [1, 2, 1, 1] at edges [1, 2, 3, 4, 5].
  it('counts as NumPy does', () => {
    expect(countBins([[1, 2, 2, 3, 5]], 4)).toEqual({ edges: [1, 2, 3, 4, 5], counts: [[1, 2, 1, 1]] });
    expect(countBins([[2, 2]], 1)).toEqual({ edges: [1.5, 2.5], counts: [[2]] });
    expect(countBins([[]])).toEqual({ edges: [0, 1], counts: [[0]] });
  });

  it('writes CSV that a spreadsheet does not run, with every digit', () => {
    const table = {
      columns: ['a', 'b, c'],
      rows: [
        ['=1+1', 1 / 3],
        ['say "x"', null],
      ],
    };
    expect(tableCsv(table)).toBe(`a,"b, c"\r\n'=1+1,0.3333333333333333\r\n"say ""x""",\r\n`);
  });

  it('shows a figure with its table and escapes names', async () => {
    const { text } = chartFigure(await lines(), 'A & B');
    expect(text).not.toContain('<script');
    expect(text).toContain('A &amp; B');
    expect(text.match(/<tr>/g)).toHaveLength(7);
  });
});
