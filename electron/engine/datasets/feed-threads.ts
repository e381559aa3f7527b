import { Piscina, move, transferableSymbol, valueSymbol } from 'piscina';
import { AbbeError } from '../../contract/errors.ts';
import type { FeedAnswer, FeedBatch, FeedSetup, FeedTask, FeedWorker } from './feed-worker.ts';

/** Where threads begin, and what they need to open files. */
export interface FeedThreads {
  /**
   * A module whose default export is `threadHandler(createFeedWorker(setup, access))`, with `setup` and `files`
   * of its `workerData`. It lives where formats may be imported.
   */
  entry: URL;
  /** Cloned to each thread. */
  files: unknown;
  count: number;
}

export interface FeedThreadData {
  setup: FeedSetup;
  files: unknown;
}

export interface FeedPool {
  run: FeedWorker;
  /** Ends the threads; what they were doing rejects. */
  close(): Promise<void>;
}

/** Threads that are ready for tasks; null where none can be started, as in a build without the entry. */
export async function startFeedThreads(threads: FeedThreads, setup: FeedSetup): Promise<FeedPool | null> {
  const { count, entry, files } = threads;
  const data: FeedThreadData = { setup, files };
  const pool = new Piscina({
    filename: entry.href,
    workerData: data,
    minThreads: count,
    maxThreads: count,
    idleTimeout: Infinity,
    // While a training step keeps this thread busy, each of them has a next batch to go on with.
    concurrentTasksPerWorker: 2,
  });
  // A thread that dies between tasks; the next task says so.
  pool.on('error', () => undefined);
  try {
    await Promise.all(Array.from({ length: count }, () => pool.run({ kind: 'ready' } satisfies FeedTask)));
  } catch {
    await pool.destroy();
    return null;
  }
  return {
    run: async (task) => (await pool.run(task)) as FeedAnswer,
    close: () => pool.destroy(),
  };
}

/** What a thread's module exports: batches are handed over, not copied. */
export function threadHandler(worker: FeedWorker): (task: FeedTask) => Promise<unknown> {
  return async (task) => {
    const answer = await worker(task);
    return 'batch' in answer ? move(new HandedOver(answer.batch)) : answer;
  };
}

/** Tells Piscina what moves to the other thread with a batch. */
class HandedOver {
  readonly #batch: FeedBatch;

  constructor(batch: FeedBatch) {
    this.#batch = batch;
  }

  get [transferableSymbol](): ArrayBufferLike[] {
    return [this.#batch.input.buffer, this.#batch.target.buffer];
  }

  get [valueSymbol](): FeedAnswer {
    return { batch: this.#batch };
  }
}

/** An answer's batch or corners. @throws AbbeError of the thread. */
export function unwrapAnswer<K extends 'batch' | 'corners'>(
  answer: FeedAnswer,
  key: K,
): Extract<FeedAnswer, Record<K, unknown>>[K] {
  if ('error' in answer) throw AbbeError.from(answer.error);
  if (key in answer) return (answer as Extract<FeedAnswer, Record<K, unknown>>)[key];
  throw new AbbeError('internal', `The training feed answered without a ${key}.`);
}
