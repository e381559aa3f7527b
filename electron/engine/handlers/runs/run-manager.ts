import type { CallContext } from '../../../contract/calls.ts';
import type { RateChange, RunRecord, RunState } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { SystemInfo } from '../../../contract/system.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { listRuns, liveStates, readRun } from '../../projects/run-files.ts';
import { watchGpuMemory } from '../../runtime/gpu-memory.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';
import type { Trainer } from '../../training/trainer.ts';
import type { Emit } from '../context.ts';
import { taskProgress } from '../task-progress.ts';
import type { Experiments } from './experiment.ts';
import { resolveParameters } from './experiment.ts';
import { chooseCheckpoint } from './fine-tune.ts';
import type { RunEdit, TrainingSetUp } from './live-run.ts';
import { LiveRun } from './live-run.ts';
import type { RunPlan, RunRequest } from './plan-run.ts';
import { planRun, recordRun, trainingOf } from './plan-run.ts';
import { adjusted, bringBackRun, editRun, forgetRemoved, removeRun } from './run-edits.ts';
import { RunQueue } from './run-queue.ts';
import type { SweepRequest } from './sweep-plans.ts';
import { sweepPlans } from './sweep-plans.ts';

const closedMessage = 'Abbe was closed; resume the run to go on from its last checkpoint.';
const closedWaiting = 'Abbe was closed while it waited for its turn; queue it again to train it.';

