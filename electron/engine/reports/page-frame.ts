import { chartStyle } from './charts/colours.ts';
import { Html, html } from './html.ts';
import { style } from './style.ts';

export interface PageContent {
  title: string;
  /** One line below the title. */
  subtitle: string;
  body: Html;
  footer: Html | string;
  /** Pictures are files beside the page, or data within it. */
  pictures: 'beside' | 'within';
}

/** Examples of as many pictures as there are. */
const rowStyle = `.triple.row { grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); }
.wide { overflow-x: auto; } .wide tbody th { white-space: nowrap; } .wide tbody th .soft { display: block; }
.wide th, .wide td { padding: 6px; font-size: 12px; } .wide thead th { white-space: normal; }
@media print { .wide { overflow: visible; } .wide th, .wide td { padding: 2pt; font-size: 6.5pt; }
  .wide caption { font-size: 8pt; } .wide tbody th { white-space: normal; overflow-wrap: anywhere; } }`;

/** What every page of ours is: it opens offline, loads nothing from elsewhere and runs no script. */
export function pageFrame({ title, subtitle, body, footer, pictures }: PageContent): string {
  const sources = pictures === 'within' ? 'data:' : "'self' file:";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src ${new Html(sources)}; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(style + chartStyle + rowStyle)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p class="soft">${subtitle}</p>
          </header>
          ${body}
          <footer>${footer}</footer>
        </main>
      </body>
    </html> `.text;
}
