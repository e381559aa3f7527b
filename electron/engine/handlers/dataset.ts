import { basename, resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DatasetDocument } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { buildItems, smallestSide } from '../datasets/build-items.ts';
import { parseDegradation } from '../datasets/degradation.ts';
import { parseSegmentation } from '../datasets/segmentation.ts';
import { listDatasets, newDatasetId, writeDataset } from '../projects/dataset-files.ts';
import { timeStamp } from '../projects/layout.ts';
import type { Project } from '../projects/project.ts';
import type { EngineContext } from './context.ts';
import { findCells } from './find-cells.ts';
import { findRecipe } from './runs/experiment.ts';
import { taskProgress } from './task-progress.ts';

export function datasetHandlers(context: EngineContext): Pick<Handlers, 'dataset.list' | 'dataset.create'> {
  return {
    'dataset.list': async ({ project: folder }) => {
      const project = await context.projects.open(resolve(folder));
      const { datasets, problems } = await listDatasets(project.folder);
      for (const { message } of problems) context.emit('log.message', { level: 'warning', message });
      return { datasets: datasets.map((dataset) => withFiles(project, dataset)) };
    },
    'dataset.create': async (payload, call) => {
      const project = await context.projects.open(resolve(payload.project));
      // The lock first: minutes of work would be in vain where another engine has it.
      const dataset = await project.locked(() => createDataset(context, project, payload, call));
      return withFiles(project, dataset);
    },
  };
}

/** A dataset as it is handed out: photos as absolute paths, which `photo.view` takes. */
function withFiles(project: Project, dataset: DatasetDocument): DatasetDocument {
  const items = dataset.items.map((item) => ({ ...item, photo: project.photoFile(item.photo) }));
  return { ...dataset, items };
}

async function createDataset(
  context: EngineContext,
  project: Project,
  { name, recipe, segmentation, degradation, seed }: MethodPayload<'dataset.create'>,
  call: CallContext,
): Promise<DatasetDocument> {
  findRecipe(recipe);
  const cells = parseSegmentation(segmentation);
  const blur = parseDegradation(degradation);
  const { photos } = await project.document();
  if (photos.length === 0) {
    throw new AbbeError('invalid-input', `${project.folder} has no photos yet; add some first.`);
  }
  const tell = taskProgress(call, photos.length, () => 'Cancelled; no dataset was made.');
  const built = await buildItems({
    photos: photos.map(({ path, sha256 }) => ({ name: path, file: project.photoFile(path), sha256 })),
    seed,
    open: ({ file, sha256 }) => context.photos.openUnchanged(file, sha256),
    segment: async (raster, photo) => (await findCells(photo.file, raster, cells)).cells,
    onPhoto: (done, photo) => tell(done, `Finding cells in ${basename(photo.file)}`),
  });
  await tell(photos.length, 'Writing the dataset');
  if (built.tooSmall > 0) {
    const message = `${built.tooSmall} cells with a side below ${smallestSide} pixels were left out of “${name}”: they could not be evaluated.`;
    context.emit('log.message', { level: 'warning', message });
  }
  return project.inTurn(async () => {
    const created = new Date();
    const dataset: DatasetDocument = {
      format: 'abbe-dataset',
      version: 1,
      id: await newDatasetId(project.folder, timeStamp(created)),
      name,
      created: created.toISOString(),
      recipe,
      seed,
      segmentation: cells,
      degradation: blur,
      items: built.items,
      skipped: built.skipped,
    };
    await writeDataset(project.folder, dataset);
    return dataset;
  });
}
