import type { Evaluation } from '../../contract/documents.ts';
import { summarise } from '../metrics/summary.ts';
import type { LineFit } from '../metrics/linearity.ts';
import { fittedChart } from './charts/fitted-chart.ts';
import { lineChart } from './charts/line-chart.ts';
import { compact, counted, figure, signed } from './figures.ts';
import { html } from './html.ts';
import { plots, sentences } from './section.ts';
import type { Figure, Section } from './section.ts';
import type { Side, TrustMeasures } from './trust-measures.ts';

/** Whether numbers may be measured in results: leaks, unlike images, linearity, structure of what is wrong. */
export async function trustSection(
  evaluation: Evaluation,
  trust: TrustMeasures | null,
  disagreementOf: string | null,
): Promise<Section> {
  const figures = trust ? await trustFigures(trust) : [];
  const outside = evaluation.perImage.filter((image) => image.outside.length > 0);
  const body = html`${sentences([
    leakSentence(evaluation),
    ...(trust ? [linearitySentence(trust.linearity.result), residualSentence(trust)] : []),
    ...(disagreementOf ? [disagreementOf] : []),
  ])}
  ${plots(figures)}
  ${
    outside.length > 0
      ? html`<details class="kept">
          <summary>${counted(outside.length, 'image')} unlike those of training</summary>
          ${sentences(outside.map(({ id, outside: reasons }) => `${id}: ${reasons.join(' ')}`))}
        </details>`
      : null
  }
  ${
    evaluation.checks && evaluation.checks.problems.length > 0
      ? html`<details class="kept">
          <summary>The dataset's check</summary>
          ${sentences(evaluation.checks.problems.map(({ message }) => message))}
        </details>`
      : null
  }`;
  return { title: 'Trust', body, figures };
}

const leaks = ['leak', 'duplicate', 'near-duplicate'];

export function leakSentence({ checks }: Pick<Evaluation, 'checks'>): string {
  if (!checks) return 'Whether images of one split are in another was not looked for.';
  const found = checks.problems.filter(({ kind }) => leaks.includes(kind)).length;
  return found === 0
    ? 'No image, no copy and no near-copy of one is in two splits.'
    : `${counted(found, 'leak')} or copies among the splits: scores may be too good (see below).`;
}

export function linearitySentence(fit: LineFit | null): string {
  if (!fit) return 'The truth has one grey level, so nothing tells whether intensities are kept.';
  const line = `result = ${figure(fit.slope, 3)} × truth ${fit.intercept < 0 ? '−' : '+'} ${compact(Math.abs(fit.intercept))}, R² = ${figure(fit.r2, 3)}, over ${fit.n.toLocaleString('en-US')} values`;
  const contrast =
    fit.slope < 0.95
      ? `differences of intensity come out ${Math.round(100 * (1 - fit.slope))} % too small on average`
      : fit.slope > 1.05
        ? `differences of intensity come out ${Math.round(100 * (fit.slope - 1))} % too large on average`
        : 'differences of intensity are kept on average';
  return `Linearity: ${line}; ${contrast}.`;
}

/** Below this the residual of a neighbour tells next to nothing of a pixel's. */
const weak = 0.1;

export function residualSentence({ residuals, standardError }: TrustMeasures): string {
  const of = (key: 'neighbour' | 'length' | 'withTruth') =>
    summarise(residuals.map((each) => each[key] ?? NaN)).mean;
  const [neighbour, length, withTruth] = [of('neighbour'), of('length'), of('withTruth')];
  if (!Number.isFinite(neighbour)) return 'Residuals: results equal their truths, so there are none.';
  const noise = `${figure(neighbour, 3)} (white noise: 0 ± ${compact(standardError)})`;
  const head = `Residuals: the errors of neighbouring pixels correlate by ${noise}`;
  const end = `their correlation with the truth is ${signed(withTruth, 2)}${withTruth < -0.3 ? ', so bright structures come out too dark or dark ones too bright' : ''}`;
  if (Math.abs(neighbour) <= Math.max(weak, 3 * standardError)) {
    return `${head}: what is wrong looks like noise; ${end}.`;
  }
  const reach = Number.isFinite(length) ? `, over about ${figure(length, 1)} px` : '';
  return `${head}${reach}: errors have structure, be it detail that is lost or invented, uneven brightness, or correlated noise of the truth; ${end}.`;
}

async function trustFigures(trust: TrustMeasures): Promise<Figure[]> {
  const looked =
    trust.images < trust.of
      ? `${trust.images} of ${trust.of} held-out images, evenly spread`
      : counted(trust.images, 'held-out image');
  const figures: Figure[] = [];
  if (trust.linearity.result) {
    const chart = await fittedChart({
      title: 'Linearity',
      x: { label: 'Truth' },
      y: { label: 'Result' },
      points: trust.points.map(({ truth, result }) => ({ x: truth, y: result })),
      fit: trust.linearity.result,
      identity: true,
    });
    const caption = `Least-squares line through all pixels of ${looked}; ${trust.points.length.toLocaleString('en-US')} of them are drawn. Dashed: result equal to truth.`;
    figures.push({ name: 'linearity', chart, caption });
  }
  if (trust.autocorrelation.length > 0) {
    const points = trust.autocorrelation.map(({ mean, low, high }, i) => ({ x: i + 1, y: mean, low, high }));
    const chart = await lineChart({
      title: 'Structure of the residual',
      x: { label: 'Distance (px)', low: 0 },
      y: { label: 'Autocorrelation', low: 0, high: 1 },
      series: [{ name: 'Result less truth', points: [{ x: 0, y: 1, low: 1, high: 1 }, ...points] }],
      level: { y: 0, label: '' },
    });
    const caption = `Mean and range over ${looked}. White noise falls to 0 at one pixel.`;
    figures.push({ name: 'residual-structure', chart, caption });
  }
  figures.push(await histogramFigure(trust, looked));
  return figures;
}

const names: Record<Side, string> = { truth: 'Truth', result: 'Result', input: 'Input' };

async function histogramFigure({ histogram }: TrustMeasures, looked: string): Promise<Figure> {
  const { edges, shares } = histogram;
  const series = (['truth', 'result', 'input'] as const).flatMap((side) => {
    const own = shares[side];
    if (!own) return [];
    const points = own.map((share, i) => ({
      x: ((edges[i] as number) + (edges[i + 1] as number)) / 2,
      y: 100 * share,
    }));
    return [{ name: names[side], points }];
  });
  const chart = await lineChart({
    title: 'Intensities',
    x: { label: 'Grey level' },
    y: { label: 'Pixels (%)', low: 0 },
    series,
  });
  return {
    name: 'intensities',
    chart,
    caption: `Share of the pixels in each of ${edges.length - 1} bins, from ${looked}; the thousandth of the truth at either end is not drawn.`,
  };
}
