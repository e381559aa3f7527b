import type { MeasureSummary } from '../../contract/evaluation-measures.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import { inputScoreOf } from '../../contract/evaluation.ts';
import { formatTable } from '../table.ts';
import { scoreColumns } from './score-columns.ts';

/** More images than this are summed up by their first ones in the table; JSON and CSV have them all. */
const shownImages = 40;

/** An evaluation as text: scores of images, what they come to, and what to think of them. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { perImage, split, n, photos, checkpoint, step, summary, warnings } = evaluation;
  const of = photos === 1 ? 'one photo' : `${photos} photos`;
  const made =
    evaluation.task === 'generation' ? `${n} images made of noise, against those` : `${n} images of ${of}`;
  return [
    ...(perImage.length > 0 ? [imageTable(evaluation), '', scoreTable(evaluation), ''] : []),
    `${made} (${split}), ${checkpoint} checkpoint, step ${step}. ${rangeInWords(evaluation)}`.trim(),
    ...summary,
    ...measureTables(evaluation).flatMap((table) => ['', table]),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n');
}

function imageTable({ perImage, mean, standardDeviation }: Evaluation): string {
  const row = (
    name: string,
    scores: Evaluation['mean'],
    same = { identical: false, inputIdentical: false },
  ) => [
    name,
    decimal(scores.inputPsnr, 2, same.inputIdentical),
    decimal(scores.psnr, 2, same.identical),
    gain(scores.inputPsnr, scores.psnr),
    decimal(scores.inputSsim, 4),
    decimal(scores.ssim, 4),
  ];
  const spread = row('Standard deviation', standardDeviation);
  spread[3] = '';
  const rest = perImage.length - shownImages;
  return [
    formatTable([
      ['Image', 'PSNR input', 'PSNR result', 'gain (dB)', 'SSIM input', 'SSIM result'],
      ...perImage.slice(0, shownImages).map((image) => row(image.id, image, image)),
      row('Mean', mean),
      spread,
    ]),
    ...(rest > 0 ? [`… and ${rest} more (all of them with --json or --out)`] : []),
  ].join('\n');
}

/** Every metric of input and result with the interval of its mean. */
function scoreTable({ mean, interval, comparison }: Evaluation): string {
  const ends = (id: keyof Evaluation['interval'], digits: number | null): string => {
    const found = interval[id];
    return found ? `${decimal(found.low, digits)} to ${decimal(found.high, digits)}` : '–';
  };
  return formatTable([
    ['Mean of', 'input', '95 % interval', 'result', '95 % interval', 'p'],
    ...scoreColumns.map(([id, label, digits]) => {
      const p = comparison.find(({ metric }) => metric === id)?.correctedP ?? null;
      const ofInput = inputScoreOf(id);
      return [
        label,
        ...[decimal(mean[ofInput], digits), ends(ofInput, digits)],
        ...[decimal(mean[id], digits), ends(id, digits)],
        p === null ? '–' : p < 0.001 ? p.toExponential(1) : p.toFixed(3),
      ];
    }),
  ]);
}

/** What the recipe's kind of images is measured by beside scores. */
function measureTables(evaluation: Evaluation): string[] {
  const { spots, resolution, texture, membranes, distribution, areas } = evaluation;
  const summaries: MeasureSummary[] = [spots, resolution, texture, membranes].flatMap(
    (each) => each?.summary ?? [],
  );
  const value = (side: MeasureSummary['input']): string => decimal(side?.mean ?? null, null);
  const tables: string[] = [];
  if (summaries.length > 0) {
    tables.push(
      formatTable([
        ['Mean of', 'input', 'result', 'truth'],
        ...summaries.map(({ label, unit, input, result, truth }) => [
          unit ? `${label} (${unit})` : label,
          ...[value(input), value(result), value(truth)],
        ]),
      ]),
    );
  }
  if (distribution) tables.push(...distributionTables(distribution));
  if (areas) {
    tables.push(
      formatTable([
        ['Share of pixels', 'real', 'generated', 'p'],
        ...areas.classes.map(({ name, real, generated, energy }) => [
          name,
          ...[decimal(real.mean, 4), decimal(generated.mean, 4), energy?.pValue.toFixed(3) ?? '–'],
        ]),
      ]),
    );
  }
  return tables;
}

/** How far sets of images are from the real ones; that of the training images is the yardstick. */
function distributionTables({ energy, rows, kernel, notes }: Distribution): string[] {
  const named = (set: string): string => (set === 'training' ? 'training (real)' : set);
  const tables = energy.length > 0 ? [energyTable(energy, rows, named)] : [];
  if (kernel) {
    tables.push(
      formatTable([
        ['Kernel distance (KID) from the real images', 'KID', 'sd over subsets', 'subsets of'],
        ...kernel.distances.map(({ set, kid, sd, subsetSize }) => [
          named(set),
          ...[decimal(kid, null), decimal(sd, null), String(subsetSize)],
        ]),
      ]),
      `KID over ${kernel.features}`,
    );
  }
  return energy.length > 0 ? tables : [...tables, ...notes];
}

type Distribution = NonNullable<Evaluation['distribution']>;

function energyTable(
  energy: Distribution['energy'],
  rows: Distribution['rows'],
  named: (set: string) => string,
): string {
  return formatTable([
    ['Energy distance from the real images', 'patches', 'distance', 'p'],
    ...energy.map(({ set, statistic, pValue }) => [
      named(set),
      ...[String(rows[set] ?? 0), decimal(statistic, null), pValue.toFixed(3)],
    ]),
  ]);
}

function rangeInWords({ dataRange, task }: Evaluation): string {
  if (task === 'generation') return '';
  if (dataRange === null) return 'The truths are one grey level, so there is no data range.';
  const { value, kind, low, high } = dataRange;
  if (kind === 'type') return `Data range ${value}.`;
  return `Data range ${decimal(value, null)}, from ${decimal(low, null)} to ${decimal(high, null)} in the truths.`;
}

/** A dash where there is no number, and infinity for the PSNR of identical images; digits null: five significant. */
function decimal(value: number | null, digits: number | null, identical = false): string {
  if (value === null) return identical ? '∞' : '–';
  return digits === null ? String(Number(value.toPrecision(5))) : value.toFixed(digits);
}

function gain(before: number | null, after: number | null): string {
  if (before === null || after === null) return '';
  return `${after < before ? '−' : '+'}${Math.abs(after - before).toFixed(2)}`;
}
