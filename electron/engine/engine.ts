import type { Engine } from '../contract/calls.ts';
import type { SystemInfo } from '../contract/system.ts';
import { listFiles } from './files.ts';
import { alignHandlers } from './handlers/align.ts';
import { catalogueHandlers } from './handlers/catalogue.ts';
import { classificationHandlers } from './handlers/classification.ts';
import { comparisonHandlers } from './handlers/comparison.ts';
import type { EngineContext, EngineOptions } from './handlers/context.ts';
import { createEvents } from './handlers/context.ts';
import { datasetHandlers } from './handlers/dataset.ts';
import { datasetEditHandlers } from './handlers/dataset-edits.ts';
import { DatasetShelf } from './handlers/dataset-shelf.ts';
import { digitHandlers } from './handlers/digits.ts';
import { measureHandlers } from './handlers/measure.ts';
import { metricHandlers } from './handlers/metrics.ts';
import { photoHandlers } from './handlers/photo.ts';
import { PhotoSource } from './handlers/photo-source.ts';
import { networkHandlers } from './handlers/networks.ts';
import { practiceMovieHandlers } from './handlers/practice-movie.ts';
import { preparationHandlers } from './handlers/preparation.ts';
import { projectHandlers } from './handlers/project.ts';
import { projectFileHandlers } from './handlers/project-files.ts';
import { runHandlers } from './handlers/run.ts';
import { Experiments } from './handlers/runs/experiment.ts';
import { GeneratorPool } from './handlers/runs/generator-pool.ts';
import { RunManager } from './handlers/runs/run-manager.ts';
import { SourcePool } from './handlers/source-pool.ts';
import { sourceHandlers } from './handlers/source.ts';
import { spotHandlers } from './handlers/spots.ts';
import { systemHandlers } from './handlers/system.ts';
import { thumbnailHandlers } from './handlers/thumbnails.ts';
import { createThumbnails } from './handlers/thumbnails/thumbnail-pool.ts';
import { tripleHandlers } from './handlers/triples.ts';
import { viewHandlers } from './handlers/view.ts';
import { workstationHandlers } from './handlers/workstation.ts';
import { viewingHandlers } from './handlers/viewing.ts';
import { Projects } from './projects/project.ts';
import { systemInfo } from './runtime/system-info.ts';
import { loadTensorFlow } from './runtime/tensorflow.ts';

/**
 * The workstation: a handler for every method of the contract. TensorFlow and OpenCV are loaded when they are
 * first needed, so that an engine is there at once.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { emit, onEvent } = createEvents();
  const photos = new PhotoSource();
  const sources = new SourcePool();
  const info = (): Promise<SystemInfo> => systemInfo(options);
  const experiments = new Experiments(sources);
  const runs = new RunManager({ experiments, emit, systemInfo: info });
  const generators = new GeneratorPool(loadTensorFlow);
  const thumbnails = createThumbnails();
  const context: EngineContext = {
    options,
    projects: new Projects(),
    photos,
    sources,
    datasets: new DatasetShelf(),
    experiments,
    runs,
    generators,
    emit,
    systemInfo: info,
  };
  return {
    handlers: {
      ...systemHandlers(context),
      ...workstationHandlers(context),
      ...catalogueHandlers(),
      ...networkHandlers(context),
      'files.list': listFiles,
      ...projectHandlers(context),
      ...projectFileHandlers(context),
      ...photoHandlers(context),
      ...sourceHandlers(context),
      ...alignHandlers(context),
      ...spotHandlers(context),
      ...measureHandlers(context),
      ...metricHandlers(context),
      ...practiceMovieHandlers(context),
      ...preparationHandlers(context),
      ...datasetHandlers(context),
      ...datasetEditHandlers(context),
      ...runHandlers(context),
      ...tripleHandlers(context),
      ...digitHandlers(context),
      ...viewHandlers(context),
      ...thumbnailHandlers(context, thumbnails),
      ...viewingHandlers(context),
      ...classificationHandlers(context),
      ...comparisonHandlers(context),
    },
    onEvent,
    async close() {
      await runs.close();
      await generators.close();
      await sources.close();
      await thumbnails.close();
    },
  };
}
