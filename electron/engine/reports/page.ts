import type { ImageScore } from '../../contract/documents.ts';
import { summarise } from '../metrics/summary.ts';
import { gainOf } from './choose-examples.ts';
import { compact, duration, figure, signed } from './figures.ts';
import { Html, html } from './html.ts';
import { lossChart } from './loss-chart.ts';
import type { LossSeries } from './loss-series.ts';
import { lossSeries } from './loss-series.ts';
import { datasetTable, settingsSection } from './provenance.ts';
import type { ReportContent, ReportExample } from './report-content.ts';
import { imageTable, summaryTable } from './score-table.ts';
import { style } from './style.ts';

/** Pictures of an example as the page names them, relative to it. */
export interface ExamplePictures {
  example: ReportExample;
  files: { input: string; result: string; truth: string };
}

/** Small crops are shown enlarged so that single pixels can be seen; never smoothed. */
const shownSide = 240;

/** The report as one HTML page that needs nothing but the pictures and tables beside it. */
export function reportPage(
  content: ReportContent,
  examples: ExamplePictures[],
  photo: ExamplePictures | null,
): string {
  const { title, project, record, created } = content;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p class="soft">
              ${project.name} · run ${record.id} · ${created.toISOString().slice(0, 16).replace('T', ' ')} UTC
            </p>
          </header>
          ${keyFigures(content)}
          <h2>Result on held-out photos</h2>
          ${summaryTable(content.evaluation)}
          <h2>Examples</h2>
          <p class="soft">
            Chosen by fixed positions, not by hand: the largest, the median and the smallest gain in PSNR of
            all ${content.evaluation.n} held-out images, then the first of the others.
            ${contrastNote(content)}
          </p>
          ${examples.map((pictures) => exampleFigure(pictures, scoreOf(content, pictures.example.id), shownSide))}
          ${
            photo &&
            html`<h2>A whole photo</h2>
              <p class="soft">
                The first held-out photo, ${photo.example.truth.width} × ${photo.example.truth.height} pixels,
                degraded and restored in one piece.
              </p>
              ${exampleFigure(photo, null, photo.example.truth.width)}`
          }
          <h2>Losses</h2>
          ${lossSection(content)}
          <h2>Scores of each image</h2>
          <details>
            <summary>All ${content.evaluation.n} images</summary>
            ${imageTable(content.evaluation)}
          </details>
          <p><a href="scores.csv">scores.csv</a></p>
          <h2>Dataset</h2>
          ${datasetTable(content.dataset)} ${settingsSection(content)}
          <footer>
            Made offline by Abbe ${record.versions['abbe'] ?? ''}. Paper: ${content.recipe.paper}. PSNR in
            decibels; SSIM after Wang et al. 2004.
          </footer>
        </main>
      </body>
    </html> `.text;
}

function keyFigures({ evaluation, dataset, record }: ReportContent): Html {
  const gain = summarise(evaluation.perImage.map(gainOf)).mean;
  const photos = new Set(dataset.items.map(({ photo }) => photo)).size;
  return html`<div class="cards">
    <div class="card"><b>${signed(gain, 2)} dB</b><span class="soft">mean gain in PSNR</span></div>
    <div class="card">
      <b>${figure(evaluation.mean.inputSsim, 3)} → ${figure(evaluation.mean.ssim, 3)}</b
      ><span class="soft">mean SSIM, input to result</span>
    </div>
    <div class="card">
      <b>${dataset.items.length}</b><span class="soft">cells from ${photos} photos</span>
    </div>
    <div class="card">
      <b>${duration(record.seconds)}</b><span class="soft">training, ${record.step} steps</span>
    </div>
  </div>`;
}

function contrastNote({ examples }: ReportContent): string {
  const dtype = examples[0]?.truth.dtype;
  if (dtype === undefined || dtype === 'uint8')
    return 'Pixels are shown as they are (8-bit), without any change of contrast.';
  return 'Each example is shown between the 0.5 and 99.5 percentiles of its truth, the same for all three pictures.';
}

function exampleFigure({ example, files }: ExamplePictures, score: ImageScore | null, side: number): Html {
  const { width, height } = example.truth;
  const zoom = Math.max(1, Math.floor(side / Math.max(width, height)));
  const image = (role: 'input' | 'result' | 'truth', caption: string): Html =>
    html`<figure>
      <div class="frame">
        <img
          src="${files[role]}"
          width="${width * zoom}"
          height="${height * zoom}"
          alt="${role} of ${example.id}"
        />
      </div>
      <figcaption>${caption}</figcaption>
    </figure>`;
  const scores = (psnr: number | null, ssim: number): string =>
    `PSNR ${figure(psnr, 2)} dB, SSIM ${figure(ssim, 4)}`;
  return html`<section class="example">
    <h3>
      ${example.title}
      <span class="soft">${example.id}${score ? `, ${signed(gainOf(score), 2)} dB` : ''}</span>
    </h3>
    <div class="triple">
      ${image('input', score ? `Input · ${scores(score.inputPsnr, score.inputSsim)}` : 'Input')}
      ${image('result', score ? `Result · ${scores(score.psnr, score.ssim)}` : 'Result')}
      ${image('truth', `Truth · ${width} × ${height} px${zoom > 1 ? `, shown ${zoom}×` : ''}`)}
    </div>
  </section>`;
}

function scoreOf({ evaluation }: ReportContent, id: string): ImageScore | null {
  return evaluation.perImage.find((image) => image.id === id) ?? null;
}

function lossSection({ losses }: ReportContent): Html {
  if (losses.length === 0) return html`<p class="soft">This run has recorded no losses.</p>`;
  const tabled = lossSeries(losses, 25);
  return html`<p class="soft">Line: mean of neighbouring steps; band: their smallest and largest value.</p>
    <div class="charts">${lossSeries(losses, 300).map(lossChart)}</div>
    <details>
      <summary>As tables</summary>
      ${tabled.map(lossTable)}
    </details>
    <p><a href="losses.csv">losses.csv</a></p>`;
}

function lossTable({ name, bins }: LossSeries): Html {
  const rows = bins.map(
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
      ${name}, mean and range of neighbouring steps
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
