import { z } from 'zod';

/** Bytes, never base64: structured clone and the WebSocket's binary frames both carry a Uint8Array. */
export const bytesSchema = z.instanceof(Uint8Array);

export const dtypes = ['uint8', 'uint16', 'float32'] as const;
export type Dtype = (typeof dtypes)[number];

/** Every type of number that a file's samples may have. */
export const sampleTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'float64',
] as const;
export type SampleType = (typeof sampleTypes)[number];

/** Size of a pixel in `unit` along x, y and z; null where the file does not say. */
export const pixelSizeSchema = z.object({
  x: z.number().positive().nullable(),
  y: z.number().positive().nullable(),
  z: z.number().positive().nullable(),
  unit: z.string(),
});
export type PixelSize = z.infer<typeof pixelSizeSchema>;

/** Which plane: time point, channel, slice, each from 0. */
export const planeIndexSchema = z.object({
  t: z.number().int().nonnegative(),
  c: z.number().int().nonnegative(),
  z: z.number().int().nonnegative(),
});
export type PlaneIndex = z.infer<typeof planeIndexSchema>;

/** What a file says of one plane; times in seconds, the stage's position in micrometres. Absent: not said. */
export const planeMetadataSchema = z.object({
  exposure: z.number().nonnegative().optional(),
  time: z.number().optional(),
  position: z.object({ x: z.number(), y: z.number(), z: z.number().optional() }).optional(),
});
export type PlaneMetadata = z.infer<typeof planeMetadataSchema>;

/** What is known of an image file from its headers: any number of planes, axes always in the order t c z y x. */
export const sourceInfoSchema = z.object({
  file: z.string(),
  format: z.string(),
  axes: z.literal('tczyx'),
  /** [t, c, z, y, x]; RGB samples count as channels. */
  shape: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
  dtype: z.enum(sampleTypes),
  pixelSize: pixelSizeSchema.nullable(),
  /** One name a channel. */
  channels: z.array(z.string()),
  /** The three channels are red, green and blue of one picture. */
  rgb: z.boolean(),
  /** False where the file has several pages and does not say along which axis; `axis` then says how they are read. */
  axesStated: z.boolean(),
  axis: z.enum(['t', 'c', 'z']).nullable(),
  /** Images in one file (positions, scenes, series), and which of them this is, from 0. */
  seriesCount: z.number().int().positive(),
  series: z.number().int().nonnegative(),
  /** Voxel indices (x, y, z, 1) to RAS millimetres, row by row; volumes that say so only. */
  affine: z.array(z.number()).length(16).nullable(),
  /** What a person should know of how the file is read. */
  notes: z.array(z.string()),
});
export type SourceInfo = z.infer<typeof sourceInfoSchema>;

/** One plane of a source: its finite samples (null where it has none) and what the file says of it. */
export const describedPlaneSchema = planeIndexSchema
  .extend({ min: z.number().nullable(), max: z.number().nullable(), mean: z.number().nullable() })
  .extend(planeMetadataSchema.shape);

/** A source with its planes, z fastest, then c, then t. */
export const describedSourceSchema = sourceInfoSchema.extend({ planes: z.array(describedPlaneSchema) });

/** Samples of a plane, or of a part of it, row by row, in the file's own type, little-endian. */
export const samplesSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  dtype: z.enum(sampleTypes),
  data: bytesSchema,
});

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
