import { percentileRange } from './display.ts';
import { allocate, maxOf } from './raster.ts';
import type { Raster } from './raster.ts';

/**
 * How an input is brought to the truth's numbers: by the gain (not below 0) and offset of least squares, or from its
 * percentiles 1 and 99.8 to the truth's.
 */
export type InputScaling = 'least-squares' | 'percentiles';

/**
 * An input as it is scored against the truth, as the baseline that a result has to beat: with the truth's channels
 * (the mean of an input's colours) and dtype. Both scalings look at the truth, so they flatter the input: with
 * least squares no other gain and offset has a higher PSNR.
 * @throws RangeError where the images differ in size.
 */
export function comparableInput(input: Raster, truth: Raster, scaling: InputScaling): Raster {
  if (input.width !== truth.width || input.height !== truth.height) {
    throw new RangeError('An input is compared with a truth of its own size.');
  }
  const matched = withChannels(input, truth.channels);
  const { gain, offset } = scaling === 'least-squares' ? fit(matched, truth) : between(matched, truth);
  const data = allocate(truth.dtype, truth.data.length);
  const top = maxOf(truth.dtype);
  for (let i = 0; i < data.length; i += 1) {
    const value = gain * (matched.data[i] as number) + offset;
    data[i] = truth.dtype === 'float32' ? value : Math.round(Math.min(top, Math.max(0, value)));
  }
  return { ...truth, data, notes: [] };
}

function withChannels(image: Raster, channels: Raster['channels']): Raster {
  if (image.channels === channels) return image;
  const pixels = image.width * image.height;
  const data = new Float32Array(pixels * channels);
  for (let i = 0; i < pixels; i += 1) {
    let sum = 0;
    for (let c = 0; c < image.channels; c += 1) sum += image.data[i * image.channels + c] as number;
    data.fill(sum / image.channels, i * channels, (i + 1) * channels);
  }
  return { ...image, channels, dtype: 'float32', data };
}

interface Line {
  gain: number;
  offset: number;
}

/** The line through (input, truth) over all pixels and channels. */
function fit(input: Raster, truth: Raster): Line {
  const { length } = truth.data;
  const mean = ({ data }: Raster): number => {
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += data[i] as number;
    return sum / length;
  };
  const [meanX, meanY] = [mean(input), mean(truth)];
  let [variance, covariance] = [0, 0];
  for (let i = 0; i < length; i += 1) {
    const x = (input.data[i] as number) - meanX;
    variance += x * x;
    covariance += x * ((truth.data[i] as number) - meanY);
  }
  const gain = variance > 0 ? Math.max(0, covariance / variance) : 0;
  return { gain, offset: meanY - gain * meanX };
}

function between(input: Raster, truth: Raster): Line {
  const [from, to] = [percentileRange(input, 1, 99.8), percentileRange(truth, 1, 99.8)];
  const gain = from.max > from.min ? (to.max - to.min) / (from.max - from.min) : 0;
  return { gain, offset: to.min - gain * from.min };
}
