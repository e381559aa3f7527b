import type { ImageReference } from '../../../contract/datasets.ts';
import type { PixelSize, SourceInfo } from '../../../contract/images.ts';
import type { EngineContext } from '../context.ts';
import type { TrainedRun } from './generating-runs.ts';

/** What a pixel of the images that a run was trained on is. */
export interface TrainingPixel {
  /** Pixels of the source file along one of its sides. */
  scale: number;
  /** Null where the file does not say. */
  size: PixelSize | null;
}

/** Of the first training image; null where its file is not there any more, or where it is no part of one plane. */
export async function trainingPixel(
  { sources }: EngineContext,
  { project, dataset }: TrainedRun,
): Promise<TrainingPixel | null> {
  const item = dataset.items.find(({ included, split }) => included && split === 'training');
  if (item?.target.kind !== 'plane') return null;
  const { source, series } = item.target;
  const info = await sources
    .use(project.photoFile(source), { series }, async ({ info: found }) => found)
    .catch(() => null);
  if (!info) return null;
  const scale = scaleOf(item.target, info);
  return { scale, size: scaled(info.pixelSize, scale) };
}

/** Source pixels along the side of a pixel of a reference, which may be cut out and resized. */
function scaleOf(
  { box, resize }: Pick<Extract<ImageReference, { kind: 'plane' }>, 'box' | 'resize'>,
  { shape }: SourceInfo,
): number {
  return resize ? (box?.width ?? shape[4]) / resize.width : 1;
}

export function scaled(size: PixelSize | null, factor: number): PixelSize | null {
  const times = (value: number | null): number | null => (value === null ? null : value * factor);
  return size && { ...size, x: times(size.x), y: times(size.y) };
}
