import type { Chart } from './charts/chart.ts';
import { chartFigure } from './charts/chart-table.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

/** A chart of the page, saved beside it as `figures/NAME.svg` with its numbers as `figures/NAME.csv`. */
export interface Figure {
  name: string;
  chart: Chart;
  /** What it shows and how to read it. */
  caption: string;
}

/** A chapter of the report. */
export interface Section {
  title: string;
  body: Html;
  figures: readonly Figure[];
}

export function plots(figures: readonly Figure[]): Html | null {
  if (figures.length === 0) return null;
  return html`<div class="plots">${figures.map(({ chart, caption }) => chartFigure(chart, caption))}</div>`;
}

/** A table with numbers at the right; the first cell of each row names it. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  caption: string | null = null,
): Html {
  return html`<div class="scroll">
    <table>
      ${
        caption &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${head.map((name, i) => (i === 0 ? html`<th>${name}</th>` : html`<th class="n">${name}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = '', ...cells]) =>
            html`<tr>
              <th>${name}</th>
              ${cells.map((cell) => html`<td class="n">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Sentences as a list; nothing of none. */
export function sentences(list: readonly string[]): Html | null {
  if (list.length === 0) return null;
  return html`<ul>
    ${list.map((each) => html`<li>${each}</li>`)}
  </ul>`;
}
