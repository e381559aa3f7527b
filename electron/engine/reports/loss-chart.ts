import { compact, spaced } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { LossSeries } from './loss-series.ts';

const width = 420;
const height = 220;
const inset = { left: 56, right: 12, top: 12, bottom: 40 };

/** A linear map of data to picture. */
type Scale = (value: number) => number;

/**
 * One loss over the steps as an SVG picture: the mean of neighbouring steps as a line in the band of their
 * smallest and largest values. Own code because its colours follow the page's light and dark style sheet, and
 * the page carries no script that could draw.
 */
export function lossChart({ name, bins }: LossSeries): Html {
  const steps = bins.map(({ step }) => step);
  const [low, high] = padded(
    Math.min(...bins.map(({ min }) => min)),
    Math.max(...bins.map(({ max }) => max)),
  );
  const [first, last] = padded(Math.min(...steps), Math.max(...steps), 0);
  const x = scale(first, last, inset.left, width - inset.right);
  const y = scale(low, high, height - inset.bottom, inset.top);
  const upper = bins.map(({ step, max }) => at(x(step), y(max)));
  const lower = bins.map(({ step, min }) => at(x(step), y(min))).reverse();
  const line = bins.map(({ step, mean }) => at(x(step), y(mean)));
  return html`<figure class="chart">
    <figcaption>${spaced(name)}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${spaced(name)} over training steps">
      ${ticks(first, last, 5).map((value) => xTick(x(value), value))}
      ${ticks(low, high, 4).map((value) => yTick(y(value), value))}
      <polygon class="band" points="${[...upper, ...lower].join(' ')}" />
      <polyline class="line" points="${line.join(' ')}" />
      <line
        class="axis"
        x1="${inset.left}"
        y1="${height - inset.bottom}"
        x2="${width - inset.right}"
        y2="${height - inset.bottom}"
      />
      <text class="name" x="${(inset.left + width - inset.right) / 2}" y="${height - 6}">training step</text>
      <text class="name" transform="translate(12 ${(inset.top + height - inset.bottom) / 2}) rotate(-90)">
        loss
      </text>
    </svg>
  </figure>`;
}

/** Values at round distances (1, 2 or 5 times a power of ten), about `count` of them, within the limits. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const start = Math.ceil(low / step);
  const end = Math.floor(high / step);
  // Counting in whole steps keeps 0.1 + 0.2 from becoming 0.30000000000000004.
  return Array.from({ length: end - start + 1 }, (_, i) => Number(((start + i) * step).toPrecision(12)));
}

function xTick(x: number, value: number): Html {
  const bottom = height - inset.bottom;
  return html`<line class="grid" x1="${round(x)}" y1="${inset.top}" x2="${round(x)}" y2="${bottom}" /><text
      class="tick middle"
      x="${round(x)}"
      y="${bottom + 16}"
      >${compact(value)}</text
    >`;
}

function yTick(y: number, value: number): Html {
  return html`<line
      class="grid"
      x1="${inset.left}"
      y1="${round(y)}"
      x2="${width - inset.right}"
      y2="${round(y)}"
    /><text class="tick end" x="${inset.left - 6}" y="${round(y + 4)}">${compact(value)}</text>`;
}

/** Limits with some air, also where all values are equal. */
function padded(low: number, high: number, share = 0.05): [number, number] {
  if (!(high > low)) return [low - 0.5, low + 0.5];
  const air = (high - low) * share;
  return [low - air, high + air];
}

function scale(from: number, to: number, start: number, end: number): Scale {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

const round = (value: number): number => Math.round(value * 10) / 10;
const at = (x: number, y: number): string => `${round(x)},${round(y)}`;
