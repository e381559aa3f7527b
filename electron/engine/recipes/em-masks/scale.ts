import { emMasksSchema } from './parameters.ts';

/** Pixels of a dataset's masks along the side of a pixel of the masks that are made; 1 for patches. */
export function maskScale(parameters: unknown, { width, height }: { width: number; height: number }): number {
  const { side, patchSize } = emMasksSchema.parse(parameters);
  return patchSize === null ? Math.min(width, height) / side : 1;
}
