import { describe, expect, it } from 'vitest';
import { metrics } from '../../../electron/engine/metrics/index.ts';
import { psnr } from '../../../electron/engine/metrics/psnr.ts';
import { ssim } from '../../../electron/engine/metrics/ssim.ts';

const shape = { width: 16, height: 14, channels: 1, dataRange: 255 };
const ramp = Uint8Array.from({ length: 16 * 14 }, (_, i) => (i * 37) % 251);
const flat = new Uint8Array(ramp.length).fill(90);
const withNaN = Float32Array.from(ramp).fill(NaN, 100, 101);
const identical: Record<string, number> = { psnr: Infinity, ssim: 1 };

describe.each(metrics)('$id', (metric) => {
  it('is described, and listed once', () => {
    expect(metrics.filter(({ id }) => id === metric.id)).toHaveLength(1);
    expect(metric.label.length * metric.reference.length).toBeGreaterThan(0);
  });

  it('has a defined answer for identical images, constant ones too', () => {
    expect(identical).toHaveProperty(metric.id);
    expect(metric.compute(ramp, ramp.slice(), shape)).toBe(identical[metric.id]);
    expect(metric.compute(flat, flat.slice(), shape)).toBe(identical[metric.id]);
  });

  it('is worse the more the images differ', () => {
    const away = (step: number) => Uint8Array.from(ramp, (value, i) => Math.min(255, value + step * (i % 3)));
    const [near, far] = [metric.compute(away(2), ramp, shape), metric.compute(away(20), ramp, shape)];
    expect(metric.better === 'higher' ? near - far : far - near).toBeGreaterThan(0);
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
    const channel = (offset: number) => Uint8Array.from(ramp, (value, i) => (value + offset * (i % 5)) % 256);
    const targets = [ramp, channel(3), channel(7)];
    const predictions = [channel(1), channel(4), channel(2)];
    const interleave = (planes: Uint8Array[]) =>
      Uint8Array.from({ length: 3 * ramp.length }, (_, i) => planes[i % 3]?.[Math.floor(i / 3)] as number);
    const each = targets.map((target, i) => ssim(predictions[i] as Uint8Array, target, shape));
    const together = ssim(interleave(predictions), interleave(targets), { ...shape, channels: 3 });
    expect(together).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 3, 12);
  });
});
