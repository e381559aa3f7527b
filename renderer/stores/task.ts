import { shallowReactive } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { Progress } from '../../electron/contract/events.ts';

export interface TaskOptions {
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** A piece of work that a person waits for: what it does, how far it is, why it failed, and how to end it. */
export interface Task {
  readonly busy: boolean;
  readonly progress: Progress | null;
  /** One sentence; empty while there is nothing wrong. A cancelled task is not an error. */
  readonly error: string;
  /** Runs the work; what ran before is cancelled. Null when cancelled or failed. */
  run<T>(work: (options: TaskOptions) => Promise<T>): Promise<T | null>;
  cancel(): void;
  clearError(): void;
}

export function createTask(): Task {
  let controller: AbortController | null = null;
  const state = shallowReactive({ busy: false, progress: null as Progress | null, error: '' });

  async function run<T>(work: (options: TaskOptions) => Promise<T>): Promise<T | null> {
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    Object.assign(state, { busy: true, progress: null, error: '' });
    try {
      const result = await work({
        signal: mine.signal,
        onProgress: (progress) => {
          if (controller === mine) state.progress = progress;
        },
      });
      return mine.signal.aborted ? null : result;
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      if (controller === mine && error.code !== 'cancelled') state.error = error.message;
      return null;
    } finally {
      if (controller === mine) {
        controller = null;
        Object.assign(state, { busy: false, progress: null });
      }
    }
  }

  return Object.assign(state, {
    run,
    cancel: () => controller?.abort(),
    clearError: () => void (state.error = ''),
  });
}
