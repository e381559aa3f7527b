import { z } from 'zod';

/** Bytes, never base64: structured clone and the WebSocket's binary frames both carry a Uint8Array. */
export const bytesSchema = z.instanceof(Uint8Array);

export const dtypes = ['uint8', 'uint16', 'float32'] as const;
export type Dtype = (typeof dtypes)[number];

/** An image as it crosses a process border: interleaved rows (height, width, channels), little-endian. */
export const pixelsSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  channels: z.union([z.literal(1), z.literal(3)]),
  dtype: z.enum(dtypes),
  data: bytesSchema,
});
export type Pixels = z.infer<typeof pixelsSchema>;

/** What is known of an image file without showing it. */
export const photoInfoSchema = z.object({
  file: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  channels: z.number().int().positive(),
  dtype: z.enum(dtypes),
  /** Smallest and largest value of the pixels shown, in the file's own units. */
  min: z.number(),
  max: z.number(),
  notes: z.array(z.string()),
});
export type PhotoInfo = z.infer<typeof photoInfoSchema>;

/** A rectangle in pixels of its source image, origin at the top left. */
export const boxSchema = z.object({
  x: z.number().int().nonnegative(),
  y: z.number().int().nonnegative(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type Box = z.infer<typeof boxSchema>;

/** One step of a preparation, as a picture. */
export const stepPictureSchema = z.object({ name: z.string(), caption: z.string(), pixels: pixelsSchema });
export type StepPicture = z.infer<typeof stepPictureSchema>;
