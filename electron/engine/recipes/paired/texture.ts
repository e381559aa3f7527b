import type { Raster } from '../../imaging/raster.ts';

/**
 * How far the texture of an image is from another's, wherever its pixels lie: the mean of the Wasserstein-1
 * distances between their intensities and between their differences of neighbouring pixels, in the images' own
 * numbers. 0 for images with equal distributions of both. A blurred image, which has a good PSNR, is far away:
 * it lacks the large differences.
 * @throws RangeError where the images do not have one size.
 */
export function textureDistance(result: Raster, truth: Raster): number {
  if (result.data.length !== truth.data.length || result.width !== truth.width) {
    throw new RangeError('Textures are compared of images of one size.');
  }
  const intensities = distance(Float32Array.from(result.data), Float32Array.from(truth.data));
  return (intensities + distance(differences(result), differences(truth))) / 2;
}

/** Wasserstein-1 distance of two equally large samples: the mean distance of values of one rank. Sorts both. */
function distance(a: Float32Array, b: Float32Array): number {
  a.sort();
  b.sort();
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] as number) - (b[i] as number));
  return a.length === 0 ? 0 : sum / a.length;
}

/** |right - left| and |below - above| of all neighbours. */
function differences({ width, height, channels, data }: Raster): Float32Array {
  const row = width * channels;
  const across = height * Math.max(0, row - channels);
  const result = new Float32Array(across + Math.max(0, height - 1) * row);
  let at = 0;
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] as number;
    if (i % row < row - channels) result[at++] = Math.abs((data[i + channels] as number) - value);
    if (i + row < data.length) result[at++] = Math.abs((data[i + row] as number) - value);
  }
  return result;
}
