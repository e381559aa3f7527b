import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DatasetDocument, DatasetItem } from '../../contract/datasets.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { parseDegradation } from '../datasets/degradation.ts';
import { sourcesOfImage } from '../datasets/item-groups.ts';
import { inItsSplit } from '../datasets/neighbouring-slices.ts';
import { splitItems } from '../datasets/split-items.ts';
import { writePng } from '../formats/png.ts';
import {
  listDatasets,
  newDatasetId,
  readDataset,
  removeDataset,
  restoreDataset,
  writeDataset,
} from '../projects/dataset-files.ts';
import { fileError } from '../projects/file-errors.ts';
import { timeStamp } from '../projects/layout.ts';
import type { Project } from '../projects/project.ts';
import type { EngineContext } from './context.ts';
import { withFiles } from './with-files.ts';
import { findPreparation, runPreparation } from './prepare.ts';
import type { PreparationResult } from './prepare.ts';

type DatasetHandlers = Pick<
  Handlers,
  'dataset.list' | 'dataset.create' | 'dataset.remove' | 'dataset.restore'
>;

export function datasetHandlers(context: EngineContext): DatasetHandlers {
  return {
    'dataset.list': async ({ project: folder }) =>
      listed(context, await context.projects.open(resolve(folder))),
    'dataset.remove': async ({ project: folder, dataset: id }) => {
      const project = await context.projects.open(resolve(folder));
      await project.inTurn(() => removeDataset(project.folder, id));
      return listed(context, project);
    },
    'dataset.restore': async ({ project: folder, dataset: id }) => {
      const project = await context.projects.open(resolve(folder));
      await project.inTurn(() => restoreDataset(project.folder, id));
      return withFiles(project, await readDataset(project.folder, id));
    },
    'dataset.create': async (payload, call) => {
      const project = await context.projects.open(resolve(payload.project));
      // The lock first: minutes of work would be in vain where another engine has it.
      const dataset = await project.locked(() => createDataset(context, project, payload, call));
      return withFiles(project, dataset);
    },
  };
}

/** The datasets of a project; those that cannot be read are told as warnings. */
async function listed(context: EngineContext, project: Project): Promise<{ datasets: DatasetDocument[] }> {
  const { datasets, problems } = await listDatasets(project.folder);
  for (const { message } of problems) context.emit('log.message', { level: 'warning', message });
  return { datasets: datasets.map((dataset) => withFiles(project, dataset)) };
}

/**
 * Prepares sources and writes a dataset of them, under the project's lock.
 * @param own what every item is tagged with, and notes beside the preparation's.
 */
export async function createDataset(
  context: EngineContext,
  project: Project,
  payload: MethodPayload<'dataset.create'>,
  call: CallContext,
  own: { tags: string[]; notes: string[] } = { tags: [], notes: [] },
): Promise<DatasetDocument> {
  // What is wrong with the request is said before minutes of work.
  const { degrades } = findPreparation(payload.preparation);
  const degradation = degrades ? parseDegradation(payload.degradation ?? {}) : null;
  const kept = payload.keepBoxesOf ? await readDataset(project.folder, payload.keepBoxesOf) : null;
  const prepared = keepCorrected(await runPreparation(context, project, payload, call), kept);
  for (const message of prepared.notes) context.emit('log.message', { level: 'info', message });
  const items = dealt(prepared, payload.splitting, own.tags);
  if (payload.pictures) await writePictures(resolve(payload.pictures), prepared.pictures);
  const used = new Set(
    items.flatMap(({ target, input }) =>
      [target, input].flatMap((image) => (image ? sourcesOfImage(image) : [])),
    ),
  );
  return project.inTurn(async () => {
    const created = new Date();
    const dataset: DatasetDocument = {
      format: 'abbe-dataset',
      version: 2,
      id: await newDatasetId(project.folder, timeStamp(created)),
      name: payload.name,
      created: created.toISOString(),
      preparation: { id: prepared.preparation.id, parameters: prepared.parameters },
      degradation,
      splitting: payload.splitting,
      normalisation: null,
      classes: prepared.classes ?? [],
      sources: prepared.sources
        .filter(({ name }) => used.has(name))
        .map(({ name, sha256 }) => ({ path: name, sha256 })),
      items,
      corrected: kept === null ? [] : kept.corrected.filter((source) => used.has(source)),
      skipped: prepared.skipped,
      notes: [...own.notes, ...prepared.notes],
      edits: [],
      undone: [],
    };
    await writeDataset(project.folder, dataset);
    return dataset;
  });
}

/** What was prepared, with the tags and notes of items that are kept. */
type Corrected = Omit<PreparationResult, 'items'> & {
  items: (PreparationResult['items'][number] & Partial<Pick<DatasetItem, 'tags' | 'note'>>)[];
};

/** Photos whose boxes a person has corrected in another dataset, with the items that they have there. */
function keepCorrected(prepared: PreparationResult, kept: DatasetDocument | null): Corrected {
  if (kept === null) return prepared;
  const contents = new Map(kept.sources.map(({ path, sha256 }) => [path, sha256]));
  const same = prepared.sources.filter(({ name, sha256 }) => contents.get(name) === sha256);
  const names = new Set(same.map(({ name }) => name).filter((name) => kept.corrected.includes(name)));
  const files = new Set(same.flatMap(({ name, file }) => (names.has(name) ? file : [])));
  const isKept = ({ target }: Pick<DatasetItem, 'target'>): boolean =>
    names.has(sourcesOfImage(target)[0] ?? '');
  const found = prepared.items.filter((item) => !isKept(item));
  const taken = new Set(found.map(({ id }) => id));
  const corrected = kept.items.filter(isKept).map(({ split: _, ...item }) => {
    let { id } = item;
    for (let n = 2; taken.has(id); n += 1) id = `${item.id}-${n}`;
    taken.add(id);
    return { ...item, id };
  });
  return {
    ...prepared,
    items: [...found, ...corrected],
    skipped: prepared.skipped.filter(({ file }) => !files.has(file)),
  };
}

function dealt(
  { items, sources }: Corrected,
  splitting: DatasetDocument['splitting'],
  tags: string[],
): DatasetDocument['items'] {
  const contents = new Map(sources.map(({ name, sha256 }) => [name, sha256]));
  const splits = splitItems(items, contents, splitting);
  return items.map((item) => {
    const own = [...tags, ...(item.tags ?? [])];
    return inItsSplit(item, {
      ...item,
      split: splits.get(item.id) ?? 'training',
      tags: own,
      note: item.note ?? '',
    });
  });
}

async function writePictures(folder: string, pictures: PreparationResult['pictures']): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, pixels } of pictures) {
      const { width, height, channels, data } = pixels;
      const file = join(folder, `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.png`);
      await writePng(file, { width, height, channels, dtype: 'uint8', data, notes: [] });
    }
  } catch (thrown) {
    throw fileError(folder, 'written', thrown);
  }
}
