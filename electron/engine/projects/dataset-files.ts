import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { datasetDocumentSchema } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { readDocument, writeDocument } from './json-document.ts';
import { layout } from './layout.ts';
import { olderDatasets } from './migrations.ts';
import { readProject } from './project-file.ts';
import { listRuns } from './run-files.ts';

/** @throws AbbeError not-found */
export async function readDataset(folder: string, id: string): Promise<DatasetDocument> {
  const file = layout.dataset(folder, id);
  try {
    return await readDocument(file, datasetDocumentSchema, async () =>
      olderDatasets(await readProject(folder)),
    );
  } catch (thrown) {
    const gone = thrown instanceof AbbeError && thrown.code === 'not-found' && thrown.file === file;
    if (!gone) throw thrown;
    throw new AbbeError('not-found', `${folder} has no dataset “${id}”.`, { file, cause: thrown });
  }
}

export async function writeDataset(folder: string, dataset: DatasetDocument): Promise<void> {
  await writeDocument(layout.dataset(folder, dataset.id), datasetDocumentSchema, dataset);
}

/**
 * Takes a dataset out of the project's list; its document stays beside, for `restoreDataset`.
 * @throws AbbeError not-found; invalid-input where a run was made on it.
 */
export async function removeDataset(folder: string, id: string): Promise<void> {
  const { name } = await readDataset(folder, id);
  const { runs } = await listRuns(folder);
  const used = runs.filter((run) => run.dataset === id).map((run) => run.id);
  if (used.length > 0) {
    throw new AbbeError(
      'invalid-input',
      `The dataset “${name}” cannot be removed: the run ${used.join(', ')} was made on it and could not be scored any more.`,
    );
  }
  await move(layout.dataset(folder, id), layout.removedDataset(folder, id));
}

/** Brings a removed dataset back. @throws AbbeError not-found where none of this id was removed. */
export async function restoreDataset(folder: string, id: string): Promise<void> {
  const file = layout.removedDataset(folder, id);
  if (!existsSync(file)) {
    throw new AbbeError('not-found', `${folder} has no removed dataset “${id}”.`, { file });
  }
  await move(file, layout.dataset(folder, id));
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((thrown: unknown) => {
    throw fileError(from, 'written', thrown);
  });
}

/** An id that no dataset of the project has, made of a time. Only under the project's lock. */
export async function newDatasetId(folder: string, base: string): Promise<string> {
  const taken = new Set(await datasetIds(folder));
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}

/** All datasets of a project, oldest first, and the reasons of those that cannot be read. */
export async function listDatasets(
  folder: string,
): Promise<{ datasets: DatasetDocument[]; problems: AbbeError[] }> {
  const datasets: DatasetDocument[] = [];
  const problems: AbbeError[] = [];
  for (const id of await datasetIds(folder)) {
    try {
      datasets.push(await readDataset(folder, id));
    } catch (thrown) {
      problems.push(AbbeError.wrap(thrown));
    }
  }
  datasets.sort((a, b) => a.created.localeCompare(b.created) || a.id.localeCompare(b.id));
  return { datasets, problems };
}

async function datasetIds(folder: string): Promise<string[]> {
  const names = await readdir(layout.datasets(folder)).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(layout.datasets(folder), 'read', thrown);
  });
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => name.slice(0, -5));
}
