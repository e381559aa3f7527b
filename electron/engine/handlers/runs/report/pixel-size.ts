import type { DatasetDocument, ImageReference } from '../../../../contract/datasets.ts';
import { sourcesOfImage } from '../../../datasets/item-groups.ts';
import type { PixelSource } from '../../../formats/pixel-source.ts';
import { readVolume } from '../../../formats/read-volume.ts';
import type { Affine } from '../../../imaging/volume/affine.ts';
import { voxelSize } from '../../../imaging/volume/affine.ts';
import { sliceGrid } from '../../../imaging/volume/slices.ts';
import type { Project } from '../../../projects/project.ts';
import type { EngineContext } from '../../context.ts';
import { datasetFiles } from '../../dataset-access.ts';

const axes = { x: 'sagittal', y: 'coronal', z: 'axial' } as const;

/** Opens the source that a dataset's image comes from, for as long as an action lasts. */
export type OpenSource = <T>(name: string, action: (source: PixelSource) => Promise<T>) => Promise<T>;

/** Opens the sources of a dataset by the names that its items have for them. */
export async function sourcesOf(
  context: EngineContext,
  project: Project,
  dataset: DatasetDocument,
): Promise<OpenSource> {
  const files = await datasetFiles(project, dataset);
  return (name, action) => {
    const { file, axis } = files[name] ?? { file: project.photoFile(name), axis: null };
    return context.sources.use(file, axis ? { axis } : {}, action);
  };
}

type Slice = Extract<ImageReference, { kind: 'slice' }>;

/**
 * Side along x of a pixel of a dataset's image, after it was cut and resized; null where its file does not say.
 * @throws AbbeError naming a file that cannot be opened.
 */
export async function pixelSizeOf(
  image: ImageReference,
  open: OpenSource,
): Promise<{ x: number; unit: string } | null> {
  if (image.kind === 'slice') return sliceSize(image, open);
  return open(sourcesOfImage(image)[0] ?? '', async ({ info }) => {
    const { pixelSize, shape } = info;
    if (!pixelSize?.x) return null;
    const before = image.box?.width ?? shape[4];
    const shrunken = image.resize ? before / image.resize.width : 1;
    return { x: pixelSize.x * shrunken, unit: pixelSize.unit };
  });
}

/** Affines are in millimetres. */
async function sliceSize(
  { source, t, axis, grid, index }: Slice,
  open: OpenSource,
): Promise<{ x: number; unit: string }> {
  const whole = grid
    ? { size: grid.size, affine: grid.affine as Affine }
    : await open(source, (opened) => readVolume(opened, t));
  return { x: voxelSize(sliceGrid(whole, axes[axis], index).affine)[0], unit: 'mm' };
}
