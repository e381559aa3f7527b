import { basename } from 'node:path';
import type { DatasetDocument } from '../../../../contract/datasets.ts';
import type { RunRecord } from '../../../../contract/documents.ts';
import { degrade, parseDegradation } from '../../../datasets/degradation.ts';
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
    const pixelSize = await pixelSideOf(context, project, dataset, id);
    const photo = await photoOf(context, project, dataset, id);
    return { ...(photo ?? (await feed.load(id))), split, pixelSize };
  }
  return null;
}

/** The whole photo that an item was cut from, where inputs are made of it; null where they are files of their own. */
async function photoOf(
  context: EngineContext,
  project: Project,
  dataset: DatasetDocument,
  id: string,
): Promise<Pick<Example, 'id' | 'input' | 'truth'> | null> {
  const target = dataset.items.find((other) => other.id === id)?.target;
  if (dataset.degradation === null || target?.kind !== 'plane' || target.box === null) return null;
  // Of other planes, and of pixels of another size, the item itself is the example.
  const { series, t, c, z, resize } = target;
  if (c !== null || resize !== null || series + t + z > 0) return null;
  const file = project.photoFile(target.source);
  const truth = await context.photos.open(file);
  const input = await degrade(truth, parseDegradation(dataset.degradation));
  return { id: basename(file), input, truth };
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
