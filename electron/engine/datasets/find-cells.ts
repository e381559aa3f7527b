import type { Parameters } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { toSegmentParameters } from './segmentation.ts';
import type { Raster } from '../imaging/raster.ts';
import type { Segmentation } from '../imaging/segment-cells.ts';
import { segmentCells } from '../imaging/segment-cells.ts';

/**
 * Segments a photo with parsed parameters.
 * @throws AbbeError invalid-input naming the file, which imaging does not know.
 */
export async function findCells(
  file: string,
  raster: Raster,
  parameters: Parameters,
  wantSteps = false,
): Promise<Segmentation> {
  try {
    return await segmentCells(raster, toSegmentParameters(parameters), { wantSteps });
  } catch (thrown) {
    const { code, message } = AbbeError.wrap(thrown);
    throw new AbbeError(code, `${file} cannot be segmented: ${message}`, { file, cause: thrown });
  }
}
