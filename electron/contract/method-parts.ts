import { z } from 'zod';

/** Shapes that payloads and results of several nouns share. */
export const nothing = z.object({});
export const project = z.object({ project: z.string().min(1) });
export const run = project.extend({ run: z.string().min(1) });
export const failure = z.object({ file: z.string(), reason: z.string() });
/** Results that are the mean of so many draws of dropout, or of the image’s eight orientations. */
export const sampling = z.union([z.number().int().min(2).max(1000), z.literal('flips')]);
