import type { Raster } from '../../../imaging/raster.ts';
import type { Plane } from '../../../imaging/registration/plane.ts';

/** An image as one channel: the mean of its colours. */
export function greyPlane({ width, height, channels, data }: Raster): Plane {
  if (channels === 1) return { width, height, data };
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += data[i * channels + c] as number;
    grey[i] = sum / channels;
  }
  return { width, height, data: grey };
}
