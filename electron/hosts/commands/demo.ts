import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { AbbeError } from '../../contract/errors.ts';
import { formatDuration } from '../duration.ts';
import type { CliCommand } from './command.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import { describeFailure } from './photo-arguments.ts';
import {
  addPhotos,
  followRun,
  openProject,
  requireFinished,
  startRun,
  trainingDocument,
} from './training.ts';

function parseSteps(text: string): number {
  const steps = Number(text);
  if (Number.isInteger(steps) && steps > 0) return steps;
  throw new InvalidArgumentError('Steps are a whole number above 0.');
}

const recipe = 'microgan';
const seed = 1;

/** `abbe demo`: the whole way on the sample photos, from photos to a report. */
export const demo: CliCommand<'demo'> = {
  name: 'demo',
  description:
    'Shows the whole way on sample photos: cells, dataset, training, scores, report; a few minutes.',
  define(command) {
    command
      .option('--out <folder>', 'where the project, the report and the results are written', 'demo')
      .option('--steps <number>', 'train fewer steps than the quick preset, for a first look', parseSteps);
  },
  async run(_values, options, context) {
    const started = performance.now();
    const out = resolve(options['out'] as string);
    const client = await context.engine();
    const call = { signal: context.signal, onProgress: context.progress };

    const sample = await client.call('project.openSample', { recipe });
    const { folder: project } = await openProject(client, join(out, 'project'));
    context.say(`Sample: ${sample.sources.length} photos.`);
    const skipped = await addPhotos(context, project, sample.sources);
    const steps = options['steps'] as number | undefined;
    const parameters = steps === undefined ? {} : { stepLimit: steps };
    const plan = {
      dataset: null,
      recipe,
      preset: 'quick',
      parameters,
      segmentation: {},
      degradation: {},
      seed,
    };
    const followed = await followRun(context, project, async () => {
      const { record, skipped: unusable } = await startRun(context, project, plan);
      skipped.push(...unusable);
      return record;
    });
    requireFinished(followed.record);
    const run = { project, run: followed.record.id };
    const training = trainingDocument(run, followed, skipped);
    context.say(`Trained ${training.step} steps in ${formatDuration(training.seconds)}.`);

    const evaluation = await client.call('run.evaluate', { ...run, split: 'test' }, call);
    const { page } = await client.call('run.report', { ...run, output: join(out, 'report') }, call);
    const whole = evaluation.perImage[0]?.file;
    if (whole === undefined)
      throw new AbbeError('internal', 'No cell was held out, so nothing can be scored.');
    const applied = await client.call(
      'run.apply',
      { ...run, files: [whole], output: join(out, 'applied') },
      call,
    );
    context.progressDone();
    for (const failure of applied.failed) context.say(describeFailure(failure));

    const seconds = (performance.now() - started) / 1000;
    const text = [
      describeEvaluation(evaluation),
      ...applied.written.map(({ output }) => `Whole photo: ${output}`),
      `Report: ${pathToFileURL(page).href}`,
      `The demo took ${formatDuration(seconds)}.`,
    ].join('\n');
    const document = { training, evaluation, applied, page, seconds };
    return { document, text, ok: applied.failed.length === 0 };
  },
};
