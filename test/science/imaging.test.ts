import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { percentileRange } from '../../electron/engine/imaging/display.ts';
import { gaussianBlur } from '../../electron/engine/imaging/gaussian-blur.ts';
import { histogram, otsuClasses } from '../../electron/engine/imaging/otsu.ts';
import type { Dtype, Raster } from '../../electron/engine/imaging/raster.ts';

interface Blur {
  dtype: Dtype;
  channels: 1 | 3;
  width: number;
  height: number;
  kernelSize: number;
  sigma: number;
  image: number[];
  blurred: number[];
}

interface References {
  blurs: Blur[];
  otsu: { levels: number[]; threshold: number };
  multiOtsu: { levels: number[]; thresholds: number[] };
  percentiles: { values: number[]; low: number; high: number };
}

const file = new URL('../fixtures/imaging.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as References;

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
/** OpenCV works in fixed point on integers and is up to one level off. */
const tolerance = { uint8: 1.01, uint16: 1.01, float32: 1e-9 };

describe('Gaussian blur against OpenCV in double precision', () => {
  it.each(references.blurs)('$dtype, $channels channels, kernel $kernelSize', async (reference) => {
    const { dtype, channels, width, height, image, blurred } = reference;
    const raster: Raster = { width, height, channels, dtype, data: arrays[dtype].from(image), notes: [] };
    const result = await gaussianBlur(raster, reference.kernelSize, reference.sigma);
    expect(result).toMatchObject({ width, height, channels, dtype });
    expect(result.data).toHaveLength(blurred.length);
    const worst = blurred.reduce(
      (top, value, i) => Math.max(top, Math.abs(value - (result.data[i] as number))),
      0,
    );
    expect(worst).toBeLessThan(tolerance[dtype]);
  });
});

describe('thresholds against scikit-image', () => {
  it('two classes', () => {
    const { levels, threshold } = references.otsu;
    expect(otsuClasses(histogram(levels), 2).thresholds).toEqual([threshold]);
  });

  it('three classes', () => {
    const { levels, thresholds } = references.multiOtsu;
    expect(otsuClasses(histogram(levels), 3).thresholds).toEqual(thresholds);
  });
});

it('percentiles as numpy computes them, for integers and for floating point', () => {
  const { values, low, high } = references.percentiles;
  const shape = { width: values.length, height: 1, channels: 1 as const, notes: [] };
  const integers = percentileRange({ ...shape, dtype: 'uint16', data: Uint16Array.from(values) }, 0.7, 99.2);
  const floats = percentileRange({ ...shape, dtype: 'float32', data: Float32Array.from(values) }, 0.7, 99.2);
  for (const range of [integers, floats]) {
    expect(range.min).toBeCloseTo(low, 6);
    expect(range.max).toBeCloseTo(high, 6);
  }
});
