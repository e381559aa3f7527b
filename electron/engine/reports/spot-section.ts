import type { Evaluation } from '../../contract/documents.ts';
import type { SpotMeasures } from '../../contract/evaluation-measures.ts';
import { distributionChart } from './charts/distribution-chart.ts';
import { measureTable } from './distribution-section.ts';
import { compact, figure } from './figures.ts';
import { html } from './html.ts';
import { plainTable, plots, sentences } from './section.ts';
import type { Figure, Section } from './section.ts';

const sides = ['truth', 'result', 'input'] as const;
const names = { truth: 'Truth', result: 'Result', input: 'Input' };

/** Spots, their signal-to-noise ratio and widths, and image resolution; null where none of it was measured. */
export async function spotSection({ spots, resolution }: Evaluation): Promise<Section | null> {
  if (!spots && !resolution) return null;
  const figures = spots ? await spotFigures(spots) : [];
  const told = [...(spots?.comparison ?? []), ...(resolution?.comparison ?? [])];
  const body = html`${
    spots
      ? html`<p class="soft">
            Spots of the truth are the labels: found by a Laplacian of Gaussian (sigma
            ${compact(spots.options.minSigma)} to ${compact(spots.options.maxSigma)} px,
            ${thresholdInWords(spots.options)}), matched within ${compact(spots.options.tolerance)} px.
            ${spots.options.margin > 0 ? certainty : ''}
          </p>
          ${measureTable('Spots', spots.summary)} ${widthTable(spots)}`
      : null
  }
  ${resolution ? measureTable('Resolution', resolution.summary) : null} ${plots(figures)}
  ${
    told.length > 0
      ? html`<details class="kept">
          <summary>Result against input, in words</summary>
          ${sentences(told.map(({ sentence }) => sentence))}
        </details>`
      : null
  }`;
  return { title: 'Spots, widths and resolution', body, figures };
}

const certainty =
  'The truth has noise too: its labels are the spots so far above its noise that another exposure as good would show most of them again; spots at places where it cannot tell count neither as right nor as invented. A result’s spots stand out of the truth’s noise as well, since a smooth result shows fainter ones than the truth can.';

function thresholdInWords({ threshold, falseSpots }: SpotMeasures['options']): string {
  if (threshold !== null) return `above ${compact(threshold)} times the noise`;
  return `above the noise at their place so far that an image of noise alone has ${compact(falseSpots ?? 0)} on average`;
}

function widthTable({ fwhm, pixelSize }: SpotMeasures) {
  const physical = pixelSize ? Math.sqrt(pixelSize.x * pixelSize.y) : null;
  const value = (pixels: number | null): string => {
    if (pixels === null) return '–';
    return physical && pixelSize
      ? `${figure(pixels, 2)} px = ${compact(pixels * physical)} ${pixelSize.unit}`
      : `${figure(pixels, 2)} px`;
  };
  return plainTable(
    ['Width of spots (FWHM)', 'Median', 'Quartiles', 'Fitted', 'Without a width'],
    sides.map((side) => {
      const { median, lowerQuartile, upperQuartile, n, failed } = fwhm[side];
      const quartiles = `${figure(lowerQuartile, 2)} to ${figure(upperQuartile, 2)} px`;
      return [names[side], value(median), quartiles, String(n), String(failed)];
    }),
    'Full width at half maximum of Gaussians fitted to isolated spots of all images together.',
  );
}

async function spotFigures({ perImage, pixelSize }: SpotMeasures): Promise<Figure[]> {
  const physical = pixelSize ? Math.sqrt(pixelSize.x * pixelSize.y) : 1;
  const unit = pixelSize?.unit ?? 'px';
  const widths = sides.map((side) => ({
    name: names[side],
    values: perImage.flatMap((image) => image[side].fwhm.map((pixels) => pixels * physical)),
  }));
  const ratios = sides.map((side) => ({
    name: names[side],
    values: perImage.flatMap((image) => image[side].snr.filter((snr) => snr !== null)),
  }));
  const background = sides.map((side) => ({
    name: names[side],
    values: perImage.map((image) => image[side].background.relativeToSignal),
    ids: perImage.map(({ id }) => id),
  }));
  const figures: Figure[] = [];
  if (widths.some(({ values }) => values.length > 0)) {
    const chart = await distributionChart({
      title: 'Width of spots',
      y: { label: `FWHM (${unit})`, low: 0 },
      groups: widths.map(({ name, values }) => ({ name, values: cut(values) })),
    });
    const caption = 'Point spread widths of isolated spots: a result wider than its truth is blurred.';
    figures.push({ name: 'psf-width', chart, caption });
  }
  if (ratios.some(({ values }) => values.length > 0)) {
    const chart = await distributionChart({
      title: 'Signal-to-noise ratio of spots',
      y: { label: 'SNR', low: 0 },
      groups: ratios.map(({ name, values }) => ({ name, values: cut(values) })),
    });
    const caption =
      'Over the noise around each of the truth’s spots. A smoothed background raises it without more being seen: read it beside lost and invented spots.';
    figures.push({ name: 'snr', chart, caption });
  }
  const fluctuation = await distributionChart({
    title: 'Background fluctuation',
    y: { label: 'Deviation over mean signal', low: 0 },
    groups: background,
  });
  const caption = 'Standard deviation away from all spots over their mean signal; a point an image.';
  return [...figures, { name: 'background-fluctuation', chart: fluctuation, caption }];
}

/** Most spots that are drawn: evenly spread over the list. */
const mostDrawn = 600;

function cut(values: readonly number[]): number[] {
  const step = Math.max(1, values.length / mostDrawn);
  return Array.from(
    { length: Math.min(values.length, mostDrawn) },
    (_, i) => values[Math.floor(i * step)] as number,
  );
}
