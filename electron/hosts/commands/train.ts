import { basename, resolve } from 'node:path';
import type { EngineClient } from '../../contract/calls.ts';
import type { CommandDocument } from '../../contract/cli.ts';
import type { Parameters } from '../../contract/datasets.ts';
import { formatDuration } from '../duration.ts';
import { programName } from '../program-name.ts';
import { UsageError } from './command.ts';
import type { CliCommand } from './command.ts';
import {
  addSetOption,
  findEntry,
  parseAssignments,
  preparationIds,
  resolveParameters,
} from './parameters.ts';
import { describeFailure, readPhotoArguments } from './photo-arguments.ts';
import { addPhotos, followRun, openProject, startRun, trainingDocument } from './training.ts';
import type { TrainingPlan } from './training.ts';
import { parseCount, parseSeed } from './number-options.ts';

interface TrainOptions {
  project: string;
  recipe: string;
  preset: string;
  set?: string[];
  seed: number;
  resume?: string;
  from?: string;
  validateEvery?: number;
  bestBy?: string;
  patience?: number;
  dataset?: string;
}

/** `abbe train`: photos to a trained run, in a project folder that the page opens as well. */
export const train: CliCommand<'train'> = {
  name: 'train',
  description: 'Makes a dataset of photos and trains a recipe on it; Ctrl+C stops at a checkpoint.',
  define(command) {
    command
      .argument('[photo...]', 'photos or folders of photos to add; none: those the project has')
      .requiredOption('--project <folder>', 'the project’s folder; made where there is none')
      .option('--recipe <id>', 'the experiment', 'microgan')
      .option('--preset <name>', 'parameters of a preset', 'quick')
      .option('--seed <number>', 'seed of the split, the weights and the order', parseSeed, 1)
      .option('--dataset <id>', 'a dataset of the project; none: the cells in its photos')
      .option('--from <run>', 'begin with the weights of this run’s best checkpoint (its id or folder)')
      .option(
        '--validate-every <steps>',
        'steps between validations; none: a twentieth of the run',
        parseCount,
      )
      .option('--best-by <score>', 'the score that the best checkpoint is kept by, psnr or ssim for pairs')
      .option('--patience <number>', 'end after so many validations without a better score', parseCount)
      .option('--resume <run>', 'go on with this run (its id or folder) from its last checkpoint');
    addSetOption(
      command,
      'a parameter of the recipe, or segmentation.KEY=value, or degradation.KEY=value, over the preset',
    );
  },
  async run(paths, given, context) {
    const options = given as unknown as TrainOptions;
    if (options.resume !== undefined && paths.length > 0) {
      throw new UsageError('A resumed run keeps its photos; leave the photos or --resume out.');
    }
    if (options.resume !== undefined && options.from !== undefined) {
      throw new UsageError(
        'A run is resumed or begun with the weights of another; leave --from or --resume out.',
      );
    }
    if (options.dataset !== undefined && paths.length > 0) {
      throw new UsageError('A dataset has its images; leave the photos or --dataset out.');
    }
    const own = parseAssignments(options.set);
    const client = await context.engine();
    const plan = options.resume === undefined ? await makePlan(client, options, own) : null;
    const { files, failed } = await readPhotoArguments(paths);
    for (const failure of failed) context.say(describeFailure(failure));
    const opened = await openProject(client, resolve(options.project));
    const skipped = [...failed];
    if (files.length > 0) skipped.push(...(await addPhotos(context, opened.folder, files)));
    else if (plan && plan.dataset === null && opened.sources.length === 0) {
      throw new UsageError(`The project ${opened.folder} has no photos; name photos or a folder of them.`);
    }
    const followed = await followRun(context, opened.folder, async () => {
      if (!plan) {
        return client.call('run.resume', { project: opened.folder, run: basename(options.resume ?? '') });
      }
      const started = await startRun(context, opened.folder, plan);
      skipped.push(...started.skipped);
      return started.record;
    });
    const document = trainingDocument({ project: opened.folder, run: followed.record.id }, followed, skipped);
    return { document, text: describe(document), ok: document.state === 'finished' };
  },
};

/** Checks the recipe and every parameter before anything is written. */
async function makePlan(client: EngineClient, options: TrainOptions, own: Parameters): Promise<TrainingPlan> {
  const { recipes } = await client.call('recipe.list', {});
  const { preparations, degradations } = await client.call('preparation.list', {});
  const recipe = findEntry(recipes, options.recipe, 'recipe');
  const of = (prefix: string) =>
    Object.fromEntries(
      Object.entries(own)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    );
  const preparation = (kind: keyof typeof preparationIds) =>
    resolveParameters(
      findEntry([...preparations, ...degradations], preparationIds[kind], 'preparation'),
      undefined,
      of(`${kind}.`),
    );
  const ofRecipe = Object.fromEntries(Object.entries(own).filter(([key]) => !key.includes('.')));
  resolveParameters(recipe, options.preset, ofRecipe);
  return {
    dataset: options.dataset ?? null,
    recipe: recipe.id,
    preset: options.preset,
    parameters: ofRecipe,
    segmentation: preparation('segmentation'),
    degradation: preparation('degradation'),
    seed: options.seed,
    options: {
      validateEvery: options.validateEvery ?? null,
      bestBy: options.bestBy ?? null,
      patience: options.patience ?? null,
    },
    from: options.from === undefined ? null : basename(options.from),
  };
}

function describe(done: CommandDocument<'train'>): string {
  const losses = Object.entries(done.losses).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
  const lines = [
    `Run ${done.state} at step ${done.step} of ${done.totalSteps} after ${formatDuration(done.seconds)}.`,
    ...(done.message ? [done.message] : []),
    ...(losses.length > 0 ? [`Losses: ${losses.join(', ')}`] : []),
    ...(done.best
      ? [`Best: ${done.best.metric} ${done.best.value.toPrecision(4)} at step ${done.best.step}`]
      : []),
    `Run: ${done.run}`,
  ];
  if (done.state === 'finished') lines.push(`Scores: ${programName} evaluate ${done.run}`);
  else {
    lines.push(`Go on with: ${programName} train --project ${done.project} --resume ${basename(done.run)}`);
  }
  return lines.join('\n');
}
