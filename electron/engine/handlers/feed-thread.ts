import { workerData } from 'node:worker_threads';
import { threadHandler } from '../datasets/feed-threads.ts';
import type { FeedThreadData } from '../datasets/feed-threads.ts';
import { createFeedWorker } from '../datasets/feed-worker.ts';
import { fileAccess } from './file-access.ts';
import type { FeedFiles } from './file-access.ts';
import { SourcePool } from './source-pool.ts';

/** A thread of the training feed: it opens files for itself, and answers tasks. Bundled as a file of its own. */
const { setup, files } = workerData as FeedThreadData & { files: FeedFiles };

export default threadHandler(createFeedWorker(setup, fileAccess(new SourcePool(), files)));
