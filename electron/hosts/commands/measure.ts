import { resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import type { MeasuredPhase } from '../../contract/measure-methods.ts';
import { formatDuration } from '../duration.ts';
import { formatTable } from '../table.ts';
import { UsageError } from './command.ts';
import type { CliCommand } from './command.ts';
import { parseCount } from './number-options.ts';
import { addSetOption, findEntry, parseAssignments, resolveParameters } from './parameters.ts';

const help = `
Without a dataset the images are artificial, of the number, sizes and type of the paper's. Nothing is written.
Time: median of the steps after the first, which compiles. Memory: the most that this process held at once.`;

interface MeasureOptions {
  recipe: string;
  preset: string;
  steps: number;
  allPhases?: boolean;
  project?: string;
  dataset?: string;
  set?: string[];
}

/** `abbe measure`: what a recipe costs on this machine, before anyone starts a run of days. */
export const measure: CliCommand<'measure'> = {
  name: 'measure',
  description:
    'Takes a few steps of a recipe at its full size and tells time, memory and the time of the whole run.',
  define(command) {
    command
      .requiredOption('--recipe <id>', 'the experiment')
      .option('--preset <name>', 'parameters of a preset', 'paper')
      .option('--steps <number>', 'steps that are timed, beside the first', parseCount, 10)
      .option(
        '--all-phases',
        'time every phase of the run (growing networks, warm-up) and not only the last, dearest',
      )
      .option('--project <folder>', 'with --dataset: the project whose images are used')
      .option('--dataset <id>', 'a dataset of the project')
      .addHelpText('after', help);
    addSetOption(command, 'a parameter of the recipe over the preset');
  },
  async run(_values, given, { engine, signal, progress, progressDone }) {
    const options = given as unknown as MeasureOptions;
    const { project, dataset, preset, steps } = options;
    if ((project === undefined) !== (dataset === undefined)) {
      throw new UsageError('--project and --dataset go together; without both the images are artificial.');
    }
    const client = await engine();
    const recipe = findEntry((await client.call('recipe.list', {})).recipes, options.recipe, 'recipe');
    const own = parseAssignments(options.set);
    resolveParameters(recipe, preset, own);
    const phases = options.allPhases ? 'all' : 'last';
    const data =
      project === undefined || dataset === undefined ? null : { project: resolve(project), dataset };
    const payload = { recipe: recipe.id, preset, parameters: own, steps, phases, data } as const;
    const document = await client.call('recipe.measure', payload, { signal, onProgress: progress });
    progressDone();
    return { document, text: describe(document), ok: true };
  },
};

function describe(measured: CommandDocument<'measure'>): string {
  const { images, networks, phases, memory, totalSteps, totalSeconds } = measured;
  const size = ({ width, height }: { width: number; height: number }): string => `${width} x ${height}`;
  const [from, to] = [size(images.smallest), size(images.largest)];
  const which = images.dataset === null ? 'artificial' : `of ${images.dataset}`;
  const rows = phases.map((phase) => [phase.label, phase.steps.toLocaleString('en-US'), ...timesOf(phase)]);
  const whole = `${totalSteps.toLocaleString('en-US')} steps would take ${formatDuration(totalSeconds)}`;
  return [
    `${measured.recipe}, preset ${measured.preset}, on ${measured.device}`,
    `Images: ${images.count.toLocaleString('en-US')} ${which}, ${from === to ? from : `${from} to ${to}`} px`,
    ...networks.map(
      ({ id, parameters }) => `${capital(id)}: ${parameters.toLocaleString('en-US')} parameters`,
    ),
    '',
    formatTable([['Phase', 'Steps', 'First (s)', 'Each (s)', 'Middle half (s)', 'Images/s'], ...rows]),
    '',
    `Peak memory: ${gibibytes(memory.peak)} of this process, ${gibibytes(memory.before)} before it began`,
    measured.totalFrom === 'every phase'
      ? `${whole} here.`
      : `${whole} here if all were like the last, the dearest.`,
  ].join('\n');
}

function timesOf({ measured }: MeasuredPhase): string[] {
  if (!measured) return ['–', '–', '–', '–'];
  const { median, lowerQuartile, upperQuartile } = measured.secondsPerStep;
  const images = measured.imagesPerSecond;
  const half = `${figure(lowerQuartile)} to ${figure(upperQuartile)}`;
  return [figure(measured.firstStepSeconds), figure(median), half, images === null ? '–' : figure(images)];
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
