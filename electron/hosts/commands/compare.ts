import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Comparison, Spread } from '../../contract/comparison.ts';
import type { Split } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { formatDuration } from '../duration.ts';
import { formatTable } from '../table.ts';
import { UsageError } from './command.ts';
import type { CliCommand, CommandContext } from './command.ts';
import { trainVaried } from './compare-trainings.ts';
import { parseCount, parseSeed } from './number-options.ts';
import { addSetOption } from './parameters.ts';
import { readRunFolder } from './run-folder.ts';
import type { RunReference } from './run-folder.ts';

interface CompareOptions {
  out: string;
  split: Split;
  images: number;
  seed: number;
  vary?: string;
  project?: string;
  dataset?: string;
  recipe: string;
  preset: string;
  set?: string[];
  again?: boolean;
  vggWeights?: string;
  validateEvery?: number;
}

/** `abbe compare`: finished runs against each other, or one run for each value of a parameter, trained first. */
export const compare: CliCommand<'compare'> = {
  name: 'compare',
  description:
    'Compares finished runs on the same held-out images, or trains one run for each value of a parameter and compares these.',
  define(command) {
    command
      .argument('[run...]', 'folders of finished runs of one project, PROJECT/runs/ID')
      .requiredOption(
        '--out <folder>',
        'where the page, tables and figures are written; made where there is none',
      )
      .addOption(new Option('--split <name>', 'which images').choices(splits).default('test'))
      .option(
        '--images <number>',
        'images that each run makes, of runs that make them of noise',
        parseImages,
        64,
      )
      .option('--vgg-weights <file>', 'VGG16’s weights (Keras .h5): the kernel distance is over its features')
      .option('--seed <number>', 'seed of the runs that are trained, and of noise', parseSeed, 1)
      .option(
        '--vary <key=values>',
        'a parameter and its values, separated by commas: trains one run for each',
      )
      .option('--project <folder>', 'with --vary: the project’s folder')
      .option('--dataset <id>', 'with --vary: a dataset of the project')
      .option('--recipe <id>', 'with --vary: the experiment', 'em-images')
      .option('--preset <name>', 'with --vary: parameters of a preset', 'quick')
      .option(
        '--validate-every <steps>',
        'with --vary: steps between validations, of which the curves are; none: a twentieth of the runs',
        parseCount,
      )
      .option('--again', 'with --vary: trains anew what the project has already')
      .addHelpText(
        'after',
        '\nExample:\n  abbe compare --project P --dataset D --recipe em-masks \\\n    --vary discriminator=patch-16,patch-70,skip-patch --out comparison',
      );
    addSetOption(command, 'with --vary: a parameter of all the runs, over the preset');
  },
  async run(folders, given, context) {
    const options = given as unknown as CompareOptions;
    const runs =
      options.vary === undefined ? namedRuns(folders) : await variedRuns(folders, options, context);
    const client = await context.engine();
    const { split, images, seed } = options;
    const vggWeights = options.vggWeights === undefined ? null : resolve(options.vggWeights);
    const document = await client.call(
      'comparison.make',
      { runs, split, images, seed, vggWeights, output: resolve(options.out) },
      { signal: context.signal, onProgress: context.progress },
    );
    context.progressDone();
    return { document, text: describe(document), ok: true };
  },
};

function namedRuns(folders: readonly string[]): RunReference[] {
  if (folders.length < 2) {
    throw new UsageError(
      'Name two finished runs at least, or a parameter with --vary to train one run for each value.',
    );
  }
  return folders.map(readRunFolder);
}

async function variedRuns(
  folders: readonly string[],
  { vary = '', project, dataset, ...options }: CompareOptions,
  context: CommandContext,
): Promise<RunReference[]> {
  if (folders.length > 0)
    throw new UsageError('--vary trains the runs it compares; leave the runs or --vary out.');
  if (project === undefined || dataset === undefined) {
    throw new UsageError('--vary needs --project and --dataset to train on.');
  }
  return trainVaried(context, { ...options, vary, project, dataset });
}

function parseImages(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 8 && count <= 1000) return count;
  throw new UsageError('--images is a whole number from 8 to 1000.');
}

function describe(document: Comparison): string {
  const { runs, inputScores, areas, summary, warnings, page, distribution } = document;
  const scored = runs.some(({ scores }) => scores['psnr']);
  const distanceOf = (run: string) => distribution?.distances.find(({ set }) => set === run);
  const scores = (of: Record<string, Spread>) =>
    scored ? [spread(of['psnr'], 2), spread(of['ssim'], 4)] : [];
  const metric = runs.find(({ convergence }) => convergence)?.convergence?.metric ?? 'validation';
  return [
    formatTable([
      [
        'Run',
        'id',
        ...(scored ? ['PSNR (dB)', 'SSIM'] : []),
        'generator',
        'all networks',
        'steps',
        'training',
        'ms per image',
        'energy',
        'KID',
        `best ${metric}`,
        '5 % at',
        'common at',
      ],
      ...(scored ? [['Input', '', ...scores(inputScores)]] : []),
      ...runs.map((run) => [
        run.name,
        run.name === run.run ? '' : run.run,
        ...scores(run.scores),
        weights(run.networks.filter(({ role }) => role === 'generator')),
        weights(run.networks),
        String(run.step),
        formatDuration(run.seconds),
        run.secondsPerImage === null ? '–' : (1000 * run.secondsPerImage).toFixed(0),
        decimal(distanceOf(run.run)?.statistic, 3),
        kernelOf(distanceOf(run.run)),
        decimal(run.convergence?.best?.value, 3),
        String(run.convergence?.withinFivePercent ?? '–'),
        String(run.convergence?.commonLevel ?? '–'),
      ]),
    ]),
    ...yardstick(distanceOf('training')),
    ...(areas
      ? [
          '',
          formatTable([
            ['Part of the area (%)', 'real', ...runs.map(({ name }) => name)],
            ...areas.classes.map(({ name, real, runs: own }) => [
              name,
              percent(real),
              ...runs.map(({ run }) => percent(own[run])),
            ]),
          ]),
        ]
      : []),
    '',
    ...summary,
    ...warnings,
    `Page: ${page}`,
  ].join('\n');
}

type Distance = NonNullable<Comparison['distribution']>['distances'][number] | undefined;

const kernelOf = (distance: Distance): string =>
  distance?.kernel ? `${decimal(distance.kernel.kid, 3)} ± ${decimal(distance.kernel.sd, 3)}` : '–';

/** What real images of another split come to, without which a distance says little. */
function yardstick(training: Distance): string[] {
  if (!training) return [];
  const { statistic, pValue } = training;
  return [
    `Real training images: energy ${decimal(statistic, 3)} (p = ${decimal(pValue, 3)}), KID ${kernelOf(training)}`,
  ];
}

const weights = (networks: Comparison['runs'][number]['networks']): string =>
  networks.reduce((sum, own) => sum + own.parameters, 0).toLocaleString('en-US');

const decimal = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits).replace('-', '−');

function spread(of: Spread | undefined, digits: number): string {
  return `${decimal(of?.mean, digits)} ± ${decimal(of?.sd, digits)}`;
}

function percent(of: Spread | undefined): string {
  const hundred = (value: number | null | undefined): number | null => (value == null ? null : 100 * value);
  return `${decimal(hundred(of?.mean), 1)} ± ${decimal(hundred(of?.sd), 1)}`;
}
