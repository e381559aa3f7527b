import { basename } from 'node:path';
import type { Evaluation, ImageScore } from '../../contract/documents.ts';
import type { ScoreId } from '../../contract/evaluation.ts';
import { inputScoreOf } from '../../contract/evaluation.ts';
import { metrics } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';
import type { ChartTable } from './charts/chart.ts';
import { fittedChart } from './charts/fitted-chart.ts';
import { lineChart } from './charts/line-chart.ts';
import { gainOf } from './choose-examples.ts';
import { compact, counted, figure, signed, spread } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { plainTable, plots } from './section.ts';
import type { Figure, Section } from './section.ts';

/** Scores of all held-out images: what they come to, each image's own, and whether inputs are beaten. */
export async function scoreSection(evaluation: Evaluation): Promise<Section> {
  const figures = await perImageFigures(evaluation);
  const body = html`${summaryTable(evaluation)} ${groupNote(evaluation)} ${plots(figures)}
    <details>
      <summary>All ${counted(evaluation.n, 'image')}</summary>
      ${imageTable(evaluation)}
    </details>`;
  return { title: 'Result on held-out images', body, figures };
}

const scoreOf = (image: Partial<ImageScore>, id: string): number | null => image[id as ScoreId] ?? null;
const inputOf = (image: Partial<ImageScore>, id: string): number | null =>
  image[inputScoreOf(id as ScoreId)] ?? null;

/** Decimals that a metric is told with: decibels in hundredths, shares in ten-thousandths. */
function decimalsOf({ unit }: Metric): number {
  return unit === 'dB' ? 2 : 4;
}

const nameOf = ({ label, unit, better }: Metric): string =>
  `${label}${unit ? ` (${unit})` : ''} ${better === 'higher' ? '↑' : '↓'}`;

export function summaryTable(evaluation: Evaluation): Html {
  const { mean, standardDeviation: sd, interval, comparison } = evaluation;
  const rows = metrics.map((metric) => {
    const { id } = metric;
    const decimals = decimalsOf(metric);
    const range = interval[id as ScoreId];
    const scored = evaluation.perImage.filter((image) => scoreOf(image, id) !== null).length;
    const compared = comparison.find((each) => each.metric === id);
    return [
      nameOf(metric),
      String(scored),
      spread(inputOf(mean, id), inputOf(sd, id), decimals),
      spread(scoreOf(mean, id), scoreOf(sd, id), decimals),
      range ? `${figure(range.low, decimals)} to ${figure(range.high, decimals)}` : '–',
      signed(compared?.meanDifference ?? null, decimals),
      pValue(compared?.correctedP ?? null),
      figure(compared?.effectSize ?? null, 2),
    ];
  });
  const head = ['', 'n', 'Input', 'Result', '95 % interval', 'Difference', 'p', 'Effect size'];
  return plainTable(head, rows, captionOf(evaluation));
}

function captionOf({ n, photos, split, dataRange, inputScaling, perImage }: Evaluation): string {
  const exact = perImage.filter(({ identical }) => identical).length;
  const infinite =
    exact > 0
      ? ` ${counted(exact, 'result')} equal to the truth in every pixel: an infinite PSNR has no part in means, intervals and plots.`
      : '';
  const range = dataRange
    ? `PSNR, SSIM and MS-SSIM over a data range of ${compact(dataRange.value)} (${dataRange.kind === 'type' ? 'that of 8-bit images' : `all truths, ${compact(dataRange.low)} to ${compact(dataRange.high)}`}).`
    : 'There is no data range, as the truths are all one grey level.';
  const scaled =
    inputScaling === null
      ? ''
      : ` Inputs were brought to the truth's numbers by ${inputScaling === 'least-squares' ? 'gain and offset of least squares' : 'their percentiles'} before they were scored.`;
  return `Mean ± sample standard deviation over n = ${counted(n, 'image')} from ${counted(photos, 'photo')} of the ${split} split. n: images that the score is defined for. ↑ higher is better, ↓ lower is better. 95 % bootstrap interval of the result's mean. Difference: result less input, image by image; p of Wilcoxon's signed-rank test, corrected for all metrics after Holm; effect size from −1 to 1. ${range}${scaled}${infinite}`;
}

export function pValue(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : figure(p, 3);
}

