import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { ImageMetrics, ImageOverlap, ImageScores } from '../../contract/metric-methods.ts';
import { formatTable } from '../table.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { scoreColumns } from './score-columns.ts';

/** More planes than this are summed up by their first ones in the table; `--json` and `--csv` have them all. */
const shownPairs = 40;

const help = `
Files of folders are paired by name. Of movies and stacks all planes are scored one by one, of files with several
images (positions, scenes) all of them; of colour pictures all channels at once.
Data range: 255 or 65535 for 8 and 16-bit targets, else the target plane's own max - min; it is said for each pair.
NRMSE is the root mean squared error over the target's max - min. Means, deviations and intervals are over images,
the planes of an image averaged first. Scores that are not defined (NaN pixels, constant images, images below 11 px
for SSIM or 176 px for MS-SSIM) are null, and so is the PSNR of identical images, which is infinite.`;

/** `abbe metrics`: how near images come to their targets. */
export const metrics: CliCommand<'metrics'> = {
  name: 'metrics',
  description:
    'Scores images against their targets: PSNR, SSIM, MS-SSIM, NRMSE, correlation; or masks: Dice and IoU.',
  define(command) {
    command
      .argument('<prediction>', 'an image, a folder or a pattern')
      .argument('<target>', 'the truth: likewise')
      .option(
        '--input <images>',
        'what the predictions were made of: scored beside them, with a test of the gain',
      )
      .option('--data-range <n>', 'for PSNR and SSIM, for example 4095 of a 12-bit camera')
      .option('--classes', 'the images are masks or class maps: Dice and IoU of each class')
      .option('--csv <file>', 'also write the scores of each plane as a table')
      .addHelpText('after', help);
  },
  async run([prediction = '', target = ''], options, context) {
    const sides = { prediction: resolve(prediction), target: resolve(target) };
    const input = options['input'] === undefined ? null : resolve(options['input'] as string);
    const dataRange = parseRange(options['dataRange']);
    const call = { signal: context.signal, onProgress: context.progress };
    if (options['classes'] === true && (input !== null || dataRange !== null)) {
      throw new UsageError('--classes counts pixels: it takes neither --input nor --data-range.');
    }
    const client = await context.engine();
    const document =
      options['classes'] === true
        ? await client.call('image.overlap', sides, call)
        : await client.call('image.metrics', { ...sides, input, dataRange }, call);
    context.progressDone();
    if (options['csv'] !== undefined) await writeTable(resolve(options['csv'] as string), rowsOf(document));
    for (const { reason } of document.failed) context.say(reason);
    const text = 'gain' in document ? describeMetrics(document) : describeOverlap(document);
    return { document, text, ok: document.failed.length === 0 };
  },
};

function parseRange(text: unknown): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`--data-range is a number above 0, not “${String(text)}”.`);
}

function describeMetrics(document: ImageMetrics): string {
  const { pairs, images, mean, standardDeviation, interval, inputMean, gain } = document;
  const shown = pairs.slice(0, shownPairs);
  const row = (scores: ImageScores): string[] =>
    scoreColumns.map(([id, , digits]) =>
      isExact(scores) && id === 'psnr' ? '∞' : figure(scores[id], digits),
    );
  const lines = shown.flatMap((pair) => [
    [nameOf(pair), figure(pair.dataRange, null), ...row(pair)],
    ...(pair.input ? [['  its input', '', ...row(pair.input)]] : []),
  ]);
  const ends = (key: 'low' | 'high'): string[] =>
    scoreColumns.map(([id, , digits]) => figure(interval[id]?.[key] ?? null, digits));
  const several = [
    ['Mean', '', ...row(mean)],
    ['Standard deviation', '', ...row(standardDeviation)],
    ['95 % interval from', '', ...ends('low')],
    ['              to', '', ...ends('high')],
  ];
  const notes = [...new Set(shown.flatMap((pair) => pair.notes))];
  return [
    formatTable([
      ['Prediction', 'range', ...scoreColumns.map(([, label]) => label)],
      ...lines,
      ...(images > 1 ? several : pairs.length > 1 ? several.slice(0, 1) : []),
      ...(inputMean && pairs.length > 1 ? [['Mean of the inputs', '', ...row(inputMean)]] : []),
    ]),
    ...rest(pairs.length),
    `${counted(images, 'image')}, ${counted(pairs.length, 'plane')} compared.`,
    ...notes.map((note) => `Note: ${note}`),
    ...gain.map(({ sentence }) => sentence),
  ].join('\n');
}

