import { basename } from 'node:path';
import type { Evaluation, ImageScore } from '../../contract/documents.ts';
import { summarise } from '../metrics/summary.ts';
import { gainOf } from './choose-examples.ts';
import { counted, figure, signed, spread } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

/** Means over the held-out images, with the gain measured image by image. */
export function summaryTable(evaluation: Evaluation): Html {
  const { mean, standardDeviation: sd, n, photos, split, dataRange, perImage } = evaluation;
  const psnrGain = summarise(perImage.map(gainOf));
  const ssimGain = summarise(perImage.map((image) => (image.ssim ?? NaN) - (image.inputSsim ?? NaN)));
  const gain = (of: { mean: number; sd: number }, decimals: number): string =>
    `${signed(of.mean, decimals)} ± ${figure(of.sd, decimals)}`;
  return html`<table>
    <caption>
      Mean ± sample standard deviation over n = ${counted(n, 'image')} from ${counted(photos, 'photo')} of the
      ${split} split, which training never saw. Data range ${dataRange?.value ?? 'none'}. Gain is the
      difference image by image.
    </caption>
    <thead>
      <tr>
        <th></th>
        <th class="n">Input</th>
        <th class="n">Result</th>
        <th class="n">Gain</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <th>PSNR (dB)</th>
        <td class="n">${spread(mean.inputPsnr, sd.inputPsnr, 2)}</td>
        <td class="n">${spread(mean.psnr, sd.psnr, 2)}</td>
        <td class="n">${gain(psnrGain, 2)}</td>
      </tr>
      <tr>
        <th>SSIM</th>
        <td class="n">${spread(mean.inputSsim, sd.inputSsim, 4)}</td>
        <td class="n">${spread(mean.ssim, sd.ssim, 4)}</td>
        <td class="n">${gain(ssimGain, 4)}</td>
      </tr>
    </tbody>
  </table>`;
}

/** Every held-out image with its scores, in the dataset's order. */
export function imageTable({ perImage }: Evaluation): Html {
  return html`<table>
    <thead>
      <tr>
        <th>Image</th>
        <th>Photo</th>
        <th class="n">Size (px)</th>
        <th class="n">Input PSNR (dB)</th>
        <th class="n">Result PSNR (dB)</th>
        <th class="n">Gain (dB)</th>
        <th class="n">Input SSIM</th>
        <th class="n">Result SSIM</th>
      </tr>
    </thead>
    <tbody>
      ${perImage.map(imageRow)}
    </tbody>
  </table>`;
}

function imageRow(image: ImageScore): Html {
  const { id, file, box, psnr, ssim, inputPsnr, inputSsim } = image;
  return html`<tr>
    <th>${id}</th>
    <td class="plain">${basename(file)}</td>
    <td class="n">${box ? `${box.width} × ${box.height}` : 'whole'}</td>
    <td class="n">${figure(inputPsnr, 2)}</td>
    <td class="n">${figure(psnr, 2)}</td>
    <td class="n">${signed(gainOf(image), 2)}</td>
    <td class="n">${figure(inputSsim, 4)}</td>
    <td class="n">${figure(ssim, 4)}</td>
  </tr>`;
}

/** The same as comma-separated values, full precision. */
export function scoresCsv({ perImage }: Evaluation): string {
  const head = 'id,file,x,y,width,height,input_psnr_db,psnr_db,input_ssim,ssim';
  const rows = perImage.map(({ id, file, box, psnr, ssim, inputPsnr, inputSsim }) => {
    const cells = [
      id,
      file,
      box?.x ?? null,
      box?.y ?? null,
      box?.width ?? null,
      box?.height ?? null,
      inputPsnr,
      psnr,
      inputSsim,
      ssim,
    ];
    return cells.map((cell) => quoted(cell)).join(',');
  });
  return `${[head, ...rows].join('\n')}\n`;
}

function quoted(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
