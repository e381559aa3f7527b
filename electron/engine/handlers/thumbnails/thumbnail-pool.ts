import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { createThumbnailWorker } from './thumbnail-worker.ts';
import type { ThumbnailTask, ThumbnailWorker } from './thumbnail-worker.ts';

/** Where thumbnails are made. */
export interface Thumbnails extends ThumbnailWorker {
  /** Tasks that it does at once. */
  readonly count: number;
  close(): Promise<void>;
}

/** Nobody scrolls any more: the threads give their memory back. */
const idleMs = 30_000;
const entry = new URL(
  import.meta.url.endsWith('.ts') ? './thumbnail-thread.ts' : './thumbnail-thread.mjs',
  import.meta.url,
);

/**
 * Threads that decode and shrink images beside the engine's own, started when the first is asked for. Where none
 * can be started (a build without the thread's file) the engine's own thread does the work.
 */
export function createThumbnails(): Thumbnails {
  // One for the window and, where there is one, one for training are left alone.
  const count = Math.max(1, Math.min(4, availableParallelism() - 1));
  let started: Promise<Piscina | null> | undefined;
  let own: ThumbnailWorker | undefined;
  const run = async <T>(
    task: Exclude<ThumbnailTask, { kind: 'ready' }>,
    instead: (worker: ThumbnailWorker) => Promise<T>,
  ): Promise<T> => {
    const pool = await (started ??= start(count));
    if (pool) return (await pool.run(task)) as T;
    return instead((own ??= createThumbnailWorker()));
  };
  return {
    count,
    items: (task) => run(task, (worker) => worker.items(task)),
    sample: (task) => run(task, (worker) => worker.sample(task)),
    source: (task) => run(task, (worker) => worker.source(task)),
    async close() {
      await (await started)?.destroy();
    },
  };
}

async function start(count: number): Promise<Piscina | null> {
  const pool = new Piscina({
    filename: entry.href,
    minThreads: 0,
    maxThreads: count,
    idleTimeout: idleMs,
  });
  // A thread that dies; the task it had says so.
  pool.on('error', () => undefined);
  try {
    await pool.run({ kind: 'ready' } satisfies ThumbnailTask);
    return pool;
  } catch {
    await pool.destroy();
    return null;
  }
}