/** The runs of all projects that this engine trains: one at a time, the others wait in order. */
export class RunManager {
  readonly #experiments: Experiments;
  readonly #emit: Emit;
  readonly #systemInfo: () => Promise<SystemInfo>;
  readonly #live = new Map<string, LiveRun>();
  readonly #resuming = new Map<string, Promise<RunRecord>>();
  readonly #queue = new RunQueue();
  /** Folders of runs that were moved aside: gone for good when the engine closes. */
  readonly #removed = new Set<string>();
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
    const info = await this.#info();
    const { seed, preset, options, name = '' } = request;
    const setUp = trainingOf(experiment, parameters, seed);
    const earlier = await this.#earlier(project, request);
    const release = await project.lock.take();
    let built: Trainer | null = null;
    try {
      const asked = { experiment, parameters, seed, preset, options, name, sweep: null, earlier };
      const { plan, trainer } = await planRun(asked, setUp);
      built = trainer;
      this.#refuseClosed();
      const record = await recordRun(project, plan, info);
      const taken = built;
      built = null;
      return await this.#enqueue(project, record, setUp, release, taken);
    } catch (thrown) {
      built?.dispose();
      await release();
      throw thrown;
    }
  }

  /** Queues a run for each point of a sweep: all of them, or, where one cannot start or it is cancelled, none. */
  async sweep(
    project: Project,
    request: SweepRequest,
    call: CallContext,
  ): Promise<{ sweep: string; runs: RunRecord[] }> {
    const experiment = await this.#experiments.open(project, request);
    const info = await this.#info();
    const earlier = await this.#earlier(project, request);
    return project.locked(async () => {
      const plans = await sweepPlans(experiment, request, earlier, call);
      this.#refuseClosed();
      const runs: RunRecord[] = [];
      for (const plan of plans) runs.push(await this.#queuePlan(project, plan, info));
      return { sweep: plans[0]?.sweep?.id ?? '', runs };
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

  /** Queues again, in their order, the runs that waited when an engine ended. Cancelled, the rest stays as it is. */
  async requeue(project: Project, call: CallContext): Promise<RunRecord[]> {
    const waited = (await this.list(project))
      .filter(({ state, queue }) => state === 'interrupted' && queue !== null)
      .sort((a, b) => (a.queue ?? 0) - (b.queue ?? 0));
    const tell = taskProgress(
      call,
      waited.length,
      () => 'Cancelled; the runs queued so far stay in the queue.',
    );
    for (const [i, { id }] of waited.entries()) {
      await tell(i, `Queueing run ${i + 1} of ${waited.length}`);
      await this.resume(project, id);
    }
    return this.list(project);
  }

  /** Ends a run with a checkpoint; one that waits leaves the queue; one that is not under way stays as it is. */
  async stop(project: Project, id: string): Promise<RunRecord> {
    const run = this.#live.get(keyOf(project, id));
    if (run) return this.#stop(run, '');
    const record = await readRun(project.folder, id);
    if (liveStates.has(record.state)) throw await this.#wrongState(project, id, 'stopped');
    return record;
  }

  async reorder(project: Project, ids: readonly string[]): Promise<RunRecord[]> {
    await this.#queue.reorder(project, ids);
    return this.list(project);
  }

  /** Changes learning rates of a run under way, or of one that can be resumed. @throws AbbeError invalid-input */
  async adjust(project: Project, id: string, rates: RateChange['rates']): Promise<RunRecord> {
    const run = this.#live.get(keyOf(project, id));
    const record = run?.record ?? (await readRun(project.folder, id));
    if (record.state === 'finished' || (!run && liveStates.has(record.state))) {
      throw await this.#wrongState(project, id, 'adjusted');
    }
    const change = adjusted(record, rates);
    if (run) return run.adjust(change.rates);
    return this.#changed(project, await editRun(project, id, change.apply));
  }

  /** Changes a run's name or note, under way or not. */
  async edit(project: Project, id: string, changes: Pick<RunEdit, 'name' | 'note'>): Promise<RunRecord> {
    const run = this.#live.get(keyOf(project, id));
    if (run) return run.edit(changes);
    return this.#changed(project, await editRun(project, id, (record) => ({ ...record, ...changes })));
  }

  /** Moves a run aside; one that waits leaves the queue first. @throws AbbeError invalid-input while it trains. */
  async remove(project: Project, id: string): Promise<RunRecord[]> {
    const run = this.#live.get(keyOf(project, id));
    if (run?.record.state === 'queued') await this.#stop(run, '');
    const { state } = await this.get(project, id);
    if (liveStates.has(state)) throw await this.#wrongState(project, id, 'removed');
    this.#removed.add(await removeRun(project, id));
    this.#emit('run.changed', { project: project.folder, run: id });
    return this.list(project);
  }

  /** Brings back a run that was removed. @throws AbbeError not-found */
  async restore(project: Project, id: string): Promise<RunRecord> {
    return this.#changed(project, await bringBackRun(project, id));
  }

  async get(project: Project, id: string): Promise<RunRecord> {
    return this.#live.get(keyOf(project, id))?.record ?? readRun(project.folder, id);
  }

  async list(project: Project): Promise<RunRecord[]> {
    const { runs, problems } = await listRuns(project.folder);
    for (const { message } of problems) this.#emit('log.message', { level: 'warning', message });
    return runs.map((record) => this.#live.get(keyOf(project, record.id))?.record ?? record);
  }

  /** Stops what is under way at a checkpoint and empties the queue, whose runs can be queued again. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#resuming.values());
    // Those that wait first, or their turn would come.
    const runs = [...this.#live.values()].sort((a, b) => Number(b.waits) - Number(a.waits));
    await Promise.all(runs.map((run) => this.#stop(run, run.waits ? closedWaiting : closedMessage)));
    await this.#training;
    await forgetRemoved(this.#removed);
  }

  async #info(): Promise<SystemInfo> {
    const info = await this.#systemInfo();
    if (info.tensorflow.variant === 'cuda') watchGpuMemory();
    return info;
  }

  async #earlier(project: Project, { from = null }: Pick<RunRequest, 'from'>) {
    if (from === null) return null;
    return { run: from, ...(await chooseCheckpoint(project.folder, await this.get(project, from), 'best')) };
  }

  async #resumeFromCheckpoint(project: Project, id: string): Promise<RunRecord> {
    const record = await readRun(project.folder, id);
    if (record.state === 'finished' || liveStates.has(record.state)) {
      throw await this.#wrongState(project, id, 'resumed');
    }
    const experiment = await this.#experiments.open(project, record);
    await this.#info();
    const checkpoints = openCheckpointFolder(runLayout.checkpoints(layout.run(project.folder, id)));
    const step = (await checkpoints.latest())?.step ?? 0;
    const setUp = trainingOf(experiment, record.parameters, record.seed);
    setUp.rates.changes = record.rateChanges;
    const release = await project.lock.take();
    try {
      const built = await setUp.createTrainer();
      if (this.#closed) built.dispose();
      this.#refuseClosed();
      return await this.#enqueue(project, { ...record, message: '', step }, setUp, release, built);
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }

  async #queuePlan(project: Project, plan: RunPlan, info: SystemInfo): Promise<RunRecord> {
    const setUp = trainingOf(plan.experiment, plan.parameters, plan.seed);
    const release = await project.lock.take();
    try {
      return await this.#enqueue(project, await recordRun(project, plan, info), setUp, release, null);
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }

  /**
   * Records a run and puts it in the queue. Whoever calls has taken the lock, which the run gives back at its end.
   * @param built its trainer, where it was built already.
   */
  async #enqueue(
    project: Project,
    record: RunRecord,
    setUp: TrainingSetUp,
    release: () => Promise<void>,
    built: Trainer | null,
  ): Promise<RunRecord> {
    // A waiting run's trainer would only hold memory: it is built again when its turn comes.
    let ready = this.#training ? null : built;
    if (!ready) built?.dispose();
    const { rates, createTrainer } = setUp;
    const queued: RunRecord = { ...record, state: 'queued', queue: this.#queue.nextPlace };
    const run = new LiveRun({ project, record: queued, rates, emit: this.#emit, release });
    try {
      await run.save();
    } catch (thrown) {
      ready?.dispose();
      throw thrown;
    }
    this.#live.set(keyOf(project, record.id), run);
    const take = async (): Promise<Trainer> => {
      const trainer = ready ?? (await createTrainer());
      ready = null;
      return trainer;
    };
    this.#queue.push({ ...setUp, run, createTrainer: take });
    this.#emit('run.changed', { project: project.folder, run: record.id });
    this.#next();
    return run.record;
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
    if (!this.#queue.remove(run)) {
      run.stop(message);
      return run.reaches(() => false);
    }
    // Only a person takes a run out of the queue for good. It is held until its record says so on the disk.
    await run.leaveQueue(message);
    this.#live.delete(keyOf(run.project, run.record.id));
    return run.record;
  }

  #changed(project: Project, record: RunRecord): RunRecord {
    this.#emit('run.changed', { project: project.folder, run: record.id });
    return record;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new AbbeError('cancelled', 'Abbe is being closed.');
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

const keyOf = (project: Project, id: string): string => `${project.folder}|${id}`;

function inWords(state: RunState): string {
  return state === 'queued' ? 'waiting for its turn' : state;
}
