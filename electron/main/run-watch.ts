import type { RunState } from '../contract/documents.ts';
import type { EngineEvent } from '../contract/events.ts';

/** A run that the engine is at work on, as far as its events have told. */
export interface WatchedRun {
  project: string;
  run: string;
  state: RunState;
  step: number;
  totalSteps: number;
}

export interface RunEnd {
  project: string;
  run: string;
  state: 'finished' | 'failed';
  message: string;
}

const activeStates: readonly RunState[] = ['queued', 'running'];

/** Follows the engine's events and knows which runs are under way: pure bookkeeping, no windows. */
export class RunWatch {
  readonly #runs = new Map<string, WatchedRun>();
  readonly #changed: () => void;
  readonly #ended: (end: RunEnd) => void;

  /**
   * @param changed called after every change of what is under way, or of how far it is
   * @param ended called when a run has finished or failed
   */
  constructor(changed: () => void, ended: (end: RunEnd) => void) {
    this.#changed = changed;
    this.#ended = ended;
  }

  /** Runs that train or wait for their turn; not paused ones. */
  get active(): WatchedRun[] {
    return [...this.#runs.values()].filter(({ state }) => activeStates.includes(state));
  }

  /** How far the runs under way are together, 0 to 1; null where none is. */
  get progress(): number | null {
    const { active } = this;
    const total = active.reduce((sum, { totalSteps }) => sum + totalSteps, 0);
    if (active.length === 0) return null;
    return total === 0 ? 0 : active.reduce((sum, { step }) => sum + step, 0) / total;
  }

  receive(event: EngineEvent): void {
    if (event.name === 'run.state') this.#onState(event.payload);
    else if (event.name === 'run.progress') this.#put(event.payload, { ...event.payload, state: 'running' });
    else if (event.name === 'engine.state' && event.payload.state !== 'ready') {
      // What an engine was at work on ends with it.
      this.#runs.clear();
      this.#changed();
    }
  }

  #onState({
    project,
    run,
    state,
    message,
  }: {
    project: string;
    run: string;
    state: RunState;
    message: string;
  }): void {
    if (state === 'queued' || state === 'running' || state === 'paused')
      this.#put({ project, run }, { state });
    else {
      this.#runs.delete(keyOf(project, run));
      this.#changed();
    }
    if (state === 'finished' || state === 'failed') this.#ended({ project, run, state, message });
  }

  #put({ project, run }: { project: string; run: string }, news: Partial<WatchedRun>): void {
    const key = keyOf(project, run);
    const known = this.#runs.get(key);
    const { state = 'running', step = 0, totalSteps = 0 } = { ...known, ...news };
    this.#runs.set(key, { project, run, state, step, totalSteps });
    this.#changed();
  }
}

const keyOf = (project: string, run: string): string => `${project}\0${run}`;
