import { describe, expect, it } from 'vitest';
import { metrics } from '../../../electron/engine/metrics/index.ts';
import { msSsim } from '../../../electron/engine/metrics/ms-ssim.ts';
import { nrmse } from '../../../electron/engine/metrics/nrmse.ts';
import { imageCorrelation } from '../../../electron/engine/metrics/pearson.ts';
import { psnr } from '../../../electron/engine/metrics/psnr.ts';
import { scaleInvariantPsnr } from '../../../electron/engine/metrics/scale-invariant-psnr.ts';
import { ssim } from '../../../electron/engine/metrics/ssim.ts';

const shape = { width: 178, height: 177, channels: 1, dataRange: 255 };
const ramp = Uint8Array.from({ length: 178 * 177 }, (_, i) => (i * 37) % 251);
const flat = new Uint8Array(ramp.length).fill(90);
const withNaN = Float32Array.from(ramp).fill(NaN, 100, 101);
/** The value of identical images, and of identical constant ones, which have neither range nor correlation. */
const identical: Record<string, [number, number]> = {
  psnr: [Infinity, Infinity],
  ssim: [1, 1],
  msSsim: [1, 1],
  scaleInvariantPsnr: [Infinity, NaN],
  nrmse: [0, 0],
  pearson: [1, NaN],
  mae: [0, 0],
};

describe.each(metrics)('$id', (metric) => {
  it('is described, and listed once', () => {
    expect(metrics.filter(({ id }) => id === metric.id)).toHaveLength(1);
    expect(metric.label.length * metric.reference.length).toBeGreaterThan(0);
  });

  it('has a defined answer for identical images, constant ones too', () => {
    expect(identical).toHaveProperty(metric.id);
    const [usual, constant] = identical[metric.id] ?? [];
    expect(metric.compute(ramp, ramp.slice(), shape)).toBe(usual);
    expect(metric.compute(flat, flat.slice(), shape)).toBe(constant);
  });

  it('is worse the more the images differ', () => {
    const away = (step: number) => Uint8Array.from(ramp, (value, i) => Math.min(255, value + step * (i % 3)));
    const [near, far] = [metric.compute(away(2), ramp, shape), metric.compute(away(20), ramp, shape)];
    expect(metric.better === 'higher' ? near - far : far - near).toBeGreaterThan(0);
  });

  it('does not depend on the data range unless it says so', () => {
    const other = ramp.map((value) => value ^ 4);
    const value = (dataRange: number) => metric.compute(other, ramp, { ...shape, dataRange });
    expect(value(255) !== value(100)).toBe(metric.usesDataRange);
  });

  it('is defined from its smallest side on', () => {
    const of = (side: number) => {
      const pixels = ramp.subarray(0, side * side);
      const other = pixels.map((value) => value ^ 1);
      return metric.compute(other, pixels, { ...shape, width: side, height: side });
    };
    expect(of(Math.max(2, metric.smallestSide))).not.toBeNaN();
    if (metric.smallestSide > 1) expect(of(metric.smallestSide - 1)).toBeNaN();
  });

  it('gives NaN for NaN pixels, in either image', () => {
    expect(metric.compute(withNaN, ramp, shape)).toBeNaN();
    expect(metric.compute(ramp, withNaN, shape)).toBeNaN();
  });

  it.each([
    ['the prediction', ramp.subarray(1), ramp, shape],
    ['the target', ramp, new Uint8Array(5), shape],
    ['both', ramp, ramp, { ...shape, channels: 3 }],
    ['nothing', new Uint8Array(), new Uint8Array(), { ...shape, width: 0 }],
  ])('refuses other sizes: %s', (_, prediction, target, context) => {
    expect(() => metric.compute(prediction, target, context)).toThrow(RangeError);
  });

  it.each([0, -1, NaN, Infinity])('refuses a data range of %d', (dataRange) => {
    expect(() => metric.compute(ramp, ramp, { ...shape, dataRange })).toThrow(/data range/);
  });
});

