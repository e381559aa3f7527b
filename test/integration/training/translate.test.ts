import { beforeAll, describe, expect, it } from 'vitest';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { makeTinyPairs } from '../../support/tiny-pairs.ts';
import { smallRecipes } from './small-recipes.ts';

let trainer: Trainer;

beforeAll(async () => {
  await loadTensorFlow();
  const recipe = recipes.find(({ id }) => id === 'microgan');
  // The paper's output, which changes every pixel from the first step.
  const parameters = { ...smallRecipes['microgan'], output: 'sigmoid' };
  trainer = (await recipe?.createTrainer({ parameters, seed: 4, feed: makeTinyPairs() })) as Trainer;
  return () => trainer.dispose();
});

function makeImage(width: number, height: number): Raster {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 120 * Math.sin(i * i * 0.37));
  return { width, height, channels: 3, dtype: 'uint8', data, notes: [] };
}

/** Largest difference in grey values. */
function largestDifference(a: Raster, b: Raster): number {
  expect([a.width, a.height, a.channels, a.dtype]).toEqual([b.width, b.height, b.channels, b.dtype]);
  let most = 0;
  for (let i = 0; i < a.data.length; i += 1) {
    most = Math.max(most, Math.abs((a.data[i] as number) - (b.data[i] as number)));
  }
  return most;
}

describe('an image through the generator', () => {
  it('is the same in tiles as in one piece, to the rounding of a grey value', async () => {
    // 320 x 290 px takes four tiles of 256, which meet at 244. Each piece here is small enough for one.
    const image = makeImage(320, 290);
    const whole = await trainer.translate(image);
    for (const [x, y] of [
      [0, 0],
      [200, 0],
      [0, 188],
      [200, 188],
    ] as const) {
      // prettier-ignore
      const inner = { x, y, width: 100, height: 100 };
      const [left, top] = [Math.max(0, x - 16), Math.max(0, y - 16)];
      const [right, bottom] = [Math.min(320, x + 120), Math.min(290, y + 120)];
      const piece = crop(image, { x: left, y: top, width: right - left, height: bottom - top });
      const alone = crop(await trainer.translate(piece), { ...inner, x: x - left, y: y - top });
      expect(largestDifference(alone, crop(whole, inner))).toBeLessThanOrEqual(1);
    }
    expect(largestDifference(whole, image)).toBeGreaterThan(20);
  });

  it.each([
    [1, 1],
    [3, 200],
    [257, 5],
  ])('keeps its size at %i x %i', async (width, height) => {
    const result = await trainer.translate(makeImage(width, height));
    expect([result.width, result.height, result.data.length]).toEqual([width, height, width * height * 3]);
  });

  it('can be cancelled between tiles', async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const running = trainer.translate(makeImage(600, 300), {
      signal: controller.signal,
      onProgress: (done) => {
        told.push(done);
        if (done === 1) controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).toEqual([0, 1]);
  });

  it('of floating-point pixels is refused in words', async () => {
    const image: Raster = { ...makeImage(8, 8), dtype: 'float32', data: new Float32Array(192) };
    await expect(trainer.translate(image)).rejects.toThrow(/floating-point/);
  });
});
