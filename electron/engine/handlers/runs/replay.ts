import { setImmediate as turn } from 'node:timers/promises';
import type { CallContext } from '../../../contract/calls.ts';
import type { RunData, RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { LossPoint } from '../../../contract/events.ts';
import type { Replay } from '../../../contract/methods.ts';
import type { SystemInfo } from '../../../contract/system.ts';
import { checkSources } from '../../projects/check-sources.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import { LossLog } from '../../projects/loss-log.ts';
import type { Project } from '../../projects/project.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';
import { ratesOf } from '../../training/rate-changes.ts';
import type { EngineContext } from '../context.ts';
import type { Tell } from '../task-progress.ts';
import { taskProgress } from '../task-progress.ts';
import type { Experiment } from './experiment.ts';
import { weightsFile } from './plan-run.ts';
import { deviceOf, runDataOf, versionsOf } from './run-data.ts';

export interface ReplayRequest {
  project: Project;
  record: RunRecord;
  /** The first so many; fewer where fewer were recorded. */
  steps: number;
}

/**
 * Repeats the first steps of a run from its record, with networks of their own, and compares every loss bit by
 * bit. Writes nothing. Where losses differ, `differences` says what is not as it was.
 * @throws AbbeError invalid-input where the run has no recorded steps or its parameters are none of this Abbe's.
 */
export async function replayRun(
  context: EngineContext,
  { project, record, steps }: ReplayRequest,
  call: CallContext,
): Promise<Replay> {
  const folder = layout.run(project.folder, record.id);
  const points = (await new LossLog(runLayout.losses(folder)).read()).slice(0, steps);
  if (points[0]?.step !== 0) {
    throw new AbbeError(
      'invalid-input',
      `The run ${record.id} has no recorded steps to repeat; train it first.`,
    );
  }
  const experiment = await context.experiments.open(project, record);
  const { sources } = experiment.dataset;
  const tell = taskProgress(call, points.length + sources.length);
  const info = await context.systemInfo();
  const differences = [
    ...systemDifferences(record, info),
    ...dataDifferences(record.data, runDataOf(experiment.dataset)),
    ...(await weightsDifferences(record, call.signal)),
    ...(await changedSources(project, experiment, tell, call.signal)),
  ];
  const repeated = await repeatSteps(experiment, record, folder, points, (done) =>
    tell(sources.length + done, `Repeating step ${done + 1} of ${points.length}`),
  );
  const compared = points.map(({ step, values }, i) => ({
    step,
    recorded: values,
    repeated: repeated[i] ?? {},
  }));
  return { run: record.id, equal: compared.every(isEqual), steps: compared, differences };
}

async function repeatSteps(
  { recipe, feed }: Experiment,
  { parameters, seed, rateChanges: changes }: RunRecord,
  folder: string,
  points: readonly LossPoint[],
  tell: (done: number) => Promise<void>,
): Promise<Record<string, number>[]> {
  const trainer = await recipe.createTrainer({ parameters, seed, feed, rates: ratesOf({ changes }) });
  try {
    const start = await openCheckpointFolder(runLayout.startCheckpoint(folder)).latest();
    if (start) trainer.import(start.variables);
    const repeated: Record<string, number>[] = [];
    for (const [i, { step }] of points.entries()) {
      await tell(i);
      repeated.push(await trainer.step(step));
      await turn();
    }
    return repeated;
  } finally {
    trainer.dispose();
  }
}

/** JSON keeps every bit of a finite number. */
function isEqual({ recorded, repeated }: Replay['steps'][number]): boolean {
  const names = new Set([...Object.keys(recorded), ...Object.keys(repeated)]);
  return [...names].every((name) => Object.is(recorded[name], repeated[name]));
}

function systemDifferences({ versions, device }: RunRecord, info: SystemInfo): string[] {
  const now = versionsOf(info);
  const changed = Object.keys({ ...versions, ...now })
    .filter((name) => versions[name] !== now[name])
    .map((name) => `${name} was ${versions[name] ?? 'not noted'} and is ${now[name] ?? 'not known'} now.`);
  const here = deviceOf(info);
  if (device === null) changed.push('The run was made before Abbe noted the device.');
  else if (device !== here) changed.push(`The device was ${device} and is ${here} now.`);
  return changed;
}

function dataDifferences(recorded: RunData | null, now: RunData): string[] {
  if (!recorded) return ['The run was made before Abbe noted its data.'];
  if (recorded.items === now.items) return [];
  const count = ({ training, validation, test }: RunData['counts']): string =>
    `${training} training, ${validation} validation and ${test} test images`;
  const [before, after] = [count(recorded.counts), count(now.counts)];
  const counts = before === after ? '' : `: it had ${before} and has ${after} now`;
  return [`The dataset was edited after the run began${counts}.`];
}

/** Whether the file of VGG16 weights is what it was; a run of an older Abbe did not note it. */
async function weightsDifferences(
  { parameters, vggWeights }: RunRecord,
  signal: AbortSignal,
): Promise<string[]> {
  if (!vggWeights) return [];
  const { path, sha256 } = vggWeights;
  try {
    const now = await weightsFile(parameters, signal);
    return now?.sha256 === sha256 ? [] : [`The VGG16 weights ${path} have other content than they had.`];
  } catch (thrown) {
    const error = AbbeError.wrap(thrown);
    if (error.code === 'cancelled') throw error;
    return [`The VGG16 weights cannot be compared: ${error.message}`];
  }
}

async function changedSources(
  project: Project,
  { dataset: { sources } }: Experiment,
  tell: Tell,
  signal: AbortSignal,
): Promise<string[]> {
  const known = sources.map(({ path, sha256 }) => ({ file: project.photoFile(path), sha256, bytes: null }));
  const states = await checkSources(known, (done) => tell(done, 'Checking source files'), signal);
  return states.flatMap((state, i) => {
    const file = known[i]?.file ?? '';
    if (state === 'same') return [];
    return state === 'missing' ? [`${file} is missing.`] : [`${file} has other content than it had.`];
  });
}
