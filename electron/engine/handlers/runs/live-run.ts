import type { RateChange, RunRecord, RunState } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { LossPoint } from '../../../contract/events.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import { LossLog } from '../../projects/loss-log.ts';
import type { Project } from '../../projects/project.ts';
import { liveStates, writeRun } from '../../projects/run-files.ts';
import type { CheckpointStore } from '../../training/checkpoint-folder.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';
import type { PairFeed } from '../../recipes/recipe.ts';
import type { LoopProgress, LoopResult, LoopValidation } from '../../training/loop.ts';
import { TrainingLoop } from '../../training/loop.ts';
import type { RateHistory } from '../../training/rate-changes.ts';
import { withRates } from '../../training/rate-changes.ts';
import type { PreviewImages, Trainer } from '../../training/trainer.ts';
import { gpuMemory } from '../../runtime/gpu-memory.ts';
import type { Emit } from '../context.ts';
import { thinPreviews, writePreview } from './preview-files.ts';
import { trainingImagesOf } from './training-distribution.ts';
import { createValidation, validatedUntil } from './validation.ts';

/** A checkpoint at each twentieth of a run, and at least every so many seconds of training. */
const checkpointShare = 1 / 20;
const checkpointSeconds = 20;
/** Preview pictures at each sixtieth of a run, where its options do not say. */
const previewShare = 1 / 60;

/** What a run is trained with. */
export interface TrainingSetUp {
  feed: PairFeed;
  /** The trainer takes its learning rates from here; changed while it trains. */
  rates: RateHistory;
  createTrainer(): Promise<Trainer>;
}

/** What a person may change of a run at any time. */
export type RunEdit = Partial<Pick<RunRecord, 'name' | 'note' | 'queue'>>;

/**
 * A run that this engine holds: its record, what it writes, and the loop that trains it. From its creation
 * until its end it keeps the project's lock, which `release` gives back.
 */
export class LiveRun {
  readonly project: Project;
  readonly #emit: Emit;
  readonly #release: () => Promise<void>;
  readonly #losses: LossLog;
  readonly #folder: string;
  readonly #rates: RateHistory;
  #record: RunRecord;
  #loop: TrainingLoop | undefined;
  #writing: Promise<void> = Promise.resolve();
  #written: Promise<void> = Promise.resolve();
  /** Asked for while the trainer was still being built. */
  #asked: 'nothing' | 'pause' | 'stop' = 'nothing';
  #stopMessage = '';
  #waiting: (() => void)[] = [];

