import type { Evaluation } from '../../contract/documents.ts';
import type { ImageSet, MeasureSummary, OverImages } from '../../contract/evaluation-measures.ts';
import { distributionChart } from './charts/distribution-chart.ts';
import { scatterChart } from './charts/scatter-chart.ts';
import { compact, counted, figure } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { pValue } from './score-section.ts';
import { plainTable, plots, sentences } from './section.ts';
import type { Figure, Section } from './section.ts';

export const setNames: Record<ImageSet, string> = {
  real: 'Real',
  generated: 'Generated',
  input: 'Input',
  training: 'Training (real)',
};

/** How generated images lie beside real ones as a set; null where the evaluation does not say. */
export async function distributionSection(evaluation: Evaluation): Promise<Section | null> {
  const { distribution, texture, membranes, areas } = evaluation;
  if (!distribution && !texture && !membranes && !areas) return null;
  const figures = [
    ...(distribution && distribution.points.length > 0 ? [await scatterOf(distribution)] : []),
    ...(membranes ? [await membraneFigure(membranes)] : []),
    ...(await Promise.all((areas?.classes ?? []).map(areaFigure))),
  ];
  const body = html`${distribution && distribution.energy.length > 0 ? energyTable(distribution) : null}
  ${distribution?.kernel ? kernelTable(distribution.kernel) : null}
  ${texture ? measureTable('Texture', texture.summary) : null} ${membranes ? membraneTable(membranes) : null}
  ${areas ? areaTable(areas) : null} ${plots(figures)} ${sentences(distribution?.notes ?? [])}`;
  return { title: 'Generated and real images as sets', body, figures };
}

type Distribution = NonNullable<Evaluation['distribution']>;

async function scatterOf({ points, explainedVarianceRatio, features }: Distribution): Promise<Figure> {
  const share = (i: number): string => `${figure(100 * (explainedVarianceRatio[i] ?? 0), 1)} %`;
  const present = (['real', 'training', 'generated', 'input'] as const).filter((set) =>
    points.some((point) => point.set === set),
  );
  const chart = await scatterChart(
    {
      title: 'Real and generated images on the real ones’ principal components',
      x: { label: `First component (${share(0)} of the variance)` },
      y: { label: `Second component (${share(1)})` },
      groups: present.map((set) => ({
        name: setNames[set],
        points: points.filter((point) => point.set === set).map(({ image, x, y }) => ({ x, y, id: image })),
      })),
    },
    { width: 560, height: 400 },
  );
  const caption = `Each point is one of: ${features}. Fitted on the real images alone. Sets that mix are alike in what two components show.`;
  return { name: 'pca', chart, caption };
}

function energyTable({ energy, rows }: Distribution): Html {
  return plainTable(
    ['From the real images', 'Rows', 'Energy distance', 'p'],
    energy.map(({ set, statistic, pValue: p }) => [
      setNames[set],
      String(rows[set] ?? 0),
      compact(statistic),
      pValue(p),
    ]),
    `Energy distance (Székely and Rizzo 2013) of each set from the real images over all features, 0 for equal distributions; p of a permutation test: below 0.05 the sets can be told apart.`,
  );
}

function kernelTable({ features, distances }: NonNullable<Distribution['kernel']>): Html {
  return plainTable(
    ['From the real images', 'KID', 'Standard deviation', 'Subsets'],
    distances.map(({ set, kid, sd, subsets, subsetSize }) => [
      setNames[set],
      compact(kid),
      compact(sd),
      `${subsets} of ${subsetSize}`,
    ]),
    `Kernel distance (KID, Bińkowski et al. 2018): unbiased squared maximum mean discrepancy with the kernel (x·y/d + 1)³, mean and standard deviation over random subsets of the patches; near 0, and as often below, for equal distributions. Over ${features}; it compares only with numbers over the same features. The value of the real training images is what to measure the others by.`,
  );
}

/** Numbers of images, for every side that has them. */
export function measureTable(title: string, summary: readonly MeasureSummary[]): Html {
  return plainTable(
    [title, 'Input', 'Result', 'Truth'],
    summary.map(({ label, unit, better, input, result, truth }) => [
      `${label}${unit ? ` (${unit})` : ''}${better ? (better === 'higher' ? ' ↑' : ' ↓') : ''}`,
      ...[input, result, truth].map(over),
    ]),
    'Mean ± sample standard deviation over images [95 % bootstrap interval of the mean].',
  );
}

export function over(value: OverImages | null): string {
  if (!value || value.mean === null) return '–';
  const spread = value.sd === null ? '' : ` ± ${compact(value.sd)}`;
  const range = value.interval ? ` [${compact(value.interval.low)}, ${compact(value.interval.high)}]` : '';
  return `${compact(value.mean)}${spread}${range}`;
}

type Membranes = NonNullable<Evaluation['membranes']>;

function membraneTable({ summary, threshold, trainingImages, class: name }: Membranes): Html {
  return html`${measureTable(`Dark structures (${name})`, summary)}
    <p class="soft">
      Pixels below grey level ${compact(threshold)} count as ${name}: so set that the dark area of
      ${counted(trainingImages, 'real training image')} is that of the labels.
    </p>`;
}

async function membraneFigure({ perImage, class: name }: Membranes): Promise<Figure> {
  const ids = perImage.map(({ id }) => id);
  const of = (key: 'labels' | 'truth' | 'result') => perImage.map((image) => 100 * image[key]);
  const chart = await distributionChart({
    title: `Area of ${name}`,
    y: { label: 'Share of the pixels (%)' },
    groups: [
      { name: 'Labels', values: of('labels'), ids },
      { name: 'Real', values: of('truth'), ids },
      { name: 'Generated', values: of('result'), ids },
    ],
  });
  const caption =
    'Of real and generated images by the threshold. Each point is one held-out image; box: quartiles and median.';
  return { name: 'membrane-area', chart, caption };
}

type Areas = NonNullable<Evaluation['areas']>;

function areaTable({ classes }: Areas): Html {
  return plainTable(
    ['Class', 'Real', 'Generated', 'Energy distance', 'p'],
    classes.map(({ name, real, generated, energy }) => [
      name,
      over(real),
      over(generated),
      energy ? compact(energy.statistic) : '–',
      pValue(energy?.pValue ?? null),
    ]),
    'Share of the pixels of each class: mean ± sample standard deviation over images [95 % bootstrap interval], and the energy distance of both lists with its permutation test.',
  );
}

async function areaFigure({ name, perImage }: Areas['classes'][number]): Promise<Figure> {
  const chart = await distributionChart({
    title: `Area of ${name}`,
    y: { label: 'Share of the pixels (%)' },
    groups: [
      { name: 'Real', values: perImage.real.map((share) => 100 * share) },
      { name: 'Generated', values: perImage.generated.map((share) => 100 * share) },
    ],
  });
  return { name: `area-${fileName(name)}`, chart, caption: 'Each point is one class map.' };
}

/** A name as part of a file's. */
export const fileName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
