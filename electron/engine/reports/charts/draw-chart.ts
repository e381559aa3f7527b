import { createHash } from 'node:crypto';
import type { EChartsCoreOption } from 'echarts/core';
import { escapeText } from '../html.ts';
import type { Axis, Chart, ChartSize } from './chart.ts';
import { frame } from './colours.ts';

const usual = { width: 480, height: 320 };
/** Width of a letter at the size of labels, and of a legend's symbol with its distances (px). */
const letter = 6.2;
const besideName = 48;
const lineHeight = 20;

export const fontSize = 12;

/** ECharts takes half a second to load: only what draws waits for it. */
async function loadECharts() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([
    charts.BoxplotChart,
    charts.CustomChart,
    charts.HeatmapChart,
    charts.LineChart,
    charts.ScatterChart,
    components.GridComponent,
    components.LegendComponent,
    components.MarkLineComponent,
    components.VisualMapComponent,
    renderers.SVGRenderer,
  ]);
  return core;
}

/**
 * Draws an ECharts option as an SVG document without a window. Nothing in it can be hovered, run or loaded, so it
 * stands in a page as it does by itself, and the same option gives the same text.
 */
export async function drawChart(
  title: string,
  option: EChartsCoreOption,
  table: Chart['table'],
  size: ChartSize = {},
): Promise<Chart> {
  const { width, height } = { ...usual, ...size };
  const { init } = await loadECharts();
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption({ ...base, ...option });
    return { title, svg: plain(drawing.renderToSVGString(), title), table };
  } finally {
    drawing.dispose();
  }
}

/** No quotes in the fonts: ECharts does not escape them. */
const base = {
  animation: false,
  textStyle: { fontFamily: 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif', color: frame.text },
};

/** Takes out what is for a pointer alone, and gives ids that no other picture on the page has. */
function plain(svg: string, title: string): string {
  const bare = svg
    .replace(/<style\b[^]*?<\/style>\s*/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xml:space|baseProfile)="[^"]*"/g, '')
    .replace(/ xmlns:xlink="[^"]*"/g, '');
  // ECharts numbers its pictures over the whole process: not the same twice.
  const own = createHash('sha256')
    .update(title + bare.replace(/\bzr\d+-/g, 'zr-'))
    .digest('hex')
    .slice(0, 8);
  const name = escapeText(title);
  return bare
    .replace(/\bzr\d+-/g, `c${own}-`)
    .replace(/^<svg ([^>]*)>/, `<svg $1 role="img" aria-label="${name}">\n<title>${name}</title>`);
}

/** A value axis with a name beside it, thin lines, and room for what it has to show. */
export function valueAxis(axis: Axis, { grid = true, gap = 30 } = {}): Record<string, unknown> {
  const { low, high } = axis;
  return {
    type: 'value',
    scale: true,
    name: axis.label,
    nameLocation: 'middle',
    nameGap: gap,
    // Null: beyond it the axis ends at a round number of its own.
    ...(low !== undefined && { min: ({ min }: { min: number }) => (min < low ? null : low) }),
    ...(high !== undefined && { max: ({ max }: { max: number }) => (max > high ? null : high) }),
    ...axisStyle(grid),
  };
}

export function categoryAxis(labels: readonly string[]): Record<string, unknown> {
  return { type: 'category', data: [...labels], ...axisStyle(false), axisTick: { show: false } };
}

function axisStyle(grid: boolean): Record<string, unknown> {
  return {
    nameTextStyle: { color: frame.soft, fontSize },
    axisLabel: { color: frame.soft, fontSize: fontSize - 1, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: frame.soft } },
    axisTick: { lineStyle: { color: frame.soft } },
    splitLine: { show: grid, lineStyle: { color: frame.line } },
  };
}

/** The legend above the plot, in as many lines as its names need; none for a single unnamed group. */
export function legendFor(
  names: readonly string[],
  width = usual.width,
  itemWidth = 24,
): { legend: Record<string, unknown>; height: number } {
  if (names.length < 2) return { legend: { show: false }, height: 0 };
  let [lines, used] = [1, 0];
  for (const name of names) {
    const own = name.length * letter + besideName;
    if (used > 0 && used + own > width) [lines, used] = [lines + 1, 0];
    used += own;
  }
  const legend = {
    ...{ type: 'plain', top: 0, left: 0, itemWidth, itemHeight: 10, itemGap: 12 },
    data: [...names],
    borderColor: frame.line,
    textStyle: { color: frame.text, fontSize },
  };
  return { legend, height: lines * lineHeight };
}

/** The plot's place between legend, axes and their names. */
export function gridBelow(legendHeight: number, { left = 62, bottom = 46, right = 16 } = {}) {
  return { top: legendHeight + 12, left, right, bottom, containLabel: false };
}

/** What keeps a series from answering to a pointer. */
export const still = { silent: true, emphasis: { disabled: true }, animation: false } as const;

/** Names that a legend can tell apart: the second “run” becomes “run (2)”. */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
