import { describe, expect, it } from 'vitest';
import { loadOpenCv } from '../../../electron/engine/imaging/opencv.ts';
import { decorrelationResolution } from '../../../electron/engine/metrics/decorrelation.ts';
import { fourierRingCorrelation } from '../../../electron/engine/metrics/fourier-ring-correlation.ts';
import { bandLimited } from '../../support/band-limited.ts';

const { cv } = await loadOpenCv();
const size = { width: 128, height: 128 };
const plane = (value: number) => ({ ...size, data: new Float32Array(128 * 128).fill(value) });

describe('Fourier ring correlation', () => {
  it('crosses both thresholds where the common structure ends', () => {
    for (const cutOff of [0.15, 0.3]) {
      const [a, b] = [1, 2].map((noiseSeed) => bandLimited(size, cutOff, { seed: 5, noise: 0.3, noiseSeed }));
      const { oneSeventh, halfBit, frequency, correlation } = fourierRingCorrelation(cv, a!, b!);
      for (const { frequency: at, pixels, reason } of [oneSeventh, halfBit]) {
        expect(reason).toBeNull();
        expect(Math.abs((at as number) - cutOff)).toBeLessThan(0.03);
        expect(pixels).toBeCloseTo(1 / (at as number), 10);
      }
      expect(frequency.at(-1)).toBe(0.5);
      expect(correlation[5]).toBeGreaterThan(0.9);
    }
  });

  it('has no crossing for identical images, none for noise alone', () => {
    const image = bandLimited(size, 0.2, { seed: 5, noise: 0.3, noiseSeed: 1 });
    const same = fourierRingCorrelation(cv, image, image);
    expect(same.oneSeventh).toEqual({
      frequency: null,
      pixels: null,
      reason: 'never below: two pixels or better',
    });
    for (const value of same.correlation) expect(value).toBeCloseTo(1, 6);
    const [a, b] = [1, 2].map((noiseSeed) => bandLimited(size, 0.001, { seed: 1, noise: 100, noiseSeed }));
    expect(fourierRingCorrelation(cv, a!, b!).halfBit.pixels ?? Infinity).toBeGreaterThan(20);
  });

  it('takes images whose sides differ and have large prime factors', () => {
    const wide = { width: 157, height: 103 };
    const [a, b] = [1, 2].map((noiseSeed) => bandLimited(wide, 0.2, { seed: 8, noise: 0.3, noiseSeed }));
    const { oneSeventh, frequency } = fourierRingCorrelation(cv, a!, b!);
    expect(frequency).toHaveLength(50);
    expect(Math.abs((oneSeventh.frequency as number) - 0.2)).toBeLessThan(0.03);
  });

  it('tells why there is no resolution', () => {
    const image = bandLimited(size, 0.2, { seed: 5, noise: 0.3, noiseSeed: 1 });
    expect(fourierRingCorrelation(cv, image, plane(3)).halfBit.reason).toBe('constant');
    const holed = { ...image, data: Float32Array.from(image.data) };
    holed.data[5000] = NaN;
    expect(fourierRingCorrelation(cv, holed, image).oneSeventh.reason).toBe('not finite');
    expect(() => fourierRingCorrelation(cv, image, { ...image, width: 64, height: 256 })).toThrow(/size/);
    const small = { width: 16, height: 16, data: new Float32Array(256) };
    expect(() => fourierRingCorrelation(cv, small, small)).toThrow(/too small/);
  });
});

describe('decorrelation analysis', () => {
  it('finds where structure ends and noise begins', () => {
    for (const cutOff of [0.1, 0.2, 0.35]) {
      const image = bandLimited(size, cutOff, { seed: 5, noise: 0.1, noiseSeed: 3 });
      const { pixels, cutOff: found, reason } = decorrelationResolution(cv, image);
      expect(reason).toBeNull();
      expect(Math.abs((found as number) / 2 - cutOff)).toBeLessThan(0.025);
      expect(pixels).toBeCloseTo(2 / (found as number), 10);
    }
  });

  it('has a lower first peak in a noisier image', () => {
    const [clean, noisy] = [0.1, 0.8].map((noise) =>
      decorrelationResolution(cv, bandLimited(size, 0.2, { seed: 5, noise, noiseSeed: 3 })),
    );
    expect(noisy!.amplitude).toBeLessThan(clean!.amplitude);
  });

  it('tells why there is no resolution', () => {
    expect(decorrelationResolution(cv, plane(7))).toMatchObject({ pixels: null, reason: 'constant' });
    expect(decorrelationResolution(cv, plane(NaN))).toMatchObject({ pixels: null, reason: 'not finite' });
    const small = { width: 16, height: 16, data: new Float32Array(256) };
    expect(() => decorrelationResolution(cv, small)).toThrow(/too small/);
  });
});
