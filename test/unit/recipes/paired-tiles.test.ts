import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import type { TileGenerator } from '../../../electron/engine/recipes/paired/tiled.ts';
import { translateTiled } from '../../../electron/engine/recipes/paired/tiled.ts';

/** Gives images back, plus a number for each run. */
function echo(receptiveRadius: number, drift: number, sizes: string[] = []): TileGenerator {
  let runs = 0;
  const up = (side: number): number => Math.ceil(side / 32) * 32;
  return {
    multiple: 32,
    network: { stride: 32, receptiveRadius, parameterCount: 0, apply: (x) => x },
    kind: {
      inputs: 1, outputs: 1, inputDtype: 'float32', outputDtype: 'float32', levels: 5,
      input: { offset: 0, scale: 1 }, output: { offset: 0, scale: 1 },
    }, // prettier-ignore
    paddedSize: ({ width, height }) => ({ width: up(width), height: up(height) }),
    run({ width, height, data }, size) {
      sizes.push(`${size.width}x${size.height}`);
      const added = drift * runs;
      runs += 1;
      return { width, height, data: Float32Array.from(data, (value: number) => value + added) };
    },
  };
}

function slope(width: number, height: number): Raster {
  const data = Float32Array.from(
    { length: width * height },
    (_, i) => (i % width) + 2 * Math.floor(i / width),
  );
  return { width, height, channels: 1, dtype: 'float32', data, notes: [] };
}

describe('large images', () => {
  it.each([40, Infinity])('are put together from tiles where the network sees %s px', async (radius) => {
    const image = slope(1500, 1201);
    const sizes: string[] = [];
    const { data } = await translateTiled(echo(radius, 0, sizes), image, {});
    expect(sizes.length).toBeGreaterThan(3);
    expect(new Set(sizes)).toEqual(new Set(['512x512']));
    let most = 0;
    data.forEach((value, i) => (most = Math.max(most, Math.abs(value - (image.data[i] as number)))));
    // Weighted means of float32.
    expect(most).toBeLessThan(1e-2);
  });

  it('fade from one tile to the next where tiles differ', async () => {
    const image: Raster = { ...slope(1500, 1201), data: new Float32Array(1500 * 1201) };
    const { data } = await translateTiled(echo(Infinity, 1), image, {});
    const row = data.subarray(0, 1500);
    expect([row[0], row.at(-1)]).toEqual([0, expect.closeTo(3, 3)]);
    let step = 0;
    for (let x = 1; x < 1500; x += 1)
      step = Math.max(step, Math.abs((row[x] as number) - (row[x - 1] as number)));
    expect(step).toBeLessThan(0.05);
  });

  it('of up to a megapixel go whole', async () => {
    const sizes: string[] = [];
    await translateTiled(echo(Infinity, 0, sizes), slope(1000, 900), {});
    expect(sizes).toEqual(['1024x928']);
  });
});
