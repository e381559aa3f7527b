import { resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DatasetDocument, Splitting } from '../../contract/datasets.ts';
import type { MethodResult } from '../../contract/methods.ts';
import { checkDataset } from '../datasets/check-dataset.ts';
import { editItems, redoEdit, resplit, undoEdit } from '../datasets/edit-dataset.ts';
import { contentName } from '../datasets/item-groups.ts';
import { createPairFeed } from '../datasets/pair-feed.ts';
import { measureNormalisation } from '../datasets/normalisation.ts';
import { splitItems } from '../datasets/split-items.ts';
import { datasetStatistics } from '../datasets/statistics.ts';
import { percentileRange, toDisplay } from '../imaging/display.ts';
import { readDataset, writeDataset } from '../projects/dataset-files.ts';
import type { Project } from '../projects/project.ts';
import type { EngineContext } from './context.ts';
import { datasetAccess } from './dataset-access.ts';
import { examineDataset } from './examine-dataset.ts';
import { toPixels } from './pixels.ts';
import { stagedProgress } from './task-progress.ts';
import { withFiles } from './with-files.ts';

type DatasetEditHandlers = Pick<
  Handlers,
  | 'dataset.get'
  | 'dataset.edit'
  | 'dataset.undo'
  | 'dataset.redo'
  | 'dataset.split'
  | 'dataset.check'
  | 'dataset.item'
  | 'dataset.statistics'
  | 'dataset.normalise'
>;

interface Reference {
  project: string;
  dataset: string;
}

/** One dataset of a project: seen, edited, checked. */
export function datasetEditHandlers(context: EngineContext): DatasetEditHandlers {
  const open = async ({ project: folder, dataset: id }: Reference) => {
    const project = await context.projects.open(resolve(folder));
    return { project, dataset: await readDataset(project.folder, id) };
  };
  /** Changes the document as it is on disk then, with no other change between. */
  const change = async (
    { project: folder, dataset: id }: Reference,
    edit: (dataset: DatasetDocument, project: Project) => DatasetDocument | Promise<DatasetDocument>,
  ): Promise<DatasetDocument> => {
    const project = await context.projects.open(resolve(folder));
    return project.inTurn(async () => {
      const before = await readDataset(project.folder, id);
      const after = await edit(before, project);
      if (after !== before) await writeDataset(project.folder, after);
      return withFiles(project, after);
    });
  };
  return {
    'dataset.get': async (payload) => {
      const { project, dataset } = await open(payload);
      return withFiles(project, dataset);
    },
    'dataset.edit': ({ items, set, ...reference }) =>
      change(reference, (dataset) => editItems(dataset, items, set, new Date())),
    'dataset.undo': (reference) => change(reference, undoEdit),
    'dataset.redo': (reference) => change(reference, redoEdit),
    'dataset.split': ({ splitting, ...reference }, call) =>
      change(reference, (dataset, project) => dealAnew(context, project, dataset, splitting, call)),
    'dataset.check': async (payload, call) => {
      const { project, dataset } = await open(payload);
      const problems = checkDataset(dataset, await examineDataset(context, project, dataset, call));
      return { ok: problems.every(({ severity }) => severity !== 'error'), problems };
    },
    'dataset.item': async ({ item, ...reference }) => {
      const { project, dataset } = await open(reference);
      return showItem(context, project, dataset, item);
    },
    'dataset.normalise': ({ project, dataset: id, ...choice }, call) =>
      change({ project, dataset: id }, async (dataset, owner) => {
        const feed = createPairFeed(dataset, await datasetAccess(context.sources, owner, dataset));
        const { low, high, ...rest } = choice;
        const range = { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
        const normalisation = await measureNormalisation(feed, { ...rest, ...range }, stagedProgress(call));
        return { ...dataset, normalisation };
      }),
    'dataset.statistics': async (payload, call) => {
      const { project, dataset } = await open(payload);
      const feed = createPairFeed(dataset, await datasetAccess(context.sources, project, dataset));
      return datasetStatistics(feed, dataset, stagedProgress(call));
    },
  };
}

/** Photos that show nearly the same stay together too, so that dealing anew repairs all that a check finds. */
async function dealAnew(
  context: EngineContext,
  project: Project,
  dataset: DatasetDocument,
  splitting: Splitting,
  call: CallContext,
): Promise<DatasetDocument> {
  const contents = new Map(dataset.sources.map(({ path, sha256 }) => [path, sha256]));
  // What is wrong with the request is said before the photos are compared.
  splitItems(dataset.items, contents, splitting);
  const { alike } = await examineDataset(context, project, dataset, call);
  const pairs = alike.map(({ a, b }) => [contentName(a, contents), contentName(b, contents)] as const);
  return resplit(dataset, splitting, splitItems(dataset.items, contents, splitting, pairs), new Date());
}

/** More than 8 bits are shown between the target's percentiles, in both alike. */
async function showItem(
  { sources }: EngineContext,
  project: Project,
  dataset: DatasetDocument,
  id: string,
): Promise<MethodResult<'dataset.item'>> {
  const access = await datasetAccess(sources, project, dataset);
  const feed = createPairFeed(dataset, access, undefined, { classColours: true });
  const { input, truth } = await feed.load(id);
  const range = truth.dtype === 'uint8' ? undefined : percentileRange(truth);
  return { input: toPixels(toDisplay(input, range)), target: toPixels(toDisplay(truth, range)) };
}
