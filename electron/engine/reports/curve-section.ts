import type { LossPoint } from '../../contract/events.ts';
import type { RunRecord } from '../../contract/documents.ts';
import { metrics } from '../metrics/index.ts';
import { lineChart } from './charts/line-chart.ts';
import { compact, counted, spaced } from './figures.ts';
import { html } from './html.ts';
import { lossSeries } from './loss-series.ts';
import { plots } from './section.ts';
import type { Figure, Section } from './section.ts';

/** Points that a curve is drawn with. */
const bins = 300;

/** How training went: scores on held-out images, and every loss. */
export async function curveSection(record: RunRecord, losses: readonly LossPoint[]): Promise<Section> {
  const validation = await validationFigures(record);
  const figures = [...validation, ...(await lossFigures(losses))];
  const { best, validation: validated } = record;
  const kept = best
    ? `The best checkpoint is that of step ${best.step.toLocaleString('en-US')}, by ${labelOf(best.metric)} (${compact(best.value)})${validated?.images.length ? `, on ${counted(validated.images.length, 'image')} of the validation split` : ''}.`
    : 'Nothing was validated during training: the last checkpoint is the one that is shown.';
  const body = html`<p>${kept}</p>
    ${figures.length > 0 ? plots(figures) : html`<p class="soft">This run has recorded no losses.</p>`}`;
  return { title: 'Training', body, figures };
}

const labelOf = (id: string): string =>
  metrics.find((metric) => metric.id === id)?.label ??
  spaced(id).replace(/^./, (first) => first.toUpperCase());

async function validationFigures({ validation, best }: RunRecord): Promise<Figure[]> {
  const points = validation?.points ?? [];
  const ids = [...new Set(points.flatMap(({ scores }) => Object.keys(scores)))];
  return Promise.all(
    ids.map(async (id): Promise<Figure> => {
      const unit = metrics.find((metric) => metric.id === id)?.unit;
      const input = validation?.input[id] ?? null;
      const label = `${labelOf(id)}${unit ? ` (${unit})` : ''}`;
      const chart = await lineChart({
        title: `${labelOf(id)} on validation images`,
        x: { label: 'Training step' },
        y: { label, ...reach([...points.map(({ scores }) => scores[id] ?? null), input]) },
        series: [
          {
            name: labelOf(id),
            points: points.map(({ step, scores }) => ({ x: step, y: scores[id] ?? null })),
          },
        ],
        ...(best ? { markers: [{ x: best.step, label: 'best' }] } : {}),
        ...(input === null ? {} : { level: { y: input, label: 'input' } }),
      });
      const caption = best?.metric === id ? 'The best checkpoint is chosen by this score.' : '';
      return { name: `validation-${id}`, chart, caption };
    }),
  );
}

/** Round limits around all values: a line at a score outside the others' range would not be drawn. */
function reach(values: readonly (number | null)[]): { low: number; high: number } | Record<string, never> {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (!(high > low)) return {};
  const step = 10 ** Math.floor(Math.log10(high - low));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const round = (value: number): number => Number(value.toFixed(digits));
  return { low: round(Math.floor(low / step) * step), high: round(Math.ceil(high / step) * step) };
}

async function lossFigures(losses: readonly LossPoint[]): Promise<Figure[]> {
  return Promise.all(
    lossSeries(losses, bins).map(async ({ name, bins: own }): Promise<Figure> => {
      const chart = await lineChart({
        title: `Loss: ${spaced(name)}`,
        x: { label: 'Training step' },
        y: { label: 'Loss' },
        series: [
          {
            name: spaced(name),
            points: own.map(({ step, mean, min, max }) => ({ x: step, y: mean, low: min, high: max })),
          },
        ],
      });
      const caption = 'Mean of neighbouring steps; band: their smallest and largest value.';
      return { name: `loss-${spaced(name).replaceAll(' ', '-')}`, chart, caption };
    }),
  );
}

/** Every recorded value, for CSV. */
export function lossesCsv(points: readonly LossPoint[]): string {
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  const rows = points.map(({ step, values }) => [step, ...names.map((name) => values[name] ?? '')].join(','));
  return `${[['step', ...names].join(','), ...rows].join('\n')}\n`;
}