  constructor(options: {
    project: Project;
    record: RunRecord;
    rates: RateHistory;
    emit: Emit;
    release: () => Promise<void>;
  }) {
    this.project = options.project;
    this.#record = options.record;
    this.#rates = options.rates;
    this.#rates.changes = options.record.rateChanges;
    this.#emit = options.emit;
    this.#release = options.release;
    this.#folder = layout.run(options.project.folder, options.record.id);
    this.#losses = new LossLog(runLayout.losses(this.#folder));
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Whether its turn has not come yet. */
  get waits(): boolean {
    return this.#record.state === 'queued';
  }

  get ended(): boolean {
    return !liveStates.has(this.#record.state);
  }

  /** Resolves once the run is in a state for which `is` holds, or has ended. */
  async reaches(is: (state: RunState) => boolean): Promise<RunRecord> {
    while (!is(this.#record.state) && !this.ended) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#record;
  }

  /** Changes the record, tells of it and writes it. Writes happen one after another. */
  async enter(state: RunState, message = ''): Promise<void> {
    if (state === this.#record.state && message === this.#record.message) return;
    this.#record = { ...this.#record, state, message };
    this.#emit('run.state', { ...this.#reference(), state, message });
    try {
      await this.save();
    } finally {
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Changes what a person calls and says of the run, or its place in the queue, and writes it. */
  async edit(changes: RunEdit): Promise<RunRecord> {
    this.#record = { ...this.#record, ...changes };
    await this.save();
    this.#emit('run.changed', this.#reference());
    return this.#record;
  }

  /**
   * Changes learning rates from the first step that has not begun. A checkpoint of a later step is written after the
   * record that says so.
   */
  async adjust(rates: RateChange['rates']): Promise<RunRecord> {
    const step = this.#loop?.nextStep ?? this.#record.step;
    const change = { step, time: new Date().toISOString(), rates };
    this.#rates.changes = withRates(this.#record.rateChanges, change);
    this.#record = { ...this.#record, rateChanges: [...this.#rates.changes] };
    const saved = this.save();
    this.#track(saved);
    await saved;
    this.#emit('run.changed', this.#reference());
    return this.#record;
  }

  /** Writes the record as it is. */
  save(): Promise<void> {
    const record = this.#record;
    const saved = this.#writing.then(() => writeRun(this.project.folder, record));
    this.#writing = saved.catch(() => undefined);
    return saved;
  }

  /** Trains to the end, a stop or a failure; never rejects. */
  async train({ feed, createTrainer }: TrainingSetUp): Promise<void> {
    let trainer: Trainer | undefined;
    this.#record = { ...this.#record, queue: null };
    this.#track(this.enter('running'));
    try {
      trainer = await createTrainer();
      // For when the run is applied where its dataset is not.
      await trainingImagesOf(runLayout.trainingImages(this.#folder), feed);
      const { state, message } = await this.#runLoop(trainer, feed);
      await this.#written;
      await this.end(state, state === 'stopped' ? this.#stopMessage : message);
    } catch (thrown) {
      // TensorFlow's own messages go on for lines; the first says it.
      await this.end('failed', AbbeError.wrap(thrown).message.split('\n')[0] ?? '');
    } finally {
      trainer?.dispose();
    }
  }

  /** Ends a run: its last state is written and the lock given back. Never rejects. */
  async end(state: RunState, message: string): Promise<void> {
    try {
      await this.enter(state, message);
    } catch (thrown) {
      this.#emit('log.message', { level: 'error', message: AbbeError.wrap(thrown).message });
    }
    await this.#release().catch(() => undefined);
  }

  /**
   * Ends a run whose turn has not come.
   * @param closed why, where the engine closes: it keeps its place, to be queued again; '' where a person took it out.
   */
  async leaveQueue(closed: string): Promise<void> {
    if (closed === '') this.#record = { ...this.#record, queue: null };
    await this.end(closed === '' ? 'stopped' : 'interrupted', closed || 'Stopped before its turn came.');
  }

  /** Takes effect after the step under way: see `reaches`. */
  pause(): void {
    this.#asked = 'pause';
    this.#loop?.pause();
  }

  resume(): void {
    this.#asked = 'nothing';
    this.#loop?.resume();
  }

  /** Ends the training with a checkpoint after the step under way. @param message why, for the record. */
  stop(message: string): void {
    this.#asked = 'stop';
    this.#stopMessage = message;
    this.#loop?.stop();
  }

  async #runLoop(trainer: Trainer, feed: PairFeed): Promise<LoopResult> {
    const store = this.#checkpoints();
    const start = openCheckpointFolder(runLayout.startCheckpoint(this.#folder));
    const from = (await store.latest()) ?? (await start.latest());
    await this.#losses.keepBelow(from?.step ?? 0);
    this.#record = { ...this.#record, ...validatedUntil(this.#record, from?.step ?? 0) };
    const { totalSteps } = trainer;
    const loop = new TrainingLoop(trainer, {
      seed: this.#record.seed,
      store,
      from,
      checkpointEverySteps: Math.max(1, Math.round(totalSteps * checkpointShare)),
      checkpointEverySeconds: checkpointSeconds,
      previewEverySteps:
        this.#record.options.previewEvery ?? Math.max(1, Math.round(totalSteps * previewShare)),
      validation: await this.#validation(trainer, feed),
      on: {
        progress: (progress) => this.#onProgress(progress),
        losses: (points) => this.#onLosses(points),
        preview: (step, images) => this.#onPreview(step, images),
        checkpoint: (step) => this.#onCheckpoint(step),
        state: (state) => this.#track(this.enter(state)),
      },
    });
    this.#record = { ...this.#record, step: from?.step ?? 0, totalSteps, networks: trainer.networks };
    this.#loop = loop;
    if (this.#asked === 'pause') loop.pause();
    if (this.#asked === 'stop') loop.stop();
    return loop.run();
  }

  /** Scores on held-out images; the record and the best checkpoint are on the disk before the loop goes on. */
  #validation(trainer: Trainer, feed: PairFeed): Promise<LoopValidation | undefined> {
    const { options, seed, validation: before } = this.#record;
    const best = openCheckpointFolder(runLayout.bestCheckpoint(this.#folder), undefined, 1);
    return createValidation({
      ...{ options, seed, feed, trainer, before },
      keepBest: (checkpoint) => best.save(checkpoint),
      onValidated: async (point, validated) => {
        this.#record = { ...this.#record, ...validated };
        await this.save();
        const { step, scores } = point;
        this.#emit('run.validation', { ...this.#reference(), step, scores, best: validated.best });
      },
    });
  }

  /** The run's checkpoints; losses up to a checkpoint are on the disk before it is. */
  #checkpoints(): CheckpointStore {
    const store = openCheckpointFolder(runLayout.checkpoints(this.#folder), (error) =>
      this.#emit('log.message', { level: 'warning', message: error.message }),
    );
    return {
      latest: () => store.latest(),
      save: async (checkpoint) => {
        await this.#written;
        await this.#losses.sync();
        await store.save(checkpoint);
      },
    };
  }

  #onProgress(progress: LoopProgress): void {
    const { seconds, ...told } = progress;
    this.#record = { ...this.#record, step: told.step, totalSteps: told.totalSteps, seconds };
    this.#emit('run.progress', {
      ...this.#reference(),
      ...told,
      device: this.#record.device ?? '',
      memoryBytes: process.memoryUsage.rss(),
      gpuMemoryBytes: gpuMemory(),
    });
  }

  #onLosses(points: LossPoint[]): void {
    this.#record = { ...this.#record, losses: points.at(-1)?.values ?? this.#record.losses };
    this.#emit('run.losses', { ...this.#reference(), points });
    this.#track(this.#losses.append(points));
  }

  async #onPreview(step: number, images: PreviewImages[]): Promise<void> {
    const folder = runLayout.previews(this.#folder);
    await writePreview(folder, step, images);
    await thinPreviews(folder);
    this.#emit('run.preview', { ...this.#reference(), step, count: images.length });
  }

  #onCheckpoint(step: number): void {
    this.#record = { ...this.#record, step };
    this.#track(this.save());
    this.#emit('run.checkpoint', { ...this.#reference(), step });
  }

  /** What cannot be written fails the run at its next checkpoint, at the latest at its end. */
  #track(write: Promise<void>): void {
    this.#written = Promise.all([this.#written, write]).then(() => undefined);
    this.#written.catch(() => undefined);
  }

  #reference(): { project: string; run: string } {
    return { project: this.project.folder, run: this.#record.id };
  }
}