function groupNote({ groups, n }: Evaluation): Html | null {
  if (!groups || groups.n < 2) return null;
  const rows = metrics.map((metric) => {
    const { id } = metric;
    const decimals = decimalsOf(metric);
    return [
      nameOf(metric),
      spread(inputOf(groups.mean, id), inputOf(groups.standardDeviation, id), decimals),
      spread(scoreOf(groups.mean, id), scoreOf(groups.standardDeviation, id), decimals),
    ];
  });
  return html`<details class="kept">
    <summary>The same by ${groups.by}</summary>
    ${plainTable(
      ['', 'Input', 'Result'],
      rows,
      `The ${n} images are of ${counted(groups.n, groups.by)}, each counted once by its mean: images of one ${groups.by} are not independent.`,
    )}
  </details>`;
}

async function perImageFigures({ perImage }: Evaluation): Promise<Figure[]> {
  const of = async (id: 'psnr' | 'ssim'): Promise<Figure | null> => {
    const metric = metrics.find((each) => each.id === id) as Metric;
    const points = perImage.flatMap((image) => {
      const [x, y] = [inputOf(image, id), scoreOf(image, id)];
      return x === null || y === null ? [] : [{ x, y }];
    });
    if (points.length < 2) return null;
    const unit = metric.unit ? ` (${metric.unit})` : '';
    const chart = await fittedChart({
      title: `${metric.label} of each image`,
      x: { label: `Input${unit}` },
      y: { label: `Result${unit}` },
      points,
      fit: null,
      identity: true,
    });
    const above = points.filter(({ x, y }) => y > x).length;
    const left = perImage.length - points.length;
    const missing = left > 0 ? ` ${counted(left, 'image')} without a finite ${metric.label} not drawn.` : '';
    const caption = `${above} of ${counted(points.length, 'image')} lie above the dashed line: their result is nearer to the truth than their input.${missing}`;
    return { name: `${id}-of-images`, chart, caption };
  };
  return [await of('psnr'), await of('ssim'), await sortedFigure(perImage)].filter((each) => each !== null);
}

async function sortedFigure(perImage: readonly ImageScore[]): Promise<Figure | null> {
  const sorted = perImage
    .filter(({ psnr, inputPsnr }) => psnr !== null && inputPsnr !== null)
    .sort((a, b) => (a.inputPsnr as number) - (b.inputPsnr as number));
  if (sorted.length < 3) return null;
  const of = (name: string, value: (image: ImageScore) => number | null) => ({
    name,
    points: sorted.map((image, i) => ({ x: i + 1, y: value(image) })),
  });
  const chart = await lineChart({
    title: 'PSNR, images sorted by their input',
    x: { label: 'Image, worst input first' },
    y: { label: 'PSNR (dB)' },
    series: [of('Result', ({ psnr }) => psnr), of('Input', ({ inputPsnr }) => inputPsnr)],
  });
  return {
    name: 'psnr-sorted',
    chart,
    caption: 'Where the lines come near each other, results gain least.',
  };
}

/** Every held-out image with its scores, in the dataset's order. */
export function imageTable({ perImage }: Evaluation): Html {
  const rows = perImage.map((image) => [
    image.id,
    basename(image.file),
    `${image.width} × ${image.height}`,
    figure(image.inputPsnr ?? (image.inputIdentical ? Infinity : null), 2),
    figure(image.psnr ?? (image.identical ? Infinity : null), 2),
    signed(gainOf(image), 2),
    figure(image.inputSsim, 4),
    figure(image.ssim, 4),
  ]);
  const head = [
    'Image',
    'File',
    'Size (px)',
    'Input PSNR (dB)',
    'PSNR (dB)',
    'Gain (dB)',
    'Input SSIM',
    'SSIM',
  ];
  return plainTable(head, rows);
}

/** Every score of every image, for CSV; the PSNR of identical images is infinite. */
export function scoresTable({ perImage }: Evaluation): ChartTable {
  const ids = metrics.map(({ id }) => id);
  return {
    columns: [
      ...['id', 'file', 'group', 'x', 'y', 'width', 'height'],
      ...ids.flatMap((id) => [inputScoreOf(id as ScoreId), id]),
      'identical',
    ],
    rows: perImage.map((image) => [
      ...[image.id, image.file, image.group, image.box?.x ?? null, image.box?.y ?? null],
      ...[image.width, image.height],
      ...ids.flatMap((id) => {
        const infinite = (same: boolean): number | null => (id === 'psnr' && same ? Infinity : null);
        return [
          inputOf(image, id) ?? infinite(image.inputIdentical),
          scoreOf(image, id) ?? infinite(image.identical),
        ];
      }),
      image.identical ? 'yes' : 'no',
    ]),
  };
}
