import type { Affine } from '../imaging/volume/affine.ts';
import { emptyVolume, setPlane } from '../imaging/volume/volume.ts';
import type { Volume } from '../imaging/volume/volume.ts';
import { brokenFile } from './broken-file.ts';
import type { PixelSource, Samples } from './pixel-source.ts';

/**
 * All slices of one time point (first channel) as a volume in RAS millimetres.
 * @throws AbbeError invalid-input where the file has no affine, or is larger than memory should hold.
 */
export async function readVolume(source: PixelSource, t: number): Promise<Volume> {
  const { file, shape, affine } = source.info;
  const [, , depth, height, width] = shape;
  if (affine === null) {
    throw brokenFile(file, 'it does not say where its voxels lie; volumes come from NIfTI files');
  }
  const volume = emptyVolume({ size: [width, height, depth], affine: affine as unknown as Affine });
  let plane: Samples | undefined;
  for (let z = 0; z < depth; z += 1) {
    plane = await source.plane({ t, c: 0, z }, plane);
    setPlane(volume, z, plane);
  }
  return volume;
}