/** Equal to its target in every pixel: the PSNR is infinite, which documents keep as no number. */
const isExact = ({ psnr, mae }: ImageScores): boolean => psnr === null && mae === 0;

function describeOverlap({ pairs, classes, mean }: ImageOverlap): string {
  const scores = (...values: (number | null)[]): string[] => values.map((value) => figure(value, 4));
  return [
    formatTable([
      ['Prediction', 'mean Dice', 'mean IoU', 'accuracy'],
      ...pairs
        .slice(0, shownPairs)
        .map((pair) => [nameOf(pair), ...scores(pair.meanDice, pair.meanIou, pair.accuracy)]),
      ...(pairs.length > 1 ? [['Mean', ...scores(mean.dice, mean.iou, mean.accuracy)]] : []),
    ]),
    ...rest(pairs.length),
    '',
    formatTable([
      ['Class', 'Dice', 'IoU'],
      ...classes.map((each) => [String(each.class), ...scores(each.dice, each.iou)]),
    ]),
    'Means leave out the background, 0.',
  ].join('\n');
}

const rest = (count: number): string[] =>
  count > shownPairs ? [`… and ${count - shownPairs} more (all of them with --json or --csv)`] : [];

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function nameOf({
  prediction,
  series,
  plane: { t, c, z },
}: ImageMetrics['pairs'][number] | ImageOverlap['pairs'][number]): string {
  const image = series > 0 ? `${basename(prediction)} image ${series}` : basename(prediction);
  return t + c + z > 0 ? `${image} ${t},${c},${z}` : image;
}

/** Digits after the point, or five significant ones; a dash where there is no number. */
function figure(value: number | null, digits: number | null): string {
  if (value === null) return '–';
  return digits === null ? String(Number(value.toPrecision(5))) : value.toFixed(digits);
}

type Row = Record<string, string | number | boolean | null>;

function rowsOf(document: CommandDocument<'metrics'>): Row[] {
  if (!('gain' in document)) {
    return document.pairs.flatMap(({ classes, prediction, target, series, plane }) =>
      classes.map((each) => ({
        ...{ prediction, target, series, ...plane, class: each.class, dice: each.dice, iou: each.iou },
        ...{ predictedPixels: each.predicted, targetPixels: each.target, sharedPixels: each.shared },
      })),
    );
  }
  return document.pairs.map(({ plane, input, notes, prediction, target, series, ...scores }) => ({
    ...{ prediction, target, series, ...plane, ...scores, psnr: isExact(scores) ? 'inf' : scores.psnr },
    ...(input
      ? Object.fromEntries(
          Object.entries({ ...input, psnr: isExact(input) ? 'inf' : input.psnr }).map(([key, value]) => [
            key === 'file' ? 'input' : `input_${key}`,
            value,
          ]),
        )
      : {}),
    notes: notes.join(' '),
  }));
}

/** RFC 4180; an empty field where there is no number. */
async function writeTable(file: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const field = (value: Row[string] | undefined): string => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [names.map(field), ...rows.map((row) => names.map((name) => field(row[name])))];
  try {
    await writeFile(file, lines.map((line) => `${line.join(',')}\r\n`).join(''));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    const message = `${file} cannot be written (${code}); choose another place.`;
    throw new AbbeError('invalid-input', message, { file, cause: thrown });
  }
}
