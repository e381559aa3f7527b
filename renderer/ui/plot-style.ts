import type { EChartsCoreOption } from 'echarts/core';

export interface PlotColours {
  text: string;
  line: string;
  panel: string;
  accent: string;
  /** For series, in this order: Okabe and Ito's, which the colour-blind tell apart. */
  series: readonly string[];
}

/** Makes a plot's ECharts option in given colours: those of the theme on the screen, those of paper in a file. */
export type PlotOption = (colours: PlotColours) => EChartsCoreOption;

/** A plot's numbers. `ids`: what a row stands for, so that it can be opened; null where it stands for nothing. */
export interface PlotTable {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
  ids?: readonly (string | null)[];
}

const bright = ['#56b4e9', '#e69f00', '#2fbf93', '#e58ac0', '#f0e442', '#f07b3f', '#b3b3b3'];
const deep = ['#0072b2', '#b06f00', '#00775a', '#a6478a', '#7a6f00', '#c44a00', '#5c5c5c'];

/** The colours of the theme in use. */
export function screenColours(theme: 'dark' | 'light'): PlotColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: colour('--text-muted'),
    line: colour('--line'),
    panel: colour('--panel'),
    accent: colour('--accent'),
    series: theme === 'dark' ? bright : deep,
  };
}

/** Black on white, for saved pictures whatever the theme. */
export const paperColours: PlotColours = {
  text: '#222222',
  line: '#cccccc',
  panel: '#ffffff',
  accent: '#0072b2',
  series: deep,
};

/** An axis with its name, which holds the unit, in the middle. `gap`: px between the axis and its name. */
export function namedAxis(name: string, colours: PlotColours, gap: number): Record<string, unknown> {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: gap,
    axisLine: { show: true, lineStyle: { color: colours.line } },
    axisLabel: { color: colours.text, fontSize: 11, formatter: axisNumber },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
    nameTextStyle: { color: colours.text, fontSize: 11 },
  };
}

/** A number at an axis as the page writes numbers, with thin groups; names of categories stay as they are. */
export function axisNumber(value: number | string): string {
  if (typeof value !== 'number') return value;
  const [whole = '', ...rest] = String(Number(value.toPrecision(12))).split('.');
  const grouped = whole.includes('e') ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return [grouped, ...rest].join('.').replace(/-/g, '\u2212');
}

/** What all plots share: font, no animation, room for the axes' names, tooltip and legend in the theme's colours. */
export function plotBase(colours: PlotColours): Record<string, unknown> {
  return {
    animation: false,
    color: [...colours.series],
    textStyle: { fontFamily: '"Inter Variable", system-ui, sans-serif', color: colours.text },
    grid: { left: 60, right: 16, top: 28, bottom: 44 },
    legend: {
      top: 0,
      left: 8,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: colours.text, fontSize: 11 },
    },
    tooltip: {
      backgroundColor: colours.panel,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      confine: true,
    },
  };
}

/** Comma-separated text after RFC 4180, full precision; a missing number is empty. */
export function tableCsv(table: PlotTable): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => row.map(cell).join(',') + '\n').join('');
}
