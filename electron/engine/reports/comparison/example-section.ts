import { encodePng } from '../../formats/png.ts';
import { percentileRange, toDisplay } from '../../imaging/display.ts';
import { resizeImage } from '../../imaging/resize.ts';
import { figure } from '../figures.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { ComparisonExample } from './comparison-content.ts';

/** An example with its pictures as data of the page. */
export interface ShownExample {
  title: string;
  id: string;
  pictures: { caption: string; score: string; data: string; width: number; height: number }[];
}

/** The page holds all pictures: larger ones are shrunken to this, smaller ones enlarged by whole factors. */
const side = 320;

/** Pictures of a row in one contrast, that of the truth where there is one, as PNG data. */
export async function showExample({ title, id, pictures }: ComparisonExample): Promise<ShownExample> {
  const truth = pictures.find(({ isTruth }) => isTruth)?.raster;
  const range = truth && truth.dtype !== 'uint8' ? percentileRange(truth) : undefined;
  const shown: ShownExample['pictures'] = [];
  for (const { caption, raster, score } of pictures) {
    const scale = Math.min(1, side / Math.max(raster.width, raster.height));
    const size = {
      width: Math.round(raster.width * scale) || 1,
      height: Math.round(raster.height * scale) || 1,
    };
    const image = toDisplay(scale < 1 ? await resizeImage(raster, size) : raster, range);
    const zoom = Math.max(1, Math.floor(side / Math.max(size.width, size.height)));
    shown.push({
      caption,
      score: score
        ? `PSNR ${score.psnr === null ? '∞' : figure(score.psnr, 2)} dB, SSIM ${figure(score.ssim, 3)}`
        : '',
      data: `data:image/png;base64,${(await encodePng(image)).toString('base64')}`,
      width: size.width * zoom,
      height: size.height * zoom,
    });
  }
  return { title, id, pictures: shown };
}

export function exampleSection({ title, id, pictures }: ShownExample): Html {
  return html`<section class="example">
    <h3>${title} <span class="soft">${id}</span></h3>
    <div class="triple row">
      ${pictures.map(
        ({ caption, score, data, width, height }) =>
          html`<figure>
            <div class="frame">
              <img src="${data}" width="${width}" height="${height}" alt="${caption} of ${id || title}" />
            </div>
            <figcaption>${caption}${score ? html`<br />${score}` : null}</figcaption>
          </figure>`,
      )}
    </div>
  </section>`;
}
