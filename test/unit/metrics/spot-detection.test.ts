import { describe, expect, it } from 'vitest';
import { loadOpenCv } from '../../../electron/engine/imaging/opencv.ts';
import { detectSpots } from '../../../electron/engine/metrics/spot-detection.ts';
import { matchSpots } from '../../../electron/engine/metrics/spot-matching.ts';
import { drawSpots, scatterSpots } from '../../support/spot-image.ts';

const { cv } = await loadOpenCv();
const size = { width: 160, height: 120 };
const look = { sigma: 1.6, amplitude: 100, apart: 12 };

describe('spot detection', () => {
  it('finds every spot to a twentieth of a pixel and nothing else', () => {
    const truth = scatterSpots(40, size, look, 1);
    const image = drawSpots(size, truth, { background: 500, noise: 2, seed: 1 });
    const found = detectSpots(cv, image);
    const match = matchSpots(found, truth, 2);
    expect(match).toMatchObject({ precision: 1, recall: 1, f1: 1 });
    expect(match.rmsError).toBeLessThan(0.05);
    expect(found.map(({ strength }) => strength)).toEqual(
      found.map(({ strength }) => strength).toSorted((a, b) => b - a),
    );
  });

  it('tells the width of a spot by its scale, and half its amplitude by the response', () => {
    for (const sigma of [1.2, 2, 3.5]) {
      const spot = { x: 40.3, y: 30.6, sigmaX: sigma, sigmaY: sigma, amplitude: 50 };
      const image = drawSpots({ width: 80, height: 64 }, [spot], { background: 0, noise: 0, seed: 1 });
      const found = detectSpots(cv, image, { minSigma: 1, maxSigma: 5 });
      expect(found).toHaveLength(1);
      expect(found[0]?.sigma).toBeGreaterThan(sigma / 1.3);
      expect(found[0]?.sigma).toBeLessThan(sigma * 1.3);
      expect(found[0]?.response).toBeGreaterThan(0.45 * 50);
      expect(found[0]?.response).toBeLessThan(0.52 * 50);
    }
  });

  it('finds next to nothing in noise alone, more with a lower threshold', () => {
    const image = drawSpots({ width: 400, height: 400 }, [], { background: 100, noise: 10, seed: 5 });
    expect(detectSpots(cv, image).length).toBeLessThanOrEqual(1);
    expect(detectSpots(cv, image, { threshold: 3 }).length).toBeGreaterThan(10);
  });

  it('has no spots in a constant image, one without finite pixels and one too small', () => {
    const constant = new Uint16Array(400).fill(30_000);
    expect(detectSpots(cv, { width: 20, height: 20, data: constant })).toEqual([]);
    expect(detectSpots(cv, { width: 20, height: 20, data: new Float32Array(400).fill(NaN) })).toEqual([]);
    expect(detectSpots(cv, { width: 2, height: 2, data: Uint8Array.of(0, 9, 0, 0) })).toEqual([]);
  });

  it('passes over pixels that are not finite', () => {
    const truth = scatterSpots(10, size, look, 3);
    const image = drawSpots(size, truth, { background: 500, noise: 2, seed: 3 });
    for (let i = 0; i < 5; i += 1) image.data[i * size.width + 3] = i % 2 ? NaN : Infinity;
    expect(matchSpots(detectSpots(cv, image), truth, 2)).toMatchObject({ precision: 1, recall: 1 });
  });

  it('takes a single grey level on an empty background for rounding, ten for a spot', () => {
    const data = new Uint8Array(64 * 64);
    for (let i = 0; i < 20; i += 1) data[200 * i + 70] = 1;
    expect(detectSpots(cv, { width: 64, height: 64, data })).toEqual([]);
    for (const [x, y] of [
      [30, 20],
      [31, 20],
      [30, 21],
      [31, 21],
    ] as const)
      data[y * 64 + x] = 10;
    const [spot, ...more] = detectSpots(cv, { width: 64, height: 64, data });
    expect(more).toEqual([]);
    expect(spot?.x).toBeCloseTo(30.5, 1);
    expect(spot?.y).toBeCloseTo(20.5, 1);
  });

  it('refuses options out of order', () => {
    const plane = { width: 4, height: 4, data: new Uint8Array(16) };
    expect(() => detectSpots(cv, plane, { minSigma: 3, maxSigma: 2 })).toThrow(/smallest first, not 3 to 2/);
    expect(() => detectSpots(cv, plane, { threshold: 0 })).toThrow(/above 0, not 0/);
    expect(() => detectSpots(cv, { ...plane, width: 5 })).toThrow(/do not fill/);
  });
});
