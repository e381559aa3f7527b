import { summarise } from '../metrics/summary.ts';
import { gainOf } from './choose-examples.ts';
import { classificationSection } from './classification-section.ts';
import { curveSection } from './curve-section.ts';
import { datasetSection } from './dataset-section.ts';
import { distributionSection } from './distribution-section.ts';
import type { CaptionedPanel, ExamplePanels } from './example-section.ts';
import { exampleFigure, panelRow } from './example-section.ts';
import { compact, counted, duration, figure, signed } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { settingsSection } from './provenance.ts';
import type { ReportContent } from './report-content.ts';
import { scoreSection } from './score-section.ts';
import { sentences } from './section.ts';
import type { Section } from './section.ts';
import { spotSection } from './spot-section.ts';
import { trustSection } from './trust-section.ts';

/** Pictures as the page shows them. */
export interface ReportPictures {
  examples: readonly ExamplePanels[];
  photo: ExamplePanels | null;
  gallery: { generated: CaptionedPanel[]; real: CaptionedPanel[] } | null;
}

/** The chapters with charts, in the page's order. */
export async function reportSections(content: ReportContent): Promise<Section[]> {
  const { evaluation, record, losses, trust, disagreementOf, classifications } = content;
  const sections = [
    evaluation.task === 'translation' ? await scoreSection(evaluation) : null,
    await distributionSection(evaluation),
    await spotSection(evaluation),
    await trustSection(evaluation, trust, disagreementOf),
    await classificationSection(classifications),
    await curveSection(record, losses),
    datasetSection(content.dataset),
    settingsSection(content),
  ];
  return sections.filter((section) => section !== null);
}

/** The report as one HTML page that needs nothing beside it. */
export async function reportPage(
  content: ReportContent,
  sections: readonly Section[],
  pictures: ReportPictures,
): Promise<string> {
  const { title, project, record, created, evaluation, recipe } = content;
  const [first, ...rest] = sections.map(
    ({ title: heading, body }) =>
      html`<h2>${heading}</h2>
        ${body}`,
  );
  return pageFrame({
    title,
    subtitle: `${project.name} · run ${record.id} · ${created.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    pictures: 'within',
    body: html`${keyFigures(content)} ${sentences(evaluation.summary)} ${warningList(evaluation.warnings)}
    ${await exampleSection(content, pictures)} ${await gallerySection(pictures)} ${first ?? null} ${rest}`,
    footer: `Made offline by Abbe ${record.versions['abbe'] ?? ''}. Paper: ${recipe.paper.replace(/\.$/, '')}. Figures are beside this page in the folder “figures”, as SVG, PNG and CSV.`,
  });
}

function card(value: string, label: string): Html {
  return html`<div class="card"><b>${value}</b><span class="soft">${label}</span></div>`;
}

function keyFigures({ evaluation, dataset, record }: ReportContent): Html {
  const { mean, perImage, distribution } = evaluation;
  const gains = perImage.map(gainOf);
  const energy = distribution?.energy.find(({ set }) => set === 'generated');
  const images = dataset.items.filter(({ included }) => included).length;
  return html`<div class="cards">
    ${perImage.length > 0 ? card(...gainCard(gains)) : null}
    ${
      perImage.length > 0
        ? card(`${figure(mean.inputSsim, 3)} → ${figure(mean.ssim, 3)}`, 'mean SSIM, input to result')
        : null
    }
    ${energy ? card(compact(energy.statistic), 'energy distance, generated to real') : null}
    ${card(String(images), `images from ${counted(dataset.sources.length, 'file')}`)}
    ${card(duration(record.seconds), `training, ${counted(record.step, 'step')}`)}
  </div>`;
}

/** The mean of the finite gains; infinite where there is no other. */
function gainCard(gains: readonly number[]): [value: string, label: string] {
  const { n, mean } = summarise(gains);
  const of = n > 0 && n < gains.length ? ` on ${n} of ${counted(gains.length, 'image')}` : '';
  const shown = n > 0 ? mean : (gains.find((gain) => !Number.isNaN(gain)) ?? null);
  return [`${signed(shown, 2)} dB`, `mean gain in PSNR, result over input${of}`];
}

function warningList(warnings: readonly string[]): Html | null {
  if (warnings.length === 0) return null;
  return html`<section class="warning">
    <h3>Read this first</h3>
    ${sentences(warnings)}
  </section>`;
}

async function exampleSection(
  content: ReportContent,
  { examples, photo }: ReportPictures,
): Promise<Html | null> {
  if (examples.length === 0) return null;
  const { n } = content.evaluation;
  return html`<h2>Examples</h2>
    <p class="soft">
      Chosen by fixed positions, not by hand: the dataset's first, the median and the worst of all ${n}
      held-out images by the result's PSNR. ${contrastNote(content)} Error maps share one scale.
    </p>
    ${await Promise.all(examples.map(exampleFigure))}
    ${
      photo &&
      html`<h3>A whole photo</h3>
        <p class="soft">
          The first held-out photo, ${photo.example.truth.width} × ${photo.example.truth.height} pixels,
          degraded and restored in one piece.
        </p>
        ${await exampleFigure(photo)}`
    }`;
}

function contrastNote({ examples }: ReportContent): string {
  const dtype = examples[0]?.truth.dtype;
  if (dtype === undefined || dtype === 'uint8')
    return 'Pixels are shown as they are (8-bit), without any change of contrast.';
  return 'Each example is shown between the 0.5 and 99.5 percentiles of its truth, the same for input, result and truth.';
}

async function gallerySection({ gallery }: ReportPictures): Promise<Html | null> {
  if (!gallery) return null;
  return html`<h2>Generated and real images</h2>
    <p class="soft">
      Not chosen by hand: the first ${counted(gallery.generated.length, 'image')} of the run's seed, and as
      many views of held-out ones, drawn by the seed.
    </p>
    <div class="example">
      <h3>Generated</h3>
      ${await panelRow(gallery.generated)}
    </div>
    <div class="example">
      <h3>Real</h3>
      ${await panelRow(gallery.real)}
    </div>`;
}
