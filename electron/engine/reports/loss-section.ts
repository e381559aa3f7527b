import type { LossPoint } from '../../contract/events.ts';
import { compact, spaced } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { lossChart } from './loss-chart.ts';
import type { LossSeries } from './loss-series.ts';
import { lossSeries } from './loss-series.ts';

const bins = { chart: 300, table: 25 };

/** One chart a loss, and the same as tables, folded. */
export function lossSection(losses: readonly LossPoint[]): Html {
  if (losses.length === 0) return html`<p class="soft">This run has recorded no losses.</p>`;
  const tabled = lossSeries(losses, bins.table);
  return html`<p class="soft">Line: mean of neighbouring steps; band: their smallest and largest value.</p>
    <div class="charts">${lossSeries(losses, bins.chart).map(lossChart)}</div>
    <details>
      <summary>As tables</summary>
      ${tabled.map(lossTable)}
    </details>
    <p><a href="losses.csv">losses.csv</a></p>`;
}

function lossTable({ name, bins: own }: LossSeries): Html {
  const rows = own.map(
    ({ step, mean, min, max }) =>
      html`<tr>
        <td class="n">${step}</td>
        <td class="n">${compact(mean)}</td>
        <td class="n">${compact(min)}</td>
        <td class="n">${compact(max)}</td>
      </tr>`,
  );
  return html`<table>
    <caption>
      ${spaced(name)}, mean and range of neighbouring steps
    </caption>
    <thead>
      <tr>
        <th class="n">From step</th>
        <th class="n">Mean</th>
        <th class="n">Smallest</th>
        <th class="n">Largest</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
