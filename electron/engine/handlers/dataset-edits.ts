import { resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DatasetChange, DatasetDocument, Splitting } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodResult } from '../../contract/methods.ts';
import { checkDataset } from '../datasets/check-dataset.ts';
import { changedItems, editItems, redoEdit, resplit, undoEdit } from '../datasets/edit-dataset.ts';
import { drawBoxes } from '../datasets/edit-boxes.ts';
import type { DrawnPhoto } from '../datasets/edit-boxes.ts';
import { contentName } from '../datasets/item-groups.ts';
import { createPairFeed } from '../datasets/pair-feed.ts';
import { measureNormalisation } from '../datasets/normalisation.ts';
import { splitItems } from '../datasets/split-items.ts';
import { datasetStatistics } from '../datasets/statistics.ts';
import { percentileRange, toDisplay } from '../imaging/display.ts';
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
  | 'dataset.rename'
  | 'dataset.edit'
  | 'dataset.setBoxes'
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
  const shelf = context.datasets;
  const open = async ({ project: folder, dataset: id }: Reference) => {
    const project = await context.projects.open(resolve(folder));
    return { project, dataset: await shelf.read(project.folder, id) };
  };
  /** Changes the document as it is on disk then, with no other change between. */
  const change = async (
    { project: folder, dataset: id }: Reference,
    edit: (dataset: DatasetDocument, project: Project) => DatasetDocument | Promise<DatasetDocument>,
  ): Promise<{ project: Project; before: DatasetDocument; after: DatasetDocument }> => {
    const project = await context.projects.open(resolve(folder));
    return project.inTurn(async () => {
      const before = await shelf.read(project.folder, id);
      const after = await edit(before, project);
      if (after !== before) await shelf.write(project.folder, after);
      return { project, before, after };
    });
  };
  const told = async (reference: Reference, edit: Parameters<typeof change>[1]): Promise<DatasetChange> =>
    tellChange(await change(reference, edit));
  return {
    'dataset.get': async (payload) => {
      const { project, dataset } = await open(payload);
      return withFiles(project, dataset);
    },
    'dataset.rename': async ({ name, ...reference }) => {
      const { after } = await change(reference, (dataset) => ({ ...dataset, name: name.trim() }));
      return { name: after.name };
    },
    'dataset.edit': ({ items, set, ...reference }) =>
      told(reference, (dataset) => editItems(dataset, items, set, new Date())),
    'dataset.setBoxes': ({ file, boxes, ...reference }) =>
      told(reference, async (dataset, project) => {
        const photo = await photoOf(context, project, resolve(file));
        return drawBoxes(dataset, photo, boxes, new Date());
      }),
    'dataset.undo': (reference) => told(reference, undoEdit),
    'dataset.redo': (reference) => told(reference, redoEdit),
    'dataset.split': ({ splitting, ...reference }, call) =>
      told(reference, (dataset, project) => dealAnew(context, project, dataset, splitting, call)),
    'dataset.check': async (payload, call) => {
      const { project, dataset } = await open(payload);
      const problems = checkDataset(dataset, await examineDataset(context, project, dataset, call));
      return { ok: problems.every(({ severity }) => severity !== 'error'), problems };
    },
    'dataset.item': async ({ item, ...reference }) => {
      const { project, dataset } = await open(reference);
      return showItem(context, project, dataset, item);
    },
    'dataset.normalise': async ({ project, dataset: id, ...choice }, call) => {
      const done = await change({ project, dataset: id }, async (dataset, owner) => {
        const access = await datasetAccess(context.sources, owner, dataset);
        const feed = createPairFeed(dataset, access, undefined, { alone: true });
        const { low, high, ...rest } = choice;
        const range = { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
        const normalisation = await measureNormalisation(feed, { ...rest, ...range }, stagedProgress(call));
        return { ...dataset, normalisation };
      });
      return withFiles(done.project, done.after);
    },
    'dataset.statistics': async (payload, call) => {
      const { project, dataset } = await open(payload);
      const access = await datasetAccess(context.sources, project, dataset);
      const feed = createPairFeed(dataset, access, undefined, { alone: true });
      return datasetStatistics(feed, dataset, stagedProgress(call));
    },
  };
}

/** @throws AbbeError not-found where the project has no such file. */
async function photoOf({ sources }: EngineContext, project: Project, file: string): Promise<DrawnPhoto> {
  const name = project.photoName(file);
  const entry = (await project.document()).sources.find(({ path }) => path === name);
  if (!entry) throw new AbbeError('not-found', `${file} is not in the project; add it first.`, { file });
  const { axis, sha256 } = entry;
  const [, , , height, width] = await sources.use(file, axis ? { axis } : {}, async ({ info }) => info.shape);
  return { name, file, sha256, width, height };
}

/** What became of a dataset, without the items that stayed as they were. */
function tellChange({
  project,
  before,
  after,
}: {
  project: Project;
  before: DatasetDocument;
  after: DatasetDocument;
}): DatasetChange {
  const back = after.edits.length < before.edits.length && after.undone.length > before.undone.length;
  const edit = (back ? after.undone.at(-1) : after.edits.at(-1)) ?? null;
  const { items: changed, removed } = changedItems(before, after);
  const { items } = withFiles(project, { ...after, items: changed, sources: [], edits: [], undone: [] });
  return {
    dataset: after.id,
    items,
    removed,
    splitting: after.splitting,
    edit: after === before ? null : edit,
    edits: after.edits.length,
    undone: after.undone.length,
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
  const feed = createPairFeed(dataset, access, undefined, { classColours: true, alone: true });
  const { input, truth } = await feed.load(id);
  const range = truth.dtype === 'uint8' ? undefined : percentileRange(truth);
  return { input: toPixels(toDisplay(input, range)), target: toPixels(toDisplay(truth, range)) };
}
