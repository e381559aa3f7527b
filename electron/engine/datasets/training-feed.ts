import type { DatasetItem, Split } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { planBatches, unitsOf } from './feed-plan.ts';
import type { FeedPlan } from './feed-plan.ts';
import { startFeedThreads, unwrapAnswer } from './feed-threads.ts';
import type { FeedThreads } from './feed-threads.ts';
import { createFeedWorker } from './feed-worker.ts';
import type { FeedBatch, FeedSetup, FeedTask, FeedWorker } from './feed-worker.ts';
import type { ImageAccess } from './load-image.ts';
import type { TellProgress } from './normalisation.ts';
import type { PairFeed } from './pair-feed.ts';

export interface TrainingFeedOptions extends Omit<FeedSetup, 'maxBytes' | 'classColours'> {
  batchSize: number;
  /** `training` where not said. */
  split?: Split;
  classColours?: boolean;
  /** Of decoded images, over all threads. */
  maxBytes?: number;
  /** For work in this thread. */
  access: ImageAccess;
  /** What decodes and keeps the images of that work; where not said, a feed of its own. Of the same dataset. */
  pairs?: PairFeed;
  /** Null, a count of 0 or threads that cannot be started: the work is done in this one. */
  threads: FeedThreads | null;
  /** Batches made before they are asked for; where not said two, and two more for each thread. */
  ahead?: number;
  /** A grid without background is planned by looking at every target once. */
  tell?: TellProgress;
}

export interface TrainingBatch extends FeedBatch {
  /** From 0, over all epochs. */
  position: number;
  epoch: number;
}

/** Batches in an order that (seed, epoch) gives; any may be asked for, those that follow are made ahead. */
export interface TrainingFeed {
  readonly batchesPerEpoch: number;
  /** Threads at work beside this one. */
  readonly threads: number;
  /**
   * The batch of a step; always the same numbers, whatever was asked for before and however many threads there
   * are. Its arrays are the caller's own.
   * @throws AbbeError naming the item that cannot be loaded; cancelled where `signal` says so or after `close`.
   */
  batch(position: number, signal?: AbortSignal): Promise<TrainingBatch>;
  /** Ends all threads. */
  close(): Promise<void>;
}

const defaultBytes = 1024 * 2 ** 20;

/**
 * The training feed of a dataset's split: decoded, cut, augmented and normalised beside the training step.
 * @throws AbbeError invalid-input where the split is empty or an item is smaller than the patch.
 */
export async function createTrainingFeed(options: TrainingFeedOptions): Promise<TrainingFeed> {
  const { dataset, patches, batchSize, seed, split = 'training', tell = async () => undefined } = options;
  const items = dataset.items.filter((item) => item.included && item.split === split);
  if (items.length === 0) {
    const message = `The ${split} split holds no images; include some or split the dataset anew.`;
    throw new AbbeError('invalid-input', message);
  }
  const workers = await startWorkers(options, items);
  try {
    let looked = 0;
    const cornersOf = async (id: string): Promise<number[]> => {
      await tell(looked++, items.length, `Looking for signal in ${id}`);
      return unwrapAnswer(await workers.run({ kind: 'corners', id }), 'corners');
    };
    const units = await unitsOf(items, patches, patches?.skipBackground ? cornersOf : null);
    const sizes = new Map(items.map(({ id, width, height }) => [id, `${width}x${height}`]));
    const groupOf = ({ id }: { id: string }): string => (patches ? '' : (sizes.get(id) as string));
    const plan = planBatches(units, groupOf, batchSize, seed);
    return new PrefetchingFeed(plan, workers, options.ahead ?? aheadOf(workers.threads));
  } catch (thrown) {
    await workers.close();
    throw thrown;
  }
}

/** Enough for both tasks of each thread and two ready; in this thread, one that is decoded during a step. */
function aheadOf(threads: number): number {
  return threads === 0 ? 1 : 2 + 2 * threads;
}

interface Workers {
  threads: number;
  run: FeedWorker;
  close(): Promise<void>;
}

async function startWorkers(options: TrainingFeedOptions, items: DatasetItem[]): Promise<Workers> {
  const { dataset, normalisation, patches, augmentation, classColours = false, seed } = options;
  const { threads, access, pairs, maxBytes = defaultBytes } = options;
  const count = threads?.count ?? 0;
  const setup: FeedSetup = {
    // Threads are given what they need and not the edits of a long-lived dataset.
    dataset: { items, degradation: dataset.degradation, classes: dataset.classes },
    normalisation,
    patches,
    augmentation,
    classColours,
    seed,
    maxBytes: maxBytes / Math.max(1, count),
  };
  const pool = threads && count > 0 ? await startFeedThreads(threads, setup) : null;
  if (pool) return { ...pool, threads: count };
  const run = createFeedWorker({ ...setup, maxBytes }, access, pairs);
  return { threads: 0, run, close: async () => undefined };
}

class PrefetchingFeed implements TrainingFeed {
  readonly batchesPerEpoch: number;
  readonly threads: number;
  readonly #plan: FeedPlan;
  readonly #workers: Workers;
  readonly #ahead: number;
  readonly #coming = new Map<number, Promise<TrainingBatch>>();
  readonly #closing = new AbortController();

  constructor(plan: FeedPlan, workers: Workers, ahead: number) {
    this.batchesPerEpoch = plan.batchesPerEpoch;
    this.threads = workers.threads;
    this.#plan = plan;
    this.#workers = workers;
    this.#ahead = ahead;
  }

  async batch(position: number, signal?: AbortSignal): Promise<TrainingBatch> {
    if (!Number.isInteger(position) || position < 0) {
      throw new AbbeError('invalid-input', `Batches are numbered from 0, not ${position}.`);
    }
    for (const other of this.#coming.keys()) {
      if (other < position || other > position + this.#ahead) this.#coming.delete(other);
    }
    const batch = this.#start(position);
    for (let next = 1; next <= this.#ahead; next += 1) void this.#start(position + next);
    const done = await orCancelled(
      batch,
      AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]),
    );
    this.#coming.delete(position);
    return done;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const coming = [...this.#coming.values()];
    this.#coming.clear();
    await this.#workers.close();
    await Promise.allSettled(coming);
  }

  #start(position: number): Promise<TrainingBatch> {
    const known = this.#coming.get(position);
    if (known) return known;
    const batch = this.#make(position);
    this.#coming.set(position, batch);
    // Who asks for it is told, and may ask again.
    batch.catch(() => {
      if (this.#coming.get(position) === batch) this.#coming.delete(position);
    });
    return batch;
  }

  async #make(position: number): Promise<TrainingBatch> {
    if (this.#closing.signal.aborted) throw closed();
    const { epoch, entries } = this.#plan.entries(position);
    const task: FeedTask = { kind: 'batch', entries };
    try {
      const batch = unwrapAnswer(await this.#workers.run(task, this.#closing.signal), 'batch');
      return { ...batch, position, epoch };
    } catch (thrown) {
      throw this.#closing.signal.aborted ? closed() : AbbeError.wrap(thrown);
    }
  }
}

function closed(): AbbeError {
  return new AbbeError('cancelled', 'Cancelled; the training feed is closed.');
}

/** The promise, or a cancelled error as soon as the signal says so. */
async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw closed();
  let stop = (): void => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => reject(closed());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, cancelled]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
