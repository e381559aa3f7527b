import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import { gaussianBlur } from '../imaging/gaussian-blur.ts';
import type { Raster } from '../imaging/raster.ts';
import { parseParameters } from './parse-parameters.ts';

/** How the low-resolution partner is made: a Gaussian over the whole photo (MicroGAN paper, section 3.1). */
export const degradationSchema = z.strictObject({
  kernelSize: z
    .number()
    .int()
    .min(1)
    .max(99)
    .refine((size) => size % 2 === 1, 'must be odd')
    .default(15)
    .meta({
      title: 'Kernel',
      unit: 'px',
      description: 'Width of the Gaussian filter, an odd number; 15 in the paper.',
    }),
  sigma: z.number().min(0).max(50).default(0).meta({
    title: 'Sigma',
    unit: 'px',
    description: 'Standard deviation of the Gaussian; 0 takes it from the kernel (2.6 px for 15).',
  }),
});
export const degradationPresets: Record<string, Parameters> = {
  default: degradationSchema.parse({}),
  paper: { kernelSize: 15, sigma: 0 },
};

export type Degradation = z.infer<typeof degradationSchema>;

/** Fills the defaults. @throws AbbeError invalid-input naming the parameter. */
export function parseDegradation(parameters: Record<string, unknown>): Degradation {
  return parseParameters('The degradation', degradationSchema, parameters);
}

/** The low-resolution partner of a photo, of the same size, channels and dtype. */
export function degrade(photo: Raster, { kernelSize, sigma }: Degradation): Promise<Raster> {
  return gaussianBlur(photo, kernelSize, sigma);
}