it('PSNR of a constant difference is 20 log10 of range over difference', () => {
  expect(
    psnr(
      flat,
      flat.map((value) => value + 5),
      shape,
    ),
  ).toBeCloseTo(20 * Math.log10(255 / 5), 10);
});

describe('SSIM', () => {
  it('of constant images has the luminance term only', () => {
    const other = flat.map((value) => value + 30);
    const c1 = (0.01 * 255) ** 2;
    const expected = (2 * 90 * 120 + c1) / (90 * 90 + 120 * 120 + c1);
    expect(ssim(flat, other, shape)).toBeCloseTo(expected, 10);
  });

  it('is not defined, NaN, for images smaller than its window of 11', () => {
    const context = { width: 10, height: 22, channels: 1, dataRange: 255 };
    expect(ssim(ramp.subarray(0, 220), ramp.subarray(0, 220), context)).toBeNaN();
  });

  it('of colour is the mean over the channels', () => {
    const channel = (offset: number) => ramp.map((value, i) => (value + offset * (i % 5)) % 256);
    const targets = [ramp, channel(3), channel(7)];
    const predictions = [channel(1), channel(4), channel(2)];
    const interleave = (planes: Uint8Array[]) =>
      Uint8Array.from({ length: 3 * ramp.length }, (_, i) => planes[i % 3]?.[Math.floor(i / 3)] as number);
    const each = targets.map((target, i) => ssim(predictions[i] as Uint8Array, target, shape));
    const together = ssim(interleave(predictions), interleave(targets), { ...shape, channels: 3 });
    expect(together).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 3, 12);
  });
});

it('MS-SSIM averages the last row and column of odd sizes with themselves', () => {
  const context = { width: 177, height: 179, channels: 1, dataRange: 255 };
  const even = { ...context, width: 178, height: 180 };
  const smooth = (x: number, y: number, noise: number) =>
    120 + 60 * Math.sin(x / 9) + 40 * Math.cos(y / 7) + noise * ((x * 7 + y * 13) % 11);
  const image = (noise: number, { width, height }: typeof context) =>
    Float64Array.from({ length: width * height }, (_, i) =>
      smooth(Math.min(176, i % width), Math.min(178, Math.floor(i / width)), noise),
    );
  const ours = msSsim(image(3, context), image(0, context), context);
  const padded = msSsim(image(3, even), image(0, even), even);
  // The finest scale has more windows when padded; all others are the same.
  expect(Math.abs(ours - padded)).toBeLessThan(1e-4);
});

describe('scale-invariant PSNR', () => {
  const target = Float64Array.from(ramp);
  const noisy = target.map((value, i) => value + ((i * 7919) % 41) - 20);

  it('does not change with brightness and contrast of the prediction, also turned round', () => {
    const value = scaleInvariantPsnr(noisy, target, shape);
    for (const [a, b] of [
      [0.01, 0],
      [-3, 700],
      [1000, -5],
    ] as const) {
      // prettier-ignore
      const changed = noisy.map((pixel) => a * pixel + b);
      expect(scaleInvariantPsnr(changed, target, shape)).toBeCloseTo(value, 8);
    }
  });

  it('is infinite where a linear change is all there is', () => {
    const changed = target.map((pixel) => 0.3 * pixel + 17);
    expect(scaleInvariantPsnr(changed, target, shape)).toBe(Infinity);
  });

  it('of a constant prediction leaves the variance of the target', () => {
    const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
    const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
    expect(scaleInvariantPsnr(flat, target, shape)).toBeCloseTo(10 * Math.log10(250 ** 2 / variance), 10);
  });
});

it('constant targets that differ have no NRMSE, and constant images no correlation', () => {
  const brighter = flat.map((value) => value + 5);
  expect(nrmse(brighter, flat, shape)).toBeNaN();
  expect(imageCorrelation(ramp, flat, shape)).toBeNaN();
  expect(imageCorrelation(flat, ramp, shape)).toBeNaN();
});
