import { AbbeError } from '../../../contract/errors.ts';
import { mirrorTo } from '../../imaging/mirror.ts';
import { fromSigned } from '../../imaging/normalise.ts';
import { allocate, crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Tile } from '../../inference/tiles.ts';
import { runTiled } from '../../inference/tiles.ts';
import type { Size } from '../../training/buckets.ts';
import { bucketFor } from '../../training/buckets.ts';
import type { TranslateOptions } from '../../training/trainer.ts';
import type { TileGenerator } from '../paired/tiled.ts';
import { translateTiled } from '../paired/tiled.ts';
import type { PaddedGenerator } from './generator.ts';
import { packImage, unpackImage } from './image-batch.ts';

/** Square shapes that images are padded to for results (px); what is larger goes in tiles of the largest. */
const sides = [32, 64, 96, 128, 192, 256];
export const largestSide = sides.at(-1) as number;
/** Networks that look farther than this (px) would spend most of such a tile on its margins. */
const nearRadius = 32;
/** Sides of larger shapes are multiples of this (px), so that few are compiled. */
const farMultiple = 64;

/**
 * An image through the generator; same size, channels and dtype out.
 * @throws AbbeError invalid-input where the channels are not those of the training images or the pixels are
 *   floating-point numbers, whose range is not known; cancelled; out-of-memory.
 */
export async function translateRaster(
  generator: PaddedGenerator,
  image: Raster,
  options: TranslateOptions = {},
): Promise<Raster> {
  checkImage(generator, image);
  const { stride, receptiveRadius } = generator.network;
  if (receptiveRadius > nearRadius) return translateFar(generator, image, options);
  const data = allocate(image.dtype, image.data.length);
  const rules = { tile: largestSide, stride, receptiveRadius };
  const run = (tile: Tile, side: number): void => {
    const result = translateWhole(generator, crop(image, tile), side);
    const { x, y, ...size } = tile.core;
    const core = crop(result, { x: x - tile.x, y: y - tile.y, ...size });
    const line = core.width * core.channels;
    for (let row = 0; row < core.height; row += 1) {
      const start = ((y + row) * image.width + x) * image.channels;
      data.set(core.data.subarray(row * line, (row + 1) * line), start);
    }
  };
  await runTiled(image.width, image.height, rules, run, options);
  return { ...image, data, notes: [] };
}

/**
 * By a network that looks far, or, for its normalisation, at all of the image: whole where it is not large, else in
 * larger tiles, faded into each other where their statistics differ.
 */
async function translateFar(
  generator: PaddedGenerator,
  image: Raster,
  options: TranslateOptions,
): Promise<Raster> {
  const { network, channels } = generator;
  const up = (side: number): number => Math.ceil(side / farMultiple) * farMultiple;
  const tiles: TileGenerator = {
    network,
    kind: { outputs: channels === 1 ? 1 : 3 },
    multiple: farMultiple,
    paddedSize: (size) =>
      Math.max(size.width, size.height) <= largestSide
        ? bucketOf(wholeStrides(generator, size), largestSide)
        : { width: up(size.width), height: up(size.height) },
    run: (part, bucket) => ({
      width: part.width,
      height: part.height,
      data: valuesOf(generator, part, bucket),
    }),
  };
  const { data } = await translateTiled(tiles, image, options);
  return { ...fromSigned(data, image), notes: [] };
}

/**
 * An image of at most `side` pixels in both directions in one piece. Sides are first continued to a multiple of
 * the network's stride: a strided layer looks beyond the last row of an odd side alone, and a generator trained
 * on even patches never saw what is there.
 */
export function translateWhole(generator: PaddedGenerator, image: Raster, side = largestSide): Raster {
  const bucket = bucketOf(wholeStrides(generator, image), side);
  return fromSigned(valuesOf(generator, image, bucket), image);
}

/** The network's numbers of an image in one piece, (height, width, channels). */
function valuesOf(generator: PaddedGenerator, image: Raster, bucket: Size): Float32Array {
  const whole = wholeStrides(generator, image);
  const { input, mask } = packImage(mirrorTo(image, whole.width, whole.height), bucket);
  return unpackImage(generator.translate(bucket, input, mask), bucket, image, image.channels);
}

function wholeStrides({ network: { stride } }: PaddedGenerator, { width, height }: Size): Size {
  return { width: Math.ceil(width / stride) * stride, height: Math.ceil(height / stride) * stride };
}

/** Has the shape that an image of at most `largestSide` needs compiled with what is compiled next. */
export function prepareFor(generator: PaddedGenerator, image: Size): void {
  generator.prepare(bucketOf(wholeStrides(generator, image), largestSide));
}

/** The smallest shape that holds an image; tiles made small for want of memory are shapes of their own. */
function bucketOf(image: Size, side: number): Size {
  const squares = [...sides.filter((other) => other < side), side].map((s) => ({ width: s, height: s }));
  return bucketFor(image, squares) ?? { width: side, height: side };
}

function checkImage({ channels }: PaddedGenerator, image: Raster): void {
  if (image.channels !== channels) {
    const [given, trained] = [image.channels, channels].map((n) => (n === 1 ? 'greyscale' : 'colour'));
    throw new AbbeError(
      'invalid-input',
      `The image is ${given} and the model was trained on ${trained} images: convert it first.`,
    );
  }
  if (image.dtype === 'float32') {
    throw new AbbeError(
      'invalid-input',
      'The image has floating-point pixels, whose range is not known: convert it to 8 or 16 bits first.',
    );
  }
}
