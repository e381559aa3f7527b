import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { EngineClient } from '../../contract/calls.ts';
import type { CommandDocument } from '../../contract/cli.ts';
import type { DatasetDocument, Parameters } from '../../contract/datasets.ts';
import type { RunRecord, RunState } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { EngineEvent } from '../../contract/events.ts';
import type { MethodPayload, MethodResult } from '../../contract/methods.ts';
import type { CommandContext } from './command.ts';
import { describeFailure } from './photo-arguments.ts';
import type { FailedFile } from './photo-arguments.ts';
import { runFolder } from './run-folder.ts';
import type { RunReference } from './run-folder.ts';

export interface TrainingPlan {
  /** A dataset of the project; null: one is made of the cells in its photos. */
  dataset: string | null;
  recipe: string;
  preset: string;
  parameters: Parameters;
  segmentation: Parameters;
  degradation: Parameters;
  seed: number;
  options?: MethodPayload<'run.start'>['options'];
  /** A run of the project to begin with the weights of. */
  from?: string | null;
}

/** Opens the project in a folder, or makes one there. */
export async function openProject(client: EngineClient, path: string): Promise<MethodResult<'project.open'>> {
  const folder = resolve(path);
  if (existsSync(join(folder, 'project.json'))) return client.call('project.open', { folder });
  return client.call('project.create', { folder, name: basename(folder) });
}

/** Adds photos to a project; those that fail are told and returned, the others go on. */
export async function addPhotos(
  context: CommandContext,
  project: string,
  paths: string[],
): Promise<FailedFile[]> {
  const client = await context.engine();
  const call = { signal: context.signal, onProgress: context.progress };
  const { failed } = await client.call('project.addSources', { project, paths }, call);
  context.progressDone();
  for (const failure of failed) context.say(describeFailure(failure));
  return failed;
}

/** Starts a run on the plan's dataset, or on one made of the cells in the project's photos. */
export async function startRun(
  context: CommandContext,
  project: string,
  plan: TrainingPlan,
): Promise<{ record: RunRecord; skipped: FailedFile[] }> {
  const client = await context.engine();
  const { recipe, preset, parameters, seed, options, from = null } = plan;
  const start = (dataset: string) =>
    client.call('run.start', { project, dataset, recipe, preset, parameters, seed, options, from });
  if (plan.dataset !== null) return { record: await start(plan.dataset), skipped: [] };
  const dataset = await makeCells(context, project, plan);
  return { record: await start(dataset.id), skipped: dataset.skipped };
}

async function makeCells(
  context: CommandContext,
  project: string,
  { segmentation, degradation, seed }: TrainingPlan,
): Promise<DatasetDocument> {
  const client = await context.engine();
  const request = {
    project,
    name: 'Cells',
    preparation: 'cell-segmentation',
    parameters: segmentation,
    degradation,
    sources: null,
    splitting: { by: 'photo', validation: 0.15, test: 0.15, stratified: false, seed },
  } as const;
  const call = { signal: context.signal, onProgress: context.progress };
  const dataset = await client.call('dataset.create', request, call);
  context.progressDone();
  for (const failure of dataset.skipped) context.say(describeFailure(failure));
  context.say(`Dataset ${dataset.id}: ${dataset.items.filter(({ included }) => included).length} cells.`);
  return dataset;
}

const endStates: readonly RunState[] = ['finished', 'stopped', 'failed', 'interrupted', 'paused'];

/**
 * Follows a run to its end, with its progress. Ctrl+C stops it at a checkpoint, which is an end too.
 *
 * @param begin Starts or resumes the run; called once we listen, so that nothing is missed.
 */
export async function followRun(
  context: CommandContext,
  project: string,
  begin: () => Promise<RunRecord>,
): Promise<{ record: RunRecord; losses: Record<string, number> }> {
  const client = await context.engine();
  let losses: Record<string, number> = {};
  let ended: () => void = () => undefined;
  const end = new Promise<void>((done) => (ended = done));
  let id: string | null = null;
  const early: EngineEvent[] = [];
  const hear = (event: EngineEvent) => {
    if (id === null) return void early.push(event);
    if (!('run' in event.payload) || event.payload.run !== id) return;
    if (event.name === 'run.losses') losses = event.payload.points.at(-1)?.values ?? losses;
    if (event.name === 'run.progress') context.progress(progressOf(event.payload, losses));
    if (event.name === 'run.state' && endStates.includes(event.payload.state)) ended();
  };
  const unsubscribe = client.onEvent(hear);
  const stop = () => void stopRun(client, { project, run: id }).catch(() => ended());
  try {
    const record = await begin();
    id = record.id;
    early.splice(0).forEach(hear);
    context.signal.addEventListener('abort', stop);
    if (context.signal.aborted) stop();
    if (!endStates.includes(record.state)) await end;
    return { record: await client.call('run.get', { project, run: id }), losses };
  } finally {
    context.signal.removeEventListener('abort', stop);
    unsubscribe();
    context.progressDone();
  }
}

async function stopRun(client: EngineClient, { project, run }: { project: string; run: string | null }) {
  if (run !== null) await client.call('run.stop', { project, run });
}

function progressOf(
  { step, totalSteps, secondsLeft }: Extract<EngineEvent, { name: 'run.progress' }>['payload'],
  losses: Record<string, number>,
) {
  const values = Object.entries(losses).map(([name, value]) => `${name} ${value.toPrecision(3)}`);
  const message = [`Step ${step} of ${totalSteps}`, ...values].join(', ');
  return { done: step, total: totalSteps, message, secondsLeft };
}

/** What `train` and `demo` tell of a run. */
export function trainingDocument(
  { project, run }: RunReference,
  { record, losses }: { record: RunRecord; losses: Record<string, number> },
  skipped: FailedFile[],
): CommandDocument<'train'> {
  const { state, message, step, totalSteps, seconds, best } = record;
  const folder = runFolder({ project, run });
  return { project, run: folder, state, message, step, totalSteps, losses, best, seconds, skipped };
}

/** Refuses to go on with a run that did not finish. @throws AbbeError */
export function requireFinished({ state, message }: RunRecord): void {
  if (state === 'finished') return;
  const code = state === 'failed' ? 'internal' : 'cancelled';
  throw new AbbeError(code, message || `The training ended before it was finished (${state}).`);
}
