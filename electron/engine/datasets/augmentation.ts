import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import { crop, maxOf } from '../imaging/raster.ts';
import type { Dtype, Raster } from '../imaging/raster.ts';
import { resizeImage, resizeMask } from '../imaging/resize.ts';
import { turnRaster } from '../imaging/turn-raster.ts';
import { parseParameters } from './parse-parameters.ts';

/** How patches are varied in training. Both of a pair get the same geometry, gain and constant. */
export const augmentationSchema = z.strictObject({
  flips: z.boolean().default(true).meta({
    title: 'Flips',
    description: 'Left and right, top and bottom, each by chance.',
  }),
  rotations: z.boolean().default(true).meta({
    title: 'Rotations',
    description: 'By 0, 90, 180 or 270 degrees; images that are not square by 0 or 180.',
  }),
  cropArea: z.number().min(0.25).max(1).default(1).meta({
    title: 'Crop by area',
    description:
      'A random part of this area and of the same aspect ratio, enlarged to the whole again (0.90 and 0.98 in the Skip-PatchGAN paper); 1: no cropping.',
  }),
  constant: z.number().int().min(0).max(200).default(0).meta({
    title: 'Random constant',
    unit: 'grey levels',
    description:
      'A random whole number from 0 to this is added to both images of a pair (200 in the live-cell paper, against unstable training with an L1 loss); 0: none.',
  }),
  levels: z.enum(['eight-bit', 'file']).default('eight-bit').meta({
    title: 'Grey levels',
    description:
      'What a grey level of the constant and the noise is: 1/255 of the range of the numbers, as in 8-bit images, or 1 in the file’s own numbers.',
    advanced: true,
  }),
  brightness: z.number().min(0).max(0.9).default(0).meta({
    title: 'Brightness',
    description: 'Both images are multiplied by a random gain between 1 minus and 1 plus this.',
  }),
  noise: z.number().min(0).max(100).default(0).meta({
    title: 'Noise',
    unit: 'grey levels',
    description: 'Standard deviation of Gaussian noise that is added to the input only.',
  }),
});
export type AugmentationParameters = z.infer<typeof augmentationSchema>;

/** Fills the defaults. @throws AbbeError invalid-input naming the parameter. */
export function parseAugmentation(parameters: Parameters): AugmentationParameters {
  return parseParameters('The augmentation', augmentationSchema, parameters);
}

/** What chance decided for one pair. */
export interface AugmentationDraw {
  mirrorX: boolean;
  mirrorY: boolean;
  /** Quarter turns, 0 to 3. */
  turns: number;
  /** Part of the area, and where the cropped part lies: from 0 at the left or top to just below 1. */
  crop: { area: number; x: number; y: number };
  gain: number;
  /** Grey levels. */
  constant: number;
}

/** The same number of draws whatever the parameters, so that switching one on does not change the others. */
export function drawAugmentation(parameters: AugmentationParameters, random: () => number): AugmentationDraw {
  const [mirrorX, mirrorY, turns] = [random() < 0.5, random() < 0.5, Math.floor(random() * 4)];
  const [x, y, gain, constant] = [random(), random(), random(), random()];
  return {
    mirrorX: parameters.flips && mirrorX,
    mirrorY: parameters.flips && mirrorY,
    turns: parameters.rotations ? turns : 0,
    crop: { area: parameters.cropArea, x, y },
    gain: 1 + parameters.brightness * (2 * gain - 1),
    constant: Math.floor(constant * (parameters.constant + 1)),
  };
}

/**
 * Size of a grey level in the file's own numbers. Floats have no range of their own: theirs is taken as `span`,
 * what the normalisation stretches the target's numbers by.
 */
export function greyLevel(levels: AugmentationParameters['levels'], dtype: Dtype, span: number): number {
  if (levels === 'file') return 1;
  return (dtype === 'float32' ? span : maxOf(dtype)) / 255;
}

/**
 * A patch varied in its geometry, in floating point; same size. After a crop class
 * maps are enlarged without new numbers, images by Lanczos, which keeps their noise as it is.
 * @param patch square, or turned by 180 degrees at most.
 */
export async function augmentGeometry(
  patch: Raster,
  draw: AugmentationDraw,
  isMap: boolean,
): Promise<Raster> {
  const { width, height } = patch;
  const turns = width === height ? draw.turns : draw.turns & 2;
  const turned = turnRaster(patch, { mirrorX: draw.mirrorX, mirrorY: draw.mirrorY, turns });
  if (draw.crop.area >= 1) return turned;
  const side = Math.sqrt(draw.crop.area);
  const part = {
    width: Math.max(1, Math.round(width * side)),
    height: Math.max(1, Math.round(height * side)),
  };
  const x = Math.floor(draw.crop.x * (width - part.width + 1));
  const y = Math.floor(draw.crop.y * (height - part.height + 1));
  const cut = crop(turned, { x, y, ...part });
  return isMap ? resizeMask(cut, { width, height }) : resizeImage(cut, { width, height });
}

/**
 * Gain and constant, then noise, in place and in floating point: 16-bit numbers do not wrap around.
 * @param values in the file's own numbers.
 * @param noise standard deviation in grey levels; 0 for targets.
 */
export function augmentValues(
  values: Float32Array,
  { gain, constant }: AugmentationDraw,
  level: number,
  noise: number,
  random: () => number,
): void {
  const [added, deviation] = [constant * level, noise * level];
  if (gain !== 1 || added !== 0) {
    for (let i = 0; i < values.length; i += 1) values[i] = (values[i] as number) * gain + added;
  }
  if (deviation === 0) return;
  for (let i = 0; i < values.length; i += 2) {
    // Box and Muller: two independent normal numbers of two even ones.
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = (values[i] as number) + radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = (values[i + 1] as number) + radius * Math.sin(angle);
  }
}
