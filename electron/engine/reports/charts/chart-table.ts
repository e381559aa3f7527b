import { compact } from '../figures.ts';
import type { Html } from '../html.ts';
import { Html as RawHtml, html } from '../html.ts';
import type { Chart, ChartTable } from './chart.ts';

/** Rows that a page shows; the CSV file beside it has them all. */
const mostShown = 200;

/**
 * A table as CSV (RFC 4180) with every digit. Text that a spreadsheet would take as a formula gets an apostrophe.
 * Own code: the package that we have for CSV only reads.
 */
export function tableCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  if (value === null) return '';
  // NumPy, pandas and R read it so.
  if (value === Infinity) return 'inf';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A chart with its title, a sentence below it, and its numbers folded away. */
export function chartFigure({ title, svg, table }: Chart, caption: Html | string = ''): Html {
  return html`<figure class="plot">
    <figcaption><b>${title}</b>${caption}</figcaption>
    ${new RawHtml(svg)}
    <details>
      <summary>As a table</summary>
      <div>${tableHtml(table)}</div>
    </details>
  </figure>`;
}

function tableHtml({ columns, rows }: ChartTable): Html {
  const shown = rows.slice(0, mostShown);
  const rest = rows.length - shown.length;
  return html`<table>
    ${
      rest > 0
        ? html`<caption>
            The first ${mostShown} of ${rows.length} rows.
          </caption>`
        : null
    }
    <thead>
      <tr>
        ${columns.map((column) => html`<th>${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (row) =>
          html`<tr>
            ${row.map((value) =>
              typeof value === 'number'
                ? html`<td class="n">${compact(value)}</td>`
                : html`<td class="plain">${value ?? '–'}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
