import { basename, join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Classification, ClassifiedInput } from '../../contract/classification.ts';
import { formatDuration } from '../duration.ts';
import { formatTable } from '../table.ts';
import type { CliCommand } from './command.ts';
import { addSetOption, findEntry, parseAssignments, resolveParameters } from './parameters.ts';
import { parseSeed } from './number-options.ts';

interface ClassifyOptions {
  dataset: string;
  inputs: string[];
  classifier: string;
  preset?: string;
  set?: string[];
  seed: number;
}

/** `abbe classify`: the MicroGAN paper's Table 4 on a dataset of labelled images. */
export const classify: CliCommand<'classify'> = {
  name: 'classify',
  description:
    'Trains and tests a classifier by cross-validation, on images as they are, degraded, or restored by runs.',
  define(command) {
    command
      .argument('<project>', 'the project’s folder')
      .requiredOption('--dataset <id>', 'a dataset of labelled images (abbe prepare labelled-images)')
      .option('--inputs <list>', 'hr, lr and runs (id or folder), separated by commas', parseInputs, ['hr'])
      .option('--input <input>', 'the same, one at a time; may be given several times', addInput)
      .option('--classifier <id>', 'small (from scratch in minutes) or vgg16 (fine-tuned)', 'small')
      .option('--preset <name>', 'parameters of a preset')
      .option('--seed <number>', 'seed of folds, weights and order', parseSeed, 1);
    addSetOption(
      command,
      'a parameter of the classifier (or degradation.KEY=value, for lr), over the preset',
    );
  },
  async run([folder = ''], given, context) {
    const options = given as unknown as ClassifyOptions & { input?: string[] };
    const own = parseAssignments(options.set);
    const client = await context.engine();
    const { classifiers } = await client.call('classifier.list', {});
    const entry = findEntry(classifiers, options.classifier, 'classifier');
    const parameters = resolveParameters(entry, options.preset, partOf(own, false));
    const degradation = partOf(own, true);
    const project = resolve(folder);
    const document = await client.call(
      'classification.run',
      {
        project,
        dataset: options.dataset,
        inputs: options.input ?? options.inputs,
        classifier: entry.id,
        parameters,
        degradation: Object.keys(degradation).length > 0 ? degradation : null,
        seed: options.seed,
      },
      { signal: context.signal, onProgress: context.progress },
    );
    context.progressDone();
    const place = join(project, 'classifications', document.id);
    return { document: { ...document, folder: place }, text: describe(document, place), ok: true };
  },
};

/** A run may be named by its folder too, as other commands print it. */
const inputName = (text: string): string => (/[\\/]/.test(text) ? basename(resolve(text)) : text);

function parseInputs(text: string): string[] {
  const inputs = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(inputName);
  if (inputs.length > 0) return inputs;
  throw new InvalidArgumentError('Inputs are hr, lr and runs, separated by commas.');
}

function addInput(text: string, before: string[] = []): string[] {
  return [...before, ...parseInputs(text)];
}

function partOf(own: ReturnType<typeof parseAssignments>, ofDegradation: boolean): typeof own {
  const prefix = 'degradation.';
  return Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => key.startsWith(prefix) === ofDegradation)
      .map(([key, value]) => [ofDegradation ? key.slice(prefix.length) : key, value]),
  );
}

/** Table 4, then the pooled test with its intervals, classes and comparisons. */
function describe(document: Classification, place: string): string {
  const { inputs, comparisons, folds, groups, seconds, notes, classes, images } = document;
  const counts = classes.map((label) => `${label} ${images[label]}`).join(', ');
  return [
    `Mean of ${folds.length} folds ± standard deviation:`,
    formatTable([
      ['Input', 'Training accuracy', 'Validation accuracy', 'Testing accuracy', 'Testing F1 score'],
      ...inputs.map(({ input, table }) => [
        input,
        meanPercent(table.trainingAccuracy),
        meanPercent(table.validationAccuracy),
        meanPercent(table.testAccuracy),
        plain(table.testMacroF1.mean),
      ]),
    ]),
    '',
    `All test images together (95 % intervals by resampling ${groups.by}s):`,
    formatTable([
      ['Input', 'accuracy', '', 'balanced', 'macro F1', 'kappa', ...classes.map((label) => `F1 ${label}`)],
      ...inputs.map(testRow),
    ]),
    ...comparisons.map(
      ({ first, second, difference, interval, p }) =>
        `${second} against ${first}: accuracy ${signed(difference)}${between(interval)}, McNemar p = ${p.toPrecision(2)}.`,
    ),
    ...notes,
    `${counts}; ${groups.n} ${groups.by}s; ${formatDuration(seconds)}.`,
    `Tables and pictures: ${place}`,
  ].join('\n');
}

function testRow({ input, pooled: { test }, intervals }: ClassifiedInput): string[] {
  return [
    input,
    percent(test.accuracy),
    between(intervals.accuracy),
    percent(test.balancedAccuracy),
    plain(test.macroF1),
    plain(test.kappa),
    ...test.perClass.map(({ f1 }) => plain(f1)),
  ];
}

const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(2)} %`);
const plain = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`;

function meanPercent({ mean, standardDeviation }: ClassifiedInput['table']['testAccuracy']): string {
  return mean === null ? '–' : `${percent(mean)} ± ${percent(standardDeviation)}`;
}

function between(interval: [number, number] | null): string {
  if (interval === null) return '';
  const bound = (value: number): string => (100 * value).toFixed(1).replace('-', '−');
  return ` (${bound(interval[0])} to ${bound(interval[1])})`;
}
