import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { allocate } from '../../electron/engine/imaging/raster.ts';
import { memoryFeed } from '../../electron/engine/recipes/memory-feed.ts';
import type { PairFeed } from '../../electron/engine/recipes/recipe.ts';

export interface TinyPairsOptions {
  channels?: 1 | 3;
  dtype?: 'uint8' | 'uint16';
  sizes?: [width: number, height: number][];
}

/** A few pairs of drawn discs and their 3x3 means: enough to run an experiment, in memory. */
export function makeTinyPairs(options: TinyPairsOptions = {}): PairFeed {
  const { channels = 3, dtype = 'uint8' } = options;
  const sizes = options.sizes ?? [[30, 14], [17, 25], [32, 32], [21, 16], [40, 23], [16, 19]]; // prettier-ignore
  const heldOut = ['test', 'validation'] as const;
  return memoryFeed(
    sizes.map(([width, height], index) => {
      const truth = drawDisc(width, height, channels, dtype, index);
      const split = heldOut[sizes.length - 1 - index] ?? 'training';
      return { id: `disc ${index}`, split, truth, input: blur(truth) };
    }),
  );
}

function drawDisc(
  width: number,
  height: number,
  channels: 1 | 3,
  dtype: 'uint8' | 'uint16',
  seed: number,
): Raster {
  const data = allocate(dtype, width * height * channels);
  const unit = dtype === 'uint8' ? 1 : 257;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = Math.hypot(x - width / 2, y - height / 2) < 5 + (seed % 3);
      for (let c = 0; c < channels; c += 1) {
        const texture = 20 * Math.sin(1.7 * x + 0.9 * y + seed + c);
        data[(y * width + x) * channels + c] = Math.round((inside ? 90 + 30 * c : 210) + texture) * unit;
      }
    }
  }
  return { width, height, channels, dtype, data, notes: [] };
}

function blur(image: Raster): Raster {
  const { width, height, channels, dtype } = image;
  const data = allocate(dtype, image.data.length);
  for (let i = 0; i < data.length; i += 1) {
    const [c, x, y] = [i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    let [sum, count] = [0, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
        sum += image.data[(v * width + u) * channels + c] as number;
        count += 1;
      }
    }
    data[i] = Math.round(sum / count);
  }
  return { ...image, data };
}
