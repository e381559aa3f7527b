import { z } from 'zod';
import type { PracticeSettings } from '../imaging/practice-movie.ts';

/** Parameters of a practice movie; see `PracticeSettings`. */
export const practiceSettingsSchema = z.strictObject({
  frames: z
    .int()
    .min(2)
    .max(10_000)
    .default(20)
    .meta({ title: 'Frames', description: 'Dropped ones included.' }),
  lowPhotons: z
    .number()
    .positive()
    .max(10_000)
    .default(5)
    .meta({ title: 'Photons, low exposure', unit: 'a pixel', description: 'Mean in the signal.' }),
  highPhotons: z
    .number()
    .positive()
    .max(10_000)
    .default(100)
    .meta({ title: 'Photons, high exposure', unit: 'a pixel', description: 'Mean in the signal.' }),
  backgroundPhotons: z.number().min(0).max(10_000).default(0.2).meta({
    title: 'Background',
    unit: 'photons',
    description: 'Of low frames; more in high ones, in the ratio of the photons.',
    advanced: true,
  }),
  drift: z
    .number()
    .min(0)
    .max(64)
    .default(4)
    .meta({ title: 'Drift', unit: 'px', description: 'Largest along each axis.' }),
  driftKind: z
    .enum(['random-walk', 'linear'])
    .default('random-walk')
    .meta({ title: 'How it drifts', description: 'Here and there, or in one direction.' }),
  rotation: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .meta({ title: 'Rotation', unit: '°', description: 'Largest to either side.' }),
  bleaching: z
    .number()
    .min(0)
    .max(0.95)
    .default(0)
    .meta({ title: 'Bleaching', description: 'Share of the light that is lost to the end.' }),
  drop: z.array(z.int().nonnegative()).default([]).meta({
    title: 'Dropped frames',
    description: 'Those that the camera misses, counted from 0.',
    advanced: true,
  }),
  first: z
    .enum(['low', 'high'])
    .default('low')
    .meta({ title: 'First frame', description: 'Its exposure.', advanced: true }),
  offset: z
    .number()
    .min(0)
    .max(10_000)
    .default(100)
    .meta({ title: 'Offset', unit: 'grey levels', description: 'Grey level without light.', advanced: true }),
  gain: z
    .number()
    .positive()
    .max(1000)
    .default(2)
    .meta({ title: 'Gain', unit: 'grey levels a photon', advanced: true }),
  readNoise: z
    .number()
    .min(0)
    .max(1000)
    .default(3)
    .meta({ title: 'Read noise', unit: 'grey levels', description: 'Standard deviation.', advanced: true }),
  brightField: z
    .boolean()
    .default(false)
    .meta({ title: 'Bright-field images', description: 'What differs from its surroundings is the signal.' }),
  lowExposure: z
    .number()
    .positive()
    .max(1000)
    .default(0.01)
    .meta({ title: 'Exposure time', unit: 's', description: 'Of low frames.', advanced: true }),
  seed: z.int().default(1).meta({ title: 'Seed', description: 'The same seed makes the same movie.' }),
}) satisfies z.ZodType<PracticeSettings>;
export type PracticeParameters = z.infer<typeof practiceSettingsSchema>;
