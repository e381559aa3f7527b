import type { ImageScores } from '../../../contract/metric-methods.ts';
import { scaleBar } from '../../imaging/scale-bar.ts';
import { contrastOf } from '../contrast.ts';
import { fileName } from '../distribution-section.ts';
import type { CaptionedPanel } from '../example-section.ts';
import { panelRow, perPixel } from '../example-section.ts';
import { figure } from '../figures.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { decibelsOf } from './comparison-tables.ts';
import type { ComparisonExample } from './comparison-content.ts';

/** An example with its pictures, each with scale bar and caption and under the name of its file. */
export interface ShownExample {
  example: ComparisonExample;
  panels: CaptionedPanel[];
}

/** Pictures of a row in one contrast, that of the truth where there is one. */
export function showExample(example: ComparisonExample, index: number): ShownExample {
  const { title, id, pictures, pixelSize } = example;
  const show = contrastOf(pictures.find(({ isTruth }) => isTruth)?.raster);
  const panels = pictures.map(({ caption, raster, score }, i) => ({
    name: `example-${index + 1}-${i + 1}-${fileName(caption)}`,
    alt: `${caption} of ${id || title}`,
    picture: show(raster),
    bar: scaleBar(raster.width, pixelSize),
    caption: score ? `${caption} · ${scoresOf(score)}` : caption,
  }));
  return { example, panels };
}

function scoresOf(scores: ImageScores): string {
  return `PSNR ${figure(decibelsOf(scores), 2)} dB, SSIM ${figure(scores.ssim, 4)}`;
}

export async function exampleSection({ example, panels }: ShownExample): Promise<Html> {
  const { title, id, pictures } = example;
  const { width = 0, height = 0 } = pictures[0]?.raster ?? {};
  return html`<section class="example">
    <h3>
      ${title}
      <span class="soft"
        >${[id, `${width} × ${height} px${perPixel(example)}`].filter(Boolean).join(' · ')}</span
      >
    </h3>
    ${await panelRow(panels)}
  </section>`;
}
