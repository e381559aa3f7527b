import type { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import type { RunRecord, RunState } from '../../../contract/documents.ts';
import { runOptionsSchema } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { SystemInfo } from '../../../contract/system.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { createRunFolder, listRuns, liveStates, readRun } from '../../projects/run-files.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';
import type { Trainer } from '../../training/trainer.ts';
import type { Emit } from '../context.ts';
import type { Experiment, Experiments } from './experiment.ts';
import { resolveParameters } from './experiment.ts';
import { beginWith, chooseCheckpoint } from './fine-tune.ts';
import type { TrainingSetUp } from './live-run.ts';
import { LiveRun } from './live-run.ts';
import { deviceOf, runDataOf, versionsOf } from './run-data.ts';
import { requireValidation } from './validation.ts';

export interface RunRequest {
  dataset: string;
  recipe: string;
  preset: string;
  parameters: Parameters;
  seed: number;
  options?: z.input<typeof runOptionsSchema> | undefined;
  /** A run of the project to begin with the weights of. */
  from?: string | null | undefined;
}

interface Waiting extends TrainingSetUp {
  run: LiveRun;
}

const closedMessage = 'Abbe was closed; resume the run to go on from its last checkpoint.';

/** The runs of all projects that this engine trains: one at a time, the others wait in order. */
export class RunManager {
  readonly #experiments: Experiments;
  readonly #emit: Emit;
  readonly #systemInfo: () => Promise<SystemInfo>;
  readonly #live = new Map<string, LiveRun>();
  readonly #resuming = new Map<string, Promise<RunRecord>>();
  readonly #queue: Waiting[] = [];
  #training: Promise<void> | undefined;
  #closed = false;

  constructor(options: { experiments: Experiments; emit: Emit; systemInfo: () => Promise<SystemInfo> }) {
    this.#experiments = options.experiments;
    this.#emit = options.emit;
    this.#systemInfo = options.systemInfo;
  }

  /** Whether a run is under way or its turn is coming. */
  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  /**
   * Starts a run, or queues it behind the one under way. All that can be known to fail fails now: parameters,
   * dataset, networks, weights files.
   */
  async start(project: Project, request: RunRequest): Promise<RunRecord> {
    const experiment = await this.#experiments.open(project, request);
    const parameters = resolveParameters(experiment.recipe, request.preset, request.parameters);
    const info = await this.#systemInfo();
    const options = runOptionsSchema.parse(request.options ?? {});
    const { seed, preset, from = null } = request;
    const earlier =
      from === null ? null : await chooseCheckpoint(project.folder, await this.get(project, from), 'best');
    const setUp = trainingOf(experiment, parameters, seed);
    return this.#begin(project, setUp, async (trainer): Promise<RunRecord> => {
      requireValidation(options, experiment.feed, trainer);
      const variables = earlier && beginWith(trainer.export(), earlier.checkpoint.variables, from ?? '');
      const time = new Date();
      const id = await createRunFolder(project.folder, experiment.recipe.id, time);
      if (variables) await saveStart(project, id, { step: 0, seed, seconds: 0, variables });
      return {
        ...{ format: 'abbe-run', version: 2, id, created: time.toISOString() },
        ...{ recipe: experiment.recipe.id, preset, dataset: experiment.dataset.id, seed, parameters },
        ...{ state: 'queued', message: '', step: 0, totalSteps: trainer.totalSteps },
        networks: trainer.networks,
        versions: versionsOf(info),
        device: deviceOf(info),
        data: runDataOf(experiment.dataset),
        options,
        from: earlier && from !== null ? { run: from, step: earlier.checkpoint.step } : null,
        ...{ seconds: 0, losses: {}, validation: null, best: null },
      };
    });
  }

  /** @throws AbbeError invalid-input unless the run is running or paused here. */
  async pause(project: Project, id: string): Promise<RunRecord> {
    const run = this.#live.get(keyOf(project, id));
    if (!run || run.record.state === 'queued') throw await this.#wrongState(project, id, 'paused');
    run.pause();
    return run.reaches((state) => state === 'paused');
  }

  /**
   * Goes on with a paused run, or trains a stopped, interrupted or failed one from its last checkpoint.
   * @throws AbbeError invalid-input for a finished run, and for one that another engine trains.
   */
  async resume(project: Project, id: string): Promise<RunRecord> {
    const key = keyOf(project, id);
    const run = this.#live.get(key);
    if (run) {
      run.resume();
      return run.reaches((state) => state !== 'paused');
    }
    // Two windows may ask at once.
    const resuming = this.#resuming.get(key) ?? this.#resumeFromCheckpoint(project, id);
    this.#resuming.set(key, resuming);
    return resuming.finally(() => this.#resuming.delete(key));
  }

  /** Ends a run with a checkpoint; one that is not under way stays as it is. */
  async stop(project: Project, id: string): Promise<RunRecord> {
    const run = this.#live.get(keyOf(project, id));
    if (run) return this.#stop(run, '');
    const record = await readRun(project.folder, id);
    if (liveStates.has(record.state)) throw await this.#wrongState(project, id, 'stopped');
    return record;
  }

  async get(project: Project, id: string): Promise<RunRecord> {
    return this.#live.get(keyOf(project, id))?.record ?? readRun(project.folder, id);
  }

  async list(project: Project): Promise<RunRecord[]> {
    const { runs, problems } = await listRuns(project.folder);
    for (const { message } of problems) this.#emit('log.message', { level: 'warning', message });
    return runs.map((record) => this.#live.get(keyOf(project, record.id))?.record ?? record);
  }

  /** Stops what is under way at a checkpoint and empties the queue. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#resuming.values());
    await Promise.all([...this.#live.values()].map((run) => this.#stop(run, closedMessage)));
    await this.#training;
  }

  async #resumeFromCheckpoint(project: Project, id: string): Promise<RunRecord> {
    const record = await readRun(project.folder, id);
    if (record.state === 'finished' || liveStates.has(record.state)) {
      throw await this.#wrongState(project, id, 'resumed');
    }
    const experiment = await this.#experiments.open(project, record);
    await this.#systemInfo();
    const checkpoints = openCheckpointFolder(runLayout.checkpoints(layout.run(project.folder, id)));
    const step = (await checkpoints.latest())?.step ?? 0;
    const setUp = trainingOf(experiment, record.parameters, record.seed);
    return this.#begin(project, setUp, async () => ({ ...record, state: 'queued', message: '', step }));
  }

  /** Takes the lock, builds the trainer, records the run and puts it in the queue. */
  async #begin(
    project: Project,
    { feed, createTrainer }: TrainingSetUp,
    describe: (trainer: Trainer) => Promise<RunRecord>,
  ): Promise<RunRecord> {
    const release = await project.lock.take();
    let built: Trainer | undefined;
    try {
      built = await createTrainer();
      if (this.#closed) throw new AbbeError('cancelled', 'Abbe is being closed.');
      const record = await describe(built);
      const run = new LiveRun({ project, record, emit: this.#emit, release });
      await run.save();
      this.#live.set(keyOf(project, record.id), run);
      // A waiting run's trainer would only hold memory: it is built again when its turn comes.
      const ready = this.#training ? undefined : built;
      if (ready) built = undefined;
      this.#queue.push({ run, feed, createTrainer: async () => ready ?? createTrainer() });
      this.#next();
      return run.record;
    } catch (thrown) {
      await release();
      throw thrown;
    } finally {
      built?.dispose();
    }
  }

  #next(): void {
    if (this.#training) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    const { run } = waiting;
    this.#training = run.train(waiting).finally(() => {
      this.#live.delete(keyOf(run.project, run.record.id));
      this.#training = undefined;
      this.#next();
    });
  }

  async #stop(run: LiveRun, message: string): Promise<RunRecord> {
    const at = this.#queue.findIndex((waiting) => waiting.run === run);
    if (at < 0) {
      run.stop(message);
      return run.reaches(() => false);
    }
    this.#queue.splice(at, 1);
    this.#live.delete(keyOf(run.project, run.record.id));
    await run.end('stopped', message || 'Stopped before its turn came.');
    return run.record;
  }

  async #wrongState(project: Project, id: string, what: string): Promise<AbbeError> {
    const { state } = await this.get(project, id);
    const elsewhere = liveStates.has(state) && !this.#live.has(keyOf(project, id)) ? ' in another Abbe' : '';
    return new AbbeError(
      'invalid-input',
      `The run ${id} cannot be ${what}: it is ${inWords(state)}${elsewhere}.`,
    );
  }
}

function trainingOf({ recipe, feed }: Experiment, parameters: Parameters, seed: number): TrainingSetUp {
  return { feed, createTrainer: () => recipe.createTrainer({ parameters, seed, feed }) };
}

/** The weights that a run begins with stay with it: it is resumed and replayed without the earlier run. */
async function saveStart(project: Project, id: string, start: Checkpoint): Promise<void> {
  const folder = runLayout.startCheckpoint(layout.run(project.folder, id));
  await openCheckpointFolder(folder).save(start);
}

const keyOf = (project: Project, id: string): string => `${project.folder}|${id}`;

function inWords(state: RunState): string {
  return state === 'queued' ? 'waiting for its turn' : state;
}
