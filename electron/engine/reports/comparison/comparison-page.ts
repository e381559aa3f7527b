import type { Comparison } from '../../../contract/comparison.ts';
import { chartFigure } from '../charts/chart-table.ts';
import { compact, counted } from '../figures.ts';
import { html } from '../html.ts';
import { pageFrame } from '../page-frame.ts';
import type { NamedChart } from './comparison-charts.ts';
import { areaTable, runTable, settingsTable, testTable } from './comparison-sections.ts';
import { exampleSection } from './example-panels.ts';
import type { ShownExample } from './example-panels.ts';

/** A comparison as one HTML page with everything in it. */
export async function comparisonPage(
  comparison: Comparison,
  charts: readonly NamedChart[],
  examples: readonly ShownExample[],
): Promise<string> {
  const { runs, dataset, created, split, images, summary, warnings } = comparison;
  return pageFrame({
    title: `${runs.map(({ name }) => name).join(' against ')}`,
    subtitle: `${counted(runs.length, 'run')} on ${dataset.name}, ${split} split · ${created.slice(0, 16).replace('T', ' ')} UTC`,
    pictures: 'within',
    body: html`${summary.map((sentence) => html`<p>${sentence}</p>`)}
      ${
        warnings.length === 0
          ? null
          : html`<h2>To be kept in mind</h2>
              <ul>
                ${warnings.map((warning) => html`<li>${warning}</li>`)}
              </ul>`
      }
      <h2>Runs</h2>
      <div class="wide">${runTable(comparison)}</div>
      ${comparison.areas && areaTable(comparison, comparison.areas)}
      ${comparison.comparisons.length > 0 ? html`<div class="wide">${testTable(comparison)}</div>` : null}
      <h2>Figures</h2>
      ${charts.map(
        ({ chart, caption, file }) =>
          html`${chartFigure(chart, caption)}
            <p>
              <a href="${file}.svg">${file}.svg</a> · <a href="${file}.png">${file}.png</a> ·
              <a href="${file}.csv">${file}.csv</a>
            </p>`,
      )}
      <h2>Examples</h2>
      <p class="soft">${exampleNote(comparison)}</p>
      ${await Promise.all(examples.map(exampleSection))}
      <h2>Files</h2>
      <p>${comparison.files.map((file) => html`<a href="${file}">${file}</a> `)}</p>
      ${settingsTable(runs)}`,
    footer: html`Made offline by Abbe.
    ${images.length > 0 ? `PSNR and SSIM over a data range of ${comparison.dataRange === null ? '–' : compact(comparison.dataRange)}. ` : ''}Wilcoxon’s
    signed-rank test with Holm’s correction; energy distance after Székely and Rizzo.`,
  });
}

function exampleNote({ task }: Comparison): string {
  if (task === 'generation')
    return 'The first views of real images, and what each run makes of the same noise numbers.';
  return 'Chosen by fixed positions, not by hand: the first of the dataset, and the median and the worst by the mean PSNR of the runs. All pictures of a row have one contrast, that of the truth.';
}
