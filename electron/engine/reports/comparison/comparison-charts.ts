import type { Comparison } from '../../../contract/comparison.ts';
import type { Chart } from '../charts/chart.ts';
import { distributionChart } from '../charts/distribution-chart.ts';
import { lineChart } from '../charts/line-chart.ts';
import { scatterChart } from '../charts/scatter-chart.ts';
import { figure, spaced } from '../figures.ts';
import { decibelsOf } from './comparison-tables.ts';

/** A chart under the name of its files. */
export interface NamedChart {
  file: string;
  chart: Chart;
  caption: string;
}

const wide = { width: 980, height: 420 };

/** The figures of a comparison; what it has no numbers for is left out. */
export async function comparisonCharts(comparison: Comparison): Promise<NamedChart[]> {
  const made = await Promise.all([pcaChart(comparison), curveChart(comparison), scoreChart(comparison)]);
  return made.filter((one) => one !== null);
}

/** The EM paper's plot. */
async function pcaChart({ distribution, runs }: Comparison): Promise<NamedChart | null> {
  if (!distribution) return null;
  const { points, distances, explainedVarianceRatio: shares, features, fitted, notes } = distribution;
  const names = new Map([
    ['real', 'Real'],
    ['training', 'Training (real)'],
    ['input', 'Input'],
    ...runs.map(({ run, name }) => [run, name] as const),
  ]);
  const axis = (i: number): string =>
    `Component ${i + 1} (${figure(100 * (shares[i] ?? 0), 1)} % of the variance)`;
  const chart = await scatterChart(
    {
      title: 'Principal components of real images',
      x: { label: axis(0) },
      y: { label: axis(1) },
      groups: [...names].flatMap(([set, name]) => {
        const own = points.filter((point) => point.set === set);
        return own.length > 0 ? [{ name, points: own.map(({ image, x, y }) => ({ id: image, x, y })) }] : [];
      }),
    },
    wide,
  );
  const told = distances
    .map(
      ({ set, statistic, pValue }) =>
        `${names.get(set) ?? set} ${figure(statistic, 3)} (p = ${figure(pValue, 3)})`,
    )
    .join(', ');
  return {
    file: 'pca',
    chart,
    caption: `Points: ${features}; components fitted on ${fitted} real ones. Energy distance from the real images over all pixels of the patches, with the p-value of a permutation test: ${told}. ${notes.join(' ')}`,
  };
}

async function curveChart({ runs, validationInput }: Comparison): Promise<NamedChart | null> {
  const curves = runs.flatMap(({ name, convergence }) => (convergence ? [{ name, ...convergence }] : []));
  const metric = curves[0]?.metric;
  if (metric === undefined) return null;
  const level = validationInput[metric];
  const chart = await lineChart(
    {
      title: 'Validation while training',
      x: { label: 'Training step' },
      y: { label: labelOf(metric) },
      series: curves.map(({ name, points }) => ({
        name,
        points: points.map(({ step, value }) => ({ x: step, y: value })),
      })),
      ...(typeof level === 'number' && { level: { y: level, label: 'Input' } }),
    },
    wide,
  );
  const better = curves[0]?.better === 'lower' ? 'Lower is better.' : 'Higher is better.';
  return {
    file: 'validation',
    chart,
    caption: `The mean over held-out validation images, at intervals. ${better}`,
  };
}

async function scoreChart({ images, runs }: Comparison): Promise<NamedChart | null> {
  if (images.length === 0) return null;
  const ids = images.map(({ id }) => id);
  const chart = await distributionChart(
    {
      title: 'PSNR of each image',
      y: { label: 'PSNR (dB)' },
      groups: [
        { name: 'Input', ids, values: images.map(({ input }) => decibelsOf(input)) },
        ...runs.map(({ run, name }) => ({
          name,
          ids,
          values: images.map(({ runs: { [run]: own } }) => (own ? decibelsOf(own) : null)),
        })),
      ],
    },
    wide,
  );
  return {
    file: 'psnr',
    chart,
    caption:
      'Boxes: quartiles and median; whiskers: within 1.5 times their distance. What is equal to its truth has an infinite PSNR and is not drawn.',
  };
}

/** `psnr` as “PSNR (dB)”, a recipe's own `pcaDistance` as “pca distance”. */
export function labelOf(metric: string): string {
  if (metric === 'psnr') return 'PSNR (dB)';
  return metric === 'ssim' ? 'SSIM' : spaced(metric);
}
