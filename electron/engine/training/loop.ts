import { AbbeError } from '../../contract/errors.ts';
import type { LossPoint } from '../../contract/events.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-folder.ts';
import { StepClock } from './step-clock.ts';
import type { PreviewImages, Trainer } from './trainer.ts';

export interface LoopProgress {
  /** Steps completed. */
  step: number;
  totalSteps: number;
  /** Passes over the training items so far, a fraction. */
  epoch: number;
  /** From the measured speed of recent steps; null until a few are measured. */
  secondsLeft: number | null;
  stepsPerSecond: number;
  /** Seconds of training so far, over all resumes and without pauses. */
  seconds: number;
}

/** What the loop tells while it runs; all optional. A callback that throws fails the run. */
export interface LoopCallbacks {
  progress?(progress: LoopProgress): void;
  /** Losses since the last call, in order of steps, a few times a second. */
  losses?(points: LossPoint[]): void;
  preview?(step: number, images: PreviewImages[]): void | Promise<void>;
  checkpoint?(step: number): void;
  state?(state: 'running' | 'paused'): void;
}

export interface LoopOptions {
  seed: number;
  store: CheckpointStore;
  /** Go on from here; its variables are imported. Without it training begins at step 0. */
  from?: Checkpoint | undefined;
  /** A checkpoint whenever this many steps or this many seconds of training passed since the last. */
  checkpointEverySteps?: number;
  checkpointEverySeconds?: number;
  previewEverySteps?: number;
  validation?: LoopValidation | undefined;
  on?: LoopCallbacks;
}

/** Scores on held-out data while training goes on. */
export interface LoopValidation {
  everySteps: number;
  /**
   * Called after steps on the interval and the last one, before a checkpoint of the same step.
   * @param capture the checkpoint of this step, to be kept where it is the best.
   * @returns why training shall end now; null where it shall go on.
   */
  validate(step: number, capture: () => Checkpoint): Promise<string | null>;
}

export interface LoopResult {
  state: 'finished' | 'stopped';
  /** Why it ended before the last step, where validation ended it; else empty. */
  message: string;
  /** Steps completed, all of them in the last checkpoint. */
  step: number;
  seconds: number;
}

/** Losses and progress are told at most this often (ms): a page cannot use more. */
const tellEvery = 200;

/**
 * Drives a trainer from its start or a checkpoint to its last step: progress, losses, previews, checkpoints,
 * pause, resume and stop. Between steps the event loop runs, so that calls are answered during training.
 */
export class TrainingLoop {
  readonly #trainer: Trainer;
  readonly #options: LoopOptions;
  readonly #on: LoopCallbacks;
  readonly #clock: StepClock;
  #step: number;
  #points: LossPoint[] = [];
  #told = 0;
  #saved: { step: number; seconds: number };
  #stopping = false;
  #endedEarly: string | null = null;
  #running = false;
  #stepping = false;
  #paused: { promise: Promise<void>; open: () => void } | undefined;

  constructor(trainer: Trainer, options: LoopOptions) {
    this.#trainer = trainer;
    this.#options = options;
    this.#on = options.on ?? {};
    this.#step = options.from?.step ?? 0;
    this.#clock = new StepClock(options.from?.seconds ?? 0);
    this.#saved = { step: this.#step, seconds: this.#clock.seconds };
  }

  /** Steps completed. */
  get step(): number {
    return this.#step;
  }

  /** The first step that has not begun. */
  get nextStep(): number {
    return this.#step + (this.#stepping ? 1 : 0);
  }

