import type { DatasetDocument } from '../../contract/datasets.ts';
import type { Project } from '../projects/project.ts';
import { renameInDataset } from '../projects/rename-sources.ts';

/** A dataset as it is handed out: sources as absolute paths, which other calls take. */
export function withFiles(project: Project, dataset: DatasetDocument): DatasetDocument {
  return renameInDataset(dataset, (source) => project.photoFile(source));
}
