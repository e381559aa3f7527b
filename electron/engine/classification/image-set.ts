import { AbbeError } from '../../contract/errors.ts';
import { augmentationSchema, drawAugmentation } from '../datasets/augmentation.ts';
import type { AugmentationParameters } from '../datasets/augmentation.ts';
import { valueRange } from '../imaging/display.ts';
import { applyScaling, dtypeRange } from '../imaging/normalise.ts';
import type { Scaling } from '../imaging/normalise.ts';
import type { Raster } from '../imaging/raster.ts';
import { resizeImage } from '../imaging/resize.ts';
import { turnRaster } from '../imaging/turn-raster.ts';

/** Square images of one size in the files' own numbers, kept so because that is a quarter of the floats. */
export interface ImageSet {
  side: number;
  channels: 1 | 3;
  images: Raster[];
  /** To [-1, 1] of the file's type; of the smallest and largest number of all images where they are floats. */
  scalings: Scaling[];
}

/** Which of an image's eight orientations a training step shows. */
export type Turns = Pick<AugmentationParameters, 'flips' | 'rotations'>;

const maxBytes = 6 * 2 ** 30;
const bytesOf = { uint8: 1, uint16: 2, float32: 4 } as const;

/**
 * Resizes images to squares, as the paper does for its classification: the aspect ratio is lost on purpose, so
 * that classifiers see nothing but what lies within.
 * @param load gives the images one by one.
 * @param count how many there are.
 * @throws AbbeError invalid-input where they would not fit into memory.
 */
export async function gatherImages(
  load: (index: number) => Promise<Raster>,
  count: number,
  side: number,
): Promise<ImageSet> {
  const images: Raster[] = [];
  for (let i = 0; i < count; i += 1) {
    const image = await resizeImage(await load(i), { width: side, height: side });
    if (i === 0) requireRoom(count, image);
    images.push(image);
  }
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  return { side, channels, images, scalings: scalingsOf(images) };
}

function requireRoom(count: number, image: Raster): void {
  const bytes = count * image.data.length * bytesOf[image.dtype];
  if (bytes <= maxBytes) return;
  throw new AbbeError(
    'invalid-input',
    `${count} images of ${image.width} x ${image.width} px need ${(bytes / 2 ** 30).toFixed(1)} GiB of memory; lower “side” or “perClass”.`,
  );
}

function scalingsOf(images: readonly Raster[]): Scaling[] {
  let [low, high] = [Infinity, -Infinity];
  for (const image of images) {
    if (image.dtype !== 'float32') continue;
    const { min, max } = valueRange(image);
    [low, high] = [Math.min(low, min), Math.max(high, max)];
  }
  const floats = { offset: (low + high) / 2, scale: high > low ? (high - low) / 2 : 1 };
  return images.map(({ dtype }) => {
    if (dtype === 'float32') return floats;
    const { max } = dtypeRange(dtype);
    return { offset: max / 2, scale: max / 2 };
  });
}

/**
 * Images as network input, (batch, side, side, channels) in [-1, 1]; grey images repeat where others have colour.
 * @param positions in the set; a batch that is longer stays 0 at its end.
 * @param turns with `random`: each image in an orientation by chance.
 */
export function fillBatch(
  { side, channels, images, scalings }: ImageSet,
  positions: readonly number[],
  batch: Float32Array,
  turns?: Turns & { random: () => number },
): void {
  const size = side * side * channels;
  const varied = turns && augmentationSchema.parse({ flips: turns.flips, rotations: turns.rotations });
  positions.forEach((position, i) => {
    const still = images[position] as Raster;
    const image = turns && varied ? turnRaster(still, drawAugmentation(varied, turns.random)) : still;
    const into = batch.subarray(i * size, (i + 1) * size);
    if (image.channels === channels) applyScaling(image.data, scalings[position] as Scaling, into);
    else {
      const grey = applyScaling(image.data, scalings[position] as Scaling);
      grey.forEach((value, at) => into.fill(value, at * channels, (at + 1) * channels));
    }
  });
  batch.fill(0, positions.length * size);
}
