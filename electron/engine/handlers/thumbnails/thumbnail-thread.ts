import { createThumbnailWorker } from './thumbnail-worker.ts';
import type { ThumbnailTask } from './thumbnail-worker.ts';

const worker = createThumbnailWorker();

/** A thread that makes thumbnails. Bundled as a file of its own. */
export default async function answer(task: ThumbnailTask): Promise<unknown> {
  switch (task.kind) {
    case 'ready':
      return true;
    case 'items':
      return worker.items(task);
    case 'sample':
      return worker.sample(task);
    case 'source':
      return worker.source(task);
  }
}
