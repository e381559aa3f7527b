import { workerData } from 'node:worker_threads';
import { threadHandler } from '../../../electron/engine/datasets/feed-threads.ts';
import type { FeedThreadData } from '../../../electron/engine/datasets/feed-threads.ts';
import { createFeedWorker } from '../../../electron/engine/datasets/feed-worker.ts';
import { drawnPairs } from './feed-fixture.ts';

/** A thread whose files are drawn. */
export default threadHandler(createFeedWorker((workerData as FeedThreadData).setup, drawnPairs()));
