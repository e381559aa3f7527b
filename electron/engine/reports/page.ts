import type { ImageScore } from '../../contract/documents.ts';
import { summarise } from '../metrics/summary.ts';
import { gainOf } from './choose-examples.ts';
import type { ExamplePictures } from './example-figure.ts';
import { exampleFigure } from './example-figure.ts';
import { counted, duration, figure, signed } from './figures.ts';
import { Html, html } from './html.ts';
import { lossSection } from './loss-section.ts';
import { datasetTable, settingsSection } from './provenance.ts';
import type { ReportContent } from './report-content.ts';
import { imageTable, summaryTable } from './score-table.ts';
import { style } from './style.ts';

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
          ${examples.map((pictures) => exampleFigure(pictures, scoreOf(content, pictures.example.id)))}
          ${
            photo &&
            html`<h2>A whole photo</h2>
              <p class="soft">
                The first held-out photo, ${photo.example.truth.width} × ${photo.example.truth.height} pixels,
                degraded and restored in one piece.
              </p>
              ${exampleFigure(photo, null)}`
          }
          <h2>Losses</h2>
          ${lossSection(content.losses)}
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
  const photos = dataset.sources.length;
  return html`<div class="cards">
    <div class="card"><b>${signed(gain, 2)} dB</b><span class="soft">mean gain in PSNR</span></div>
    <div class="card">
      <b>${figure(evaluation.mean.inputSsim, 3)} → ${figure(evaluation.mean.ssim, 3)}</b
      ><span class="soft">mean SSIM, input to result</span>
    </div>
    <div class="card">
      <b>${dataset.items.filter(({ included }) => included).length}</b
      ><span class="soft">images from ${counted(photos, 'file')}</span>
    </div>
    <div class="card">
      <b>${duration(record.seconds)}</b><span class="soft">training, ${counted(record.step, 'step')}</span>
    </div>
  </div>`;
}

function contrastNote({ examples }: ReportContent): string {
  const dtype = examples[0]?.truth.dtype;
  if (dtype === undefined || dtype === 'uint8')
    return 'Pixels are shown as they are (8-bit), without any change of contrast.';
  return 'Each example is shown between the 0.5 and 99.5 percentiles of its truth, the same for all three pictures.';
}

function scoreOf({ evaluation }: ReportContent, id: string): ImageScore | null {
  return evaluation.perImage.find((image) => image.id === id) ?? null;
}
