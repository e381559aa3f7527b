import type { DatasetDocument } from '../../contract/datasets.ts';
import type { ImageAccess } from '../datasets/load-image.ts';
import type { Project } from '../projects/project.ts';
import { fileAccess } from './file-access.ts';
import type { FeedFiles } from './file-access.ts';
import type { SourcePool } from './source-pool.ts';

/** Where a dataset's sources lie now, with the content that it was made of and what their pages are. */
export async function datasetFiles(
  project: Project,
  dataset: Pick<DatasetDocument, 'sources'>,
): Promise<FeedFiles> {
  const axes = new Map((await project.document()).sources.map(({ path, axis }) => [path, axis]));
  return Object.fromEntries(
    dataset.sources.map(({ path, sha256 }) => {
      return [path, { file: project.photoFile(path), sha256, axis: axes.get(path) ?? null }];
    }),
  );
}

/**
 * The pixels of a dataset's sources. Files whose bytes are no longer those that the dataset was made of are
 * refused: anything else would make results that nobody can repeat.
 */
export async function datasetAccess(
  pool: SourcePool,
  project: Project,
  dataset: Pick<DatasetDocument, 'sources'>,
): Promise<ImageAccess> {
  return fileAccess(pool, await datasetFiles(project, dataset));
}
