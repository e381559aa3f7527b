import { describe, expect, it } from 'vitest';
import { disagreement } from '../../../electron/engine/inference/disagreement.ts';
import type { Sampled } from '../../../electron/engine/inference/disagreement.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

function image(width: number, height: number, dtype: 'float32' | 'uint16' = 'float32'): Raster {
  const values = Array.from({ length: width * height }, (_, i) => 100 * i + (i % 7));
  const data = dtype === 'float32' ? Float32Array.from(values) : Uint16Array.from(values);
  return { width, height, channels: 1, dtype, data, notes: [] };
}

/** Adds `noise(k)` in draw k. */
function drawing(noise: (k: number) => number, asked: (number | undefined)[] = []): Sampled {
  return {
    dropout: true,
    async translate(raster, { sample } = {}) {
      asked.push(sample);
      const data = raster.data.map((value: number) => value + noise(sample ?? NaN));
      return { ...raster, data } as Raster;
    },
  };
}

describe('disagreement over draws of dropout', () => {
  it('is the mean and the standard deviation of draws 0 to n - 1', async () => {
    const draws = [3, -1, 4, 1, -5];
    const asked: (number | undefined)[] = [];
    const given = image(5, 4);
    const { mean, deviation, samples } = await disagreement(
      drawing((k) => draws[k] as number, asked),
      given,
      draws.length,
    );
    expect([samples, ...asked]).toEqual([5, 0, 1, 2, 3, 4]);
    const average = draws.reduce((sum, value) => sum + value, 0) / 5;
    const spread = Math.sqrt(draws.reduce((sum, value) => sum + (value - average) ** 2, 0) / 4);
    given.data.forEach((value, i) => {
      expect(mean.data[i]).toBeCloseTo(value + average, 3);
      expect(deviation.data[i]).toBeCloseTo(spread, 5);
    });
  });

  it('keeps small deviations of large numbers', async () => {
    const bright: Raster = { ...image(1, 1), data: Float32Array.of(60000) };
    const { deviation } = await disagreement(
      drawing((k) => (k % 2 === 0 ? 0.25 : -0.25)),
      bright,
      20,
    );
    expect(deviation.data[0]).toBeCloseTo(0.25 * Math.sqrt(20 / 19), 4);
  });

  it('rounds the mean of whole numbers and keeps fractions of their deviation', async () => {
    const { mean, deviation } = await disagreement(
      drawing((k) => k),
      image(3, 3, 'uint16'),
      2,
    );
    expect(mean.dtype).toBe('uint16');
    expect(mean.data[4]).toBe(405);
    expect(deviation.dtype).toBe('float32');
    expect(deviation.data[4]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('is refused without dropout, for one draw, and stops when cancelled', async () => {
    const { translate } = drawing(() => 0);
    await expect(disagreement({ translate }, image(2, 2), 4)).rejects.toThrow(/flips/);
    await expect(
      disagreement(
        drawing(() => 0),
        image(2, 2),
        1,
      ),
    ).rejects.toThrow(/two/);
    const signal = AbortSignal.abort();
    await expect(
      disagreement(
        drawing(() => 0),
        image(2, 2),
        3,
        { signal },
      ),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('disagreement over orientations', () => {
  it('is zero for what treats all alike, and the mean is the result', async () => {
    const same: Sampled = { translate: async (raster) => raster };
    const given = image(6, 4);
    const { mean, deviation, samples } = await disagreement(same, given, 'flips');
    expect(samples).toBe(8);
    expect(mean).toMatchObject({ width: 6, height: 4 });
    expect([...mean.data]).toEqual([...given.data]);
    expect(Math.max(...deviation.data)).toBe(0);
  });

  it('finds what depends on the way up, by the formula', async () => {
    // Adds 8 to the first row alone: each border pixel gets it in the two orientations that put it there.
    const topHeavy: Sampled = {
      async translate(raster) {
        const data = raster.data.map((value: number, i: number) => (i < raster.width ? value + 8 : value));
        return { ...raster, data } as Raster;
      },
    };
    const given: Raster = { ...image(4, 4), data: new Float32Array(16) };
    const { mean, deviation } = await disagreement(topHeavy, given, 'flips');
    const [corner, edge, inside] = [0, 1, 5];
    expect([mean.data[corner], mean.data[edge], mean.data[inside]]).toEqual([4, 2, 0]);
    expect(deviation.data[edge]).toBeCloseTo(Math.sqrt((2 * 36 + 6 * 4) / 7), 5);
    expect(deviation.data[inside]).toBe(0);
  });
});
