import { toSigned } from '../../imaging/normalise.ts';
import { crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Size } from '../../training/buckets.ts';
import { seededRandom } from '../../imaging/seeded-random.ts';
import type { PairItem } from '../recipe.ts';
import type { ImageBatch } from './model.ts';

export interface BatchRules {
  bucket: Size;
  channels: number;
  /** Larger images are cut to a random square of this side (px). */
  patchSize: number | null;
  /** One of the eight orientations by chance. */
  augment: boolean;
}

/**
 * Pairs as one padded batch in [-1, 1], each at the top left of its bucket.
 * @param position makes the choice of patch and orientation, with the place in the batch: (seed, step).
 */
export function packPairs(items: readonly PairItem[], rules: BatchRules, position: number[]): ImageBatch {
  const { bucket, channels } = rules;
  const pixels = bucket.width * bucket.height;
  const batch: ImageBatch = {
    bucket,
    count: items.length,
    input: new Float32Array(items.length * pixels * channels),
    truth: new Float32Array(items.length * pixels * channels),
    mask: new Float32Array(items.length * pixels),
  };
  items.forEach((item, index) => {
    const random = seededRandom(...position, index);
    const patch = choosePatch(item.input, rules.patchSize, random);
    const orientation = rules.augment ? chooseOrientation(patch, bucket, random) : 0;
    const place = (raster: Raster, target: Float32Array): Size => {
      const image = orient(signed(crop(raster, patch)), orientation);
      fill(target.subarray(index * pixels * channels), image, bucket);
      return image;
    };
    place(item.input, batch.input);
    fill(batch.mask.subarray(index * pixels), onesOf(place(item.truth, batch.truth)), bucket);
  });
  return batch;
}

/** A single image and its mask, padded to a bucket. */
export function packImage(raster: Raster, bucket: Size): { input: Float32Array; mask: Float32Array } {
  const input = new Float32Array(bucket.width * bucket.height * raster.channels);
  const mask = new Float32Array(bucket.width * bucket.height);
  fill(input, signed(raster), bucket);
  fill(mask, onesOf(raster), bucket);
  return { input, mask };
}

/** The image at the top left of a padded one. */
export function unpackImage(padded: Float32Array, bucket: Size, size: Size, channels: number): Float32Array {
  const values = new Float32Array(size.width * size.height * channels);
  for (let row = 0; row < size.height; row += 1) {
    const start = row * bucket.width * channels;
    values.set(padded.subarray(start, start + size.width * channels), row * size.width * channels);
  }
  return values;
}

interface Planes extends Size {
  channels: number;
  values: Float32Array;
}

function signed(raster: Raster): Planes {
  return { width: raster.width, height: raster.height, channels: raster.channels, values: toSigned(raster) };
}

function onesOf({ width, height }: Size): Planes {
  return { width, height, channels: 1, values: new Float32Array(width * height).fill(1) };
}

function fill(target: Float32Array, { width, height, channels, values }: Planes, bucket: Size): void {
  const line = width * channels;
  for (let row = 0; row < height; row += 1) {
    target.set(values.subarray(row * line, (row + 1) * line), row * bucket.width * channels);
  }
}

function choosePatch(image: Size, patchSize: number | null, random: () => number) {
  const width = Math.min(image.width, patchSize ?? image.width);
  const height = Math.min(image.height, patchSize ?? image.height);
  const x = Math.floor(random() * (image.width - width + 1));
  const y = Math.floor(random() * (image.height - height + 1));
  return { x, y, width, height };
}

/** 0 to 7; those that exchange width and height only where the bucket holds them. */
function chooseOrientation({ width, height }: Size, bucket: Size, random: () => number): number {
  const turns = width <= bucket.height && height <= bucket.width;
  return Math.floor(random() * (turns ? 8 : 4));
}

/** Bit 0 mirrors left and right, bit 1 mirrors top and bottom, bit 2 then exchanges rows and columns. */
function orient(image: Planes, orientation: number): Planes {
  if (orientation === 0) return image;
  const { width, height, channels, values } = image;
  const turned = (orientation & 4) !== 0;
  const size = turned ? { width: height, height: width } : { width, height };
  const result = new Float32Array(values.length);
  let index = 0;
  for (let row = 0; row < size.height; row += 1) {
    for (let column = 0; column < size.width; column += 1) {
      const [x, y] = turned ? [row, column] : [column, row];
      const sourceX = orientation & 1 ? width - 1 - x : x;
      const sourceY = orientation & 2 ? height - 1 - y : y;
      const source = (sourceY * width + sourceX) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        result[index++] = values[source + channel] as number;
    }
  }
  return { ...size, channels, values: result };
}
