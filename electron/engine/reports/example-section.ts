import type { Evaluation, ImageScore } from '../../contract/documents.ts';
import { colourise } from '../imaging/colour-map.ts';
import { errorLimit, errorMap } from '../imaging/error-map.ts';
import { crop } from '../imaging/raster.ts';
import type { Raster } from '../imaging/raster.ts';
import { resizeImage } from '../imaging/resize.ts';
import { scaleBar } from '../imaging/scale-bar.ts';
import { contrastOf } from './contrast.ts';
import { figure, compact } from './figures.ts';
import { Html, html } from './html.ts';
import { panelSvg } from './panel.ts';
import type { Marks, Panel } from './panel.ts';
import type { ReportExample } from './report-content.ts';

/** An example as it is shown, and each of its pictures as it is saved. */
export interface ExamplePanels {
  example: ReportExample;
  panels: CaptionedPanel[];
  /** The middle of large pictures, pixel by pixel; empty of small ones. */
  detail: CaptionedPanel[];
}

export interface CaptionedPanel extends Panel {
  caption: string;
}

/** Scales that all examples share, so that their maps compare. */
export interface MapLimits {
  error: number;
  disagreement: number;
}

/** Longer side (px) of pictures in the page, beyond which they are shown smaller, and that of their detail. */
const [mostShown, detailSide] = [512, 160];

/** Colours that stand out on grey and differ for every kind of colour vision. */
const lostMark = { shape: 'circle', colour: '#e69f00' } as const;
const inventedMark = { shape: 'square', colour: '#56b4e9' } as const;

export function limitsOf(examples: readonly ReportExample[]): MapLimits {
  return {
    error: errorLimit(examples.map(({ result, truth }) => errorMap(result, truth))),
    disagreement: errorLimit(examples.flatMap(({ disagreement }) => disagreement ?? [])),
  };
}

/** Input, result, truth, error and what else there is of an example, each with scale bar and caption. */
export function examplePanels(
  example: ReportExample,
  evaluation: Evaluation,
  limits: MapLimits,
): ExamplePanels {
  const score = evaluation.perImage.find(({ id }) => id === example.id) ?? null;
  const panels = panelsOf(example, evaluation, limits, score);
  const { width, height } = example.truth;
  if (Math.max(width, height) <= mostShown || Math.min(width, height) <= detailSide) {
    return { example, panels, detail: [] };
  }
  const box = {
    x: Math.floor((width - detailSide) / 2),
    y: Math.floor((height - detailSide) / 2),
    width: detailSide,
    height: detailSide,
  };
  const bar = scaleBar(detailSide, example.pixelSize);
  const detail = panels.map(({ colours: _colours, marks = [], ...panel }) => ({
    ...panel,
    name: `${panel.name}-detail`,
    picture: crop(panel.picture, box),
    bar,
    caption: '',
    marks: marks.map((each) => ({
      ...each,
      points: each.points
        .map(({ x, y }) => ({ x: x - box.x, y: y - box.y }))
        .filter(({ x, y }) => x >= 0 && y >= 0 && x < detailSide && y < detailSide),
    })),
  }));
  return { example, panels, detail };
}

function panelsOf(
  example: ReportExample,
  evaluation: Evaluation,
  limits: MapLimits,
  score: ImageScore | null,
): CaptionedPanel[] {
  const { id, input, result, truth, disagreement, pixelSize } = example;
  const show = contrastOf(truth);
  const bar = scaleBar(truth.width, pixelSize);
  const of = (name: string, picture: Raster, caption: string, more: Partial<Panel> = {}): CaptionedPanel => ({
    ...{ name: name.toLowerCase(), alt: `${name} of ${id}`, picture, bar, caption: `${name}${caption}` },
    ...more,
  });
  const shownResult = show(result);
  const panels = [
    of('Input', show(input), score ? scores(score.inputPsnr, score.inputSsim, score.inputIdentical) : ''),
    of('Result', shownResult, score ? scores(score.psnr, score.ssim, score.identical) : ''),
    of('Truth', show(truth), ''),
  ];
  if (limits.error > 0) {
    const signed = { min: -limits.error, max: limits.error };
    const picture = colourise(errorMap(result, truth), 'blue-red', signed);
    const colours = { map: 'blue-red', low: signed.min, high: signed.max } as const;
    panels.push(of('Error', picture, ' · result less truth; red too bright, blue too dark', { colours }));
  }
  if (disagreement && limits.disagreement > 0) {
    const scale = { min: 0, max: limits.disagreement };
    const colours = { map: 'viridis', low: 0, high: limits.disagreement } as const;
    const picture = colourise(disagreement, 'viridis', scale);
    panels.push(of('Disagreement', picture, ' · standard deviation of repeated results', { colours }));
  }
  const marks = spotMarks(evaluation, id);
  if (marks) panels.push(of('Spots', shownResult, marks.caption, { marks: marks.marks }));
  return panels;
}

function scores(psnr: number | null, ssim: number | null, identical: boolean): string {
  return ` · PSNR ${figure(psnr ?? (identical ? Infinity : null), 2)} dB, SSIM ${figure(ssim, 4)}`;
}

function spotMarks({ spots }: Evaluation, id: string): { marks: Marks[]; caption: string } | null {
  const own = spots?.perImage.find((image) => image.id === id);
  if (!own) return null;
  const { lost, invented, matched } = own.result.match;
  return {
    marks: [
      { ...lostMark, points: lost },
      { ...inventedMark, points: invented },
    ],
    caption: ` · ${matched} found again; ${lost.length} lost (orange circles), ${invented.length} invented (blue squares)`,
  };
}

/** An example in the page: its pictures side by side, below them the detail of large ones. */
export async function exampleFigure({ example, panels, detail }: ExamplePanels): Promise<Html> {
  const { title, id, truth } = example;
  return html`<section class="example">
    <h3>
      ${title} <span class="soft">${id} · ${truth.width} × ${truth.height} px${perPixel(example)}</span>
    </h3>
    ${await panelRow(panels)}
    ${
      detail.length > 0
        ? html`<p class="soft">The middle ${detailSide} × ${detailSide} pixels:</p>
            ${await panelRow(detail)}`
        : null
    }
  </section>`;
}

export function perPixel({ pixelSize }: Pick<ReportExample, 'pixelSize'>): string {
  return pixelSize ? `, ${compact(pixelSize.x)} ${pixelSize.unit} per pixel` : ', size of a pixel not known';
}

/** Pictures side by side, more than six in rows of four; a lone one is no larger than four would be. */
export async function panelRow(panels: readonly CaptionedPanel[]): Promise<Html> {
  const columns = panels.length > 6 ? 4 : Math.max(4, panels.length);
  const figures = await Promise.all(
    panels.map(async (panel) => {
      const svg = await panelSvg({ ...panel, picture: await fitted(panel.picture) });
      return html`<figure class="panel">
        ${new Html(svg)}
        <figcaption>${panel.caption}</figcaption>
      </figure>`;
    }),
  );
  return html`<div class="panels" style="--columns: ${columns}">${figures}</div>`;
}

/** A picture small enough for a page: the mean of the pixels that fall together. */
async function fitted(picture: Raster): Promise<Raster> {
  const { width, height } = picture;
  const scale = mostShown / Math.max(width, height);
  if (scale >= 1) return picture;
  return resizeImage(picture, {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
}
