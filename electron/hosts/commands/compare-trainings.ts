import { basename, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { EngineClient } from '../../contract/calls.ts';
import type { Parameters } from '../../contract/datasets.ts';
import type { RunRecord } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/events.ts';
import { programName } from '../program-name.ts';
import { UsageError } from './command.ts';
import type { CommandContext } from './command.ts';
import { findEntry, parseAssignments, resolveParameters } from './parameters.ts';
import type { RunReference } from './run-folder.ts';
import { followRun, openProject } from './training.ts';

export interface VariedOptions {
  /** `key=value,value`. */
  vary: string;
  project: string;
  dataset: string;
  recipe: string;
  preset: string;
  set?: string[];
  seed: number;
  again?: boolean;
  /** Steps; without it a twentieth of the run. */
  validateEvery?: number;
}

/** One of the runs to be trained. */
interface Variant {
  name: string;
  /** What differs from the preset. */
  own: Parameters;
  /** All of them, defaults too, as a run's record has them. */
  all: Parameters;
}

/**
 * Trains one run for each value of a parameter, all else equal: preset, seed, steps, data. Runs that the project has
 * already finished with the same settings are taken as they are, and stopped ones are gone on with, so that the same
 * command goes on where Ctrl+C has ended it.
 * @throws UsageError for a parameter or a value that does not fit, before anything is trained.
 */
export async function trainVaried(context: CommandContext, options: VariedOptions): Promise<RunReference[]> {
  const client = await context.engine();
  const variants = await planVariants(client, options);
  const { folder: project } = await openProject(client, resolve(options.project));
  const { runs: known } = options.again ? { runs: [] } : await client.call('run.list', { project });
  const done: RunReference[] = [];
  const watch = new Watch(context, variants.length);
  for (const [i, variant] of variants.entries()) {
    const earlier = known.filter((record) => isSame(record, options, variant)).at(-1);
    if (earlier?.state === 'finished') {
      context.say(
        `${variant.name}: the finished run ${earlier.id} has these settings and is taken (--again trains anew).`,
      );
      done.push({ project, run: earlier.id });
      continue;
    }
    const { record } = await followRun(watch.of(i, variant.name), project, () =>
      earlier ? resume(client, project, earlier) : start(client, project, options, variant),
    );
    if (record.state !== 'finished') throw ended(record, done.length, variants.length);
    done.push({ project, run: record.id });
  }
  return done;
}

async function planVariants(client: EngineClient, options: VariedOptions): Promise<Variant[]> {
  const { recipes } = await client.call('recipe.list', {});
  const recipe = findEntry(recipes, options.recipe, 'recipe');
  const set = parseAssignments(options.set);
  const at = options.vary.indexOf('=');
  const key = options.vary.slice(0, Math.max(0, at));
  const values = options.vary
    .slice(at + 1)
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);
  if (key === '' || values.length < 2 || new Set(values).size !== values.length) {
    throw new UsageError(
      `--vary takes a parameter and two different values or more, key=value,value, not “${options.vary}”.`,
    );
  }
  if (Object.hasOwn(set, key)) throw new UsageError(`${key} is varied; leave --set ${key} out.`);
  return values.map((value) => {
    const own = { ...set, ...parseAssignments([`${key}=${value}`]) };
    const parameters = resolveParameters(recipe, options.preset, own);
    return {
      name: `${key}=${value}`,
      own,
      all: z.fromJSONSchema(recipe.schema).parse(parameters) as Parameters,
    };
  });
}

function isSame(record: RunRecord, options: VariedOptions, { all }: Variant): boolean {
  const { recipe, dataset, seed, validateEvery = null } = options;
  const alike =
    record.recipe === recipe &&
    record.dataset === dataset &&
    record.seed === seed &&
    // Validations on another interval, or another best checkpoint by them, would not be on equal terms.
    record.options.validateEvery === validateEvery;
  const live = ['queued', 'running', 'paused', 'failed'].includes(record.state);
  return alike && !live && record.from === null && isDeepStrictEqual(record.parameters, all);
}

async function start(
  client: EngineClient,
  project: string,
  { dataset, recipe, preset, seed, validateEvery }: VariedOptions,
  { own }: Variant,
): Promise<RunRecord> {
  const options = { validateEvery: validateEvery ?? null };
  return client.call('run.start', { project, dataset, recipe, preset, parameters: own, seed, options });
}

async function resume(client: EngineClient, project: string, { id }: RunRecord): Promise<RunRecord> {
  return client.call('run.resume', { project, run: id });
}

function ended({ id, state, message }: RunRecord, done: number, all: number): AbbeError {
  if (state === 'failed') return new AbbeError('internal', message || `The run ${id} failed.`);
  return new AbbeError(
    'cancelled',
    `Stopped with ${done} of ${all} runs finished and ${basename(id)} at a checkpoint; the same ${programName} compare goes on from there.`,
  );
}

/** Progress over all runs, with the time left of all of them by the speed of the one that is trained. */
class Watch {
  readonly #context: CommandContext;
  readonly #runs: number;

  constructor(context: CommandContext, runs: number) {
    this.#context = context;
    this.#runs = runs;
  }

  of(index: number, name: string): CommandContext {
    const started = performance.now();
    const progress = ({ done, total, message, secondsLeft }: Progress): void => {
      const seconds = (performance.now() - started) / 1000;
      const later = this.#runs - index - 1;
      this.#context.progress({
        done: index * total + done,
        total: this.#runs * total,
        message: `${name} (${index + 1} of ${this.#runs}): ${message}`,
        // A resumed run has done a part before: the others take as long as all its steps at this speed.
        secondsLeft:
          secondsLeft === null || done === 0
            ? null
            : secondsLeft +
              later * Math.max(seconds + secondsLeft, (secondsLeft * total) / Math.max(1, total - done)),
      });
    };
    return { ...this.#context, progress };
  }
}
