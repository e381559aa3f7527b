import type { DatasetDocument } from '../../../../contract/datasets.ts';
import type { RunRecord } from '../../../../contract/documents.ts';
import { micrometresOf } from '../../../formats/units.ts';
import { mirrorTo } from '../../../imaging/mirror.ts';
import { crop } from '../../../imaging/raster.ts';
import type { Raster } from '../../../imaging/raster.ts';
import type { Project } from '../../../projects/project.ts';
import type { Size } from '../../../training/buckets.ts';
import type { EngineContext } from '../../context.ts';
import { pixelSizeOf, sourcesOf } from '../report/pixel-size.ts';

/** An image that a model can be tried on, and what is known of it. */
export interface Example {
  id: string;
  split: string;
  input: Raster;
  truth: Raster;
  /** Side of a pixel (µm); null where its file does not say. */
  pixelSize: number | null;
}

/**
 * The first held-out image of a run's dataset: of the test split, else of validation, else of training.
 * @throws AbbeError naming the file that cannot be read.
 */
export async function exampleOf(
  context: EngineContext,
  project: Project,
  record: RunRecord,
): Promise<Example | null> {
  const { dataset, feed } = await context.experiments.open(project, record);
  for (const split of ['test', 'validation', 'training'] as const) {
    const [id] = feed.ids(split);
    if (id === undefined) continue;
    const { input, truth } = await feed.load(id);
    return { id, split, input, truth, pixelSize: await pixelSideOf(context, project, dataset, id) };
  }
  return null;
}

async function pixelSideOf(
  context: EngineContext,
  project: Project,
  dataset: DatasetDocument,
  id: string,
): Promise<number | null> {
  const item = dataset.items.find((other) => other.id === id);
  const image = item?.input ?? item?.target;
  if (!image) return null;
  const size = await pixelSizeOf(image, await sourcesOf(context, project, dataset));
  const factor = size ? micrometresOf(size.unit) : null;
  return size && factor ? size.x * factor : null;
}

/** An image at a model's size: its middle, or, where it is smaller, continued by its mirror image. */
export function fitted(image: Raster, { width, height }: Size): Raster {
  const [w, h] = [Math.min(width, image.width), Math.min(height, image.height)];
  const x = Math.floor((image.width - w) / 2);
  const y = Math.floor((image.height - h) / 2);
  return mirrorTo(crop(image, { x, y, width: w, height: h }), width, height);
}