  get state(): 'idle' | 'running' | 'paused' {
    if (!this.#running) return 'idle';
    return this.#paused ? 'paused' : 'running';
  }

  /**
   * Trains until the last step, `stop`, or the end by validation, and saves a checkpoint at the end of each.
   * @throws AbbeError internal when a loss or weight is not a finite number; the last good checkpoint stays.
   * @throws AbbeError invalid-input when the checkpoint to go on from does not fit the trainer.
   */
  async run(): Promise<LoopResult> {
    if (this.#running) throw new AbbeError('internal', 'This training runs already.');
    this.#running = true;
    try {
      const { from } = this.#options;
      if (from) this.#trainer.import(from.variables);
      this.#on.state?.('running');
      while (this.#step < this.#trainer.totalSteps && this.#endedEarly === null) {
        await this.#pausePoint();
        if (this.#stopping) break;
        await this.#oneStep();
      }
      this.#tell(true);
      if (this.#saved.step !== this.#step || this.#step === 0) await this.#save();
      const done = this.#step >= this.#trainer.totalSteps || this.#endedEarly !== null;
      const state = done ? 'finished' : 'stopped';
      return { state, message: this.#endedEarly ?? '', step: this.#step, seconds: this.#clock.seconds };
    } finally {
      this.#running = false;
    }
  }

  /** Takes effect after the step under way. */
  pause(): void {
    if (this.#paused) return;
    let open = (): void => {};
    const promise = new Promise<void>((resolve) => (open = resolve));
    this.#paused = { promise, open };
  }

  resume(): void {
    const paused = this.#paused;
    this.#paused = undefined;
    paused?.open();
  }

  /** Ends the run after the step under way, with a checkpoint; ends a pause too. */
  stop(): void {
    this.#stopping = true;
    this.resume();
  }

  async #pausePoint(): Promise<void> {
    // Also lets calls, cancellations and pauses that arrived during the step be seen.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#paused) {
      this.#tell(true);
      await this.#saveIfNew();
      this.#on.state?.('paused');
      await this.#paused?.promise;
      if (!this.#stopping && !this.#paused) this.#on.state?.('running');
    }
  }

  async #oneStep(): Promise<void> {
    this.#stepping = true;
    const values = await this.#clock.measure(() => this.#trainer.step(this.#step));
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value))
        throw diverged(this.#step, `its loss "${name}" is not a number`, this.#saved.step);
    }
    this.#points.push({ step: this.#step, values });
    this.#step += 1;
    this.#stepping = false;
    this.#tell(false);
    await this.#previewIfDue();
    await this.#validateIfDue();
    await this.#saveIfDue();
  }

  #tell(now: boolean): void {
    if (!now && performance.now() - this.#told < tellEvery) return;
    this.#told = performance.now();
    const points = this.#points;
    this.#points = [];
    if (points.length) this.#on.losses?.(points);
    const { totalSteps, stepsPerEpoch } = this.#trainer;
    this.#on.progress?.({
      step: this.#step,
      totalSteps,
      epoch: this.#step / stepsPerEpoch,
      secondsLeft: this.#clock.secondsFor(totalSteps - this.#step),
      stepsPerSecond: this.#clock.stepsPerSecond,
      seconds: this.#clock.seconds,
    });
  }

  async #previewIfDue(): Promise<void> {
    const { previewEverySteps } = this.#options;
    const due = previewEverySteps !== undefined && this.#step % previewEverySteps === 0;
    const last = this.#step === this.#trainer.totalSteps;
    if (this.#on.preview && (due || last)) await this.#on.preview(this.#step, this.#trainer.preview());
  }

  async #validateIfDue(): Promise<void> {
    const { validation } = this.#options;
    if (!validation) return;
    const last = this.#step === this.#trainer.totalSteps;
    if (!last && this.#step % validation.everySteps !== 0) return;
    const reason = await validation.validate(this.#step, () => this.#capture());
    if (!last) this.#endedEarly = reason;
  }

  async #saveIfDue(): Promise<void> {
    const { checkpointEverySteps = Infinity, checkpointEverySeconds = Infinity } = this.#options;
    const steps = this.#step - this.#saved.step;
    const seconds = this.#clock.seconds - this.#saved.seconds;
    if (steps >= checkpointEverySteps || seconds >= checkpointEverySeconds) await this.#save();
  }

  async #saveIfNew(): Promise<void> {
    if (this.#saved.step !== this.#step) await this.#save();
  }

  async #save(): Promise<void> {
    const checkpoint = this.#capture();
    // Losses up to a checkpoint are told before it, or a kill right after it would leave a gap in them.
    this.#tell(true);
    await this.#options.store.save(checkpoint);
    this.#saved = { step: checkpoint.step, seconds: checkpoint.seconds };
    this.#on.checkpoint?.(checkpoint.step);
  }

  /** What training is now. @throws AbbeError internal where a weight is not a finite number. */
  #capture(): Checkpoint {
    const variables = this.#trainer.export();
    for (const [name, values] of variables) {
      if (!values.every(Number.isFinite))
        throw diverged(this.#step, `${name} is not a number`, this.#saved.step);
    }
    return { step: this.#step, seed: this.#options.seed, seconds: this.#clock.seconds, variables };
  }
}

function diverged(step: number, what: string, saved: number): AbbeError {
  const kept = saved > 0 ? ` The checkpoint of step ${saved} is kept.` : '';
  return new AbbeError(
    'internal',
    `Training diverged at step ${step + 1}: ${what}.${kept} Start a new run with a smaller learning rate.`,
  );
}
