import type { Raster } from '../../imaging/raster.ts';
import { seededRandom } from '../../imaging/seeded-random.ts';

/** Sides and channels of the noise that one mask is made of. */
export interface NoiseShape {
  height: number;
  width: number;
  channels: number;
}

/** Keeps these draws apart from others of the same seed. */
const purpose = 0x6d61736b;

/**
 * Normal noise (mean 0, standard deviation 1), (height, width, channels), of image `index` of a seed: it depends on
 * nothing else, so an image is the same alone and among others.
 */
export function noiseOf(seed: number, index: number, { height, width, channels }: NoiseShape): Float32Array {
  const random = seededRandom(purpose, seed, index);
  const noise = new Float32Array(height * width * channels);
  for (let i = 0; i < noise.length; i += 2) {
    // Box and Muller: two independent normal numbers of two even ones.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    noise[i] = radius * Math.cos(angle);
    if (i + 1 < noise.length) noise[i + 1] = radius * Math.sin(angle);
  }
  return noise;
}

/**
 * Noise as an 8-bit picture of the size of its mask, each number an area: the first three channels in red, green and
 * blue (one alone in grey), -3 black and 3 bright.
 */
export function noisePicture(noise: Float32Array, shape: NoiseShape, side: number): Raster {
  const channels = shape.channels < 3 ? 1 : 3;
  const [width, height] = [side, side];
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i += 1) {
    const [channel, pixel] = [i % channels, Math.floor(i / channels)];
    const x = Math.floor(((pixel % width) * shape.width) / width);
    const y = Math.floor((Math.floor(pixel / width) * shape.height) / height);
    const value = noise[(y * shape.width + x) * shape.channels + channel] as number;
    data[i] = Math.min(255, Math.max(0, Math.round((255 * (value + 3)) / 6)));
  }
  return { width, height, channels, dtype: 'uint8', data, notes: [] };
}
