import { z } from 'zod';
import type { PracticeSettings } from '../imaging/practice-movie.ts';

/** Parameters of a practice movie; see `PracticeSettings`. */
export const practiceSettingsSchema = z.strictObject({
  frames: z.int().min(2).max(10_000).default(20).describe('Frames, dropped ones included'),
  lowPhotons: z
    .number()
    .positive()
    .max(10_000)
    .default(5)
    .describe('Mean photons a pixel in the signal, low'),
  highPhotons: z.number().positive().max(10_000).default(100).describe('The same in high frames'),
  backgroundPhotons: z.number().min(0).max(10_000).default(0.2).describe('Photons of background, low frames'),
  drift: z.number().min(0).max(64).default(4).describe('Largest drift along each axis, in pixels'),
  driftKind: z.enum(['random-walk', 'linear']).default('random-walk').describe('How the stage drifts'),
  rotation: z.number().min(0).max(10).default(0).describe('Largest rotation, in degrees'),
  bleaching: z.number().min(0).max(0.95).default(0).describe('Share of the light lost to the end'),
  drop: z.array(z.int().nonnegative()).default([]).describe('Frames that the camera misses, from 0'),
  first: z.enum(['low', 'high']).default('low').describe('Exposure of the first frame'),
  offset: z.number().min(0).max(10_000).default(100).describe('Grey level without light'),
  gain: z.number().positive().max(1000).default(2).describe('Grey levels a photon'),
  readNoise: z
    .number()
    .min(0)
    .max(1000)
    .default(3)
    .describe('Read noise (standard deviation), in grey levels'),
  brightField: z
    .boolean()
    .default(false)
    .describe('The sources are bright-field: what differs from its surroundings is the signal'),
  lowExposure: z
    .number()
    .positive()
    .max(1000)
    .default(0.01)
    .describe('Exposure time of low frames, in seconds'),
  seed: z.int().default(1).describe('Random seed'),
}) satisfies z.ZodType<PracticeSettings>;
export type PracticeParameters = z.infer<typeof practiceSettingsSchema>;
