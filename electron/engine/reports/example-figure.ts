import type { ImageScore } from '../../contract/documents.ts';
import { gainOf } from './choose-examples.ts';
import { figure, signed } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { ReportExample } from './report-content.ts';

/** An example and its pictures as the page names them, relative to it. */
export interface ExamplePictures {
  example: ReportExample;
  files: { input: string; result: string; truth: string };
}

/** Longer side (px) that small crops are shown at, at most. */
const side = 240;

/**
 * Input, result and truth side by side, each a link to its file. Small crops are enlarged by a whole factor up
 * to `side` pixels so that single pixels can be seen; they are never smoothed.
 */
export function exampleFigure({ example, files }: ExamplePictures, score: ImageScore | null): Html {
  const { width, height } = example.truth;
  const zoom = Math.max(1, Math.floor(side / Math.max(width, height)));
  const image = (role: 'input' | 'result' | 'truth', caption: string): Html =>
    html`<figure>
      <a class="frame" href="${files[role]}">
        <img
          src="${files[role]}"
          width="${width * zoom}"
          height="${height * zoom}"
          alt="${role} of ${example.id}"
        />
      </a>
      <figcaption>${caption}</figcaption>
    </figure>`;
  const scores = (psnr: number | null, ssim: number | null): string =>
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
