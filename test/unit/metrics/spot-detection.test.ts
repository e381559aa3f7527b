import { describe, expect, it } from 'vitest';
import { loadOpenCv } from '../../../electron/engine/imaging/opencv.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { detectSpots, spotThreshold } from '../../../electron/engine/metrics/spot-detection.ts';
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

  /** Photons, Poisson distributed around `light`, where the camera adds an offset. */
  const photons = (side: number, seed: number, light: (x: number, y: number) => number) => {
    const random = seededRandom(seed, 5);
    const data = Float32Array.from({ length: side * side }, (_, i) => {
      const [limit, start] = [random(), light(i % side, Math.floor(i / side))];
      let [count, chance] = [0, Math.exp(-start)];
      for (let sum = chance; sum < limit && count < 1000; sum += chance) {
        count += 1;
        chance *= start / count;
      }
      return 100 + 2 * count;
    });
    return { width: side, height: side, data };
  };
  const meanSpots = (make: (seed: number) => ReturnType<typeof drawSpots>): number =>
    [...Array(12).keys()].reduce((sum, seed) => sum + detectSpots(cv, make(seed)).length, 0) / 12;

  it('finds no more in noise alone than it says, be it of a camera or of few or many photons', () => {
    expect(meanSpots((seed) => drawSpots(size, [], { background: 100, noise: 10, seed }))).toBeLessThan(0.4);
    for (const light of [1, 20])
      expect(meanSpots((seed) => photons(150, seed, () => light))).toBeLessThan(0.4);
  });

  it('finds none in the grain of bright parts: of a slope, and along the rim of a cell', () => {
    expect(meanSpots((seed) => photons(150, seed, (x) => 1 + x / 2))).toBeLessThan(0.4);
    const rim = (x: number, y: number): number =>
      2 + 60 * Math.exp(-((Math.hypot(x - 75, y - 75) - 40) ** 2) / 8);
    expect(meanSpots((seed) => photons(150, seed, rim))).toBeLessThan(0.4);
  });

  it('finds faint spots as their signal over noise lets it, and hardly anything else', () => {
    const recallAt = (snr: number): number => {
      const truth = scatterSpots(40, size, { ...look, amplitude: 10 * snr }, 8);
      const found = detectSpots(cv, drawSpots(size, truth, { background: 100, noise: 10, seed: 8 }));
      const { precision, recall } = matchSpots(found, truth, 2);
      if (found.length > 0) expect(precision, `SNR ${snr}`).toBeGreaterThan(0.95);
      return recall ?? NaN;
    };
    const [faint, fair, clear, bright] = [2, 4, 5, 10].map(recallAt) as [number, number, number, number];
    expect(faint).toBeLessThan(0.2);
    expect(fair).toBeGreaterThan(0.6);
    expect(clear).toBeGreaterThan(0.93);
    expect(bright).toBe(1);
  });

  it('takes the larger noise of another image of the scene where that is told', () => {
    const truth = scatterSpots(20, size, { ...look, amplitude: 15 }, 9);
    const smooth = drawSpots(size, truth, { background: 100, noise: 0.1, seed: 1 });
    const exposure = drawSpots(size, truth, { background: 100, noise: 10, seed: 2 });
    expect(detectSpots(cv, smooth)).toHaveLength(20);
    expect(detectSpots(cv, smooth, { limit: exposure })).toEqual([]);
    const bright = drawSpots(
      size,
      truth.map((spot) => ({ ...spot, amplitude: 150 })),
      { background: 100, noise: 0.1, seed: 1 },
    );
    expect(detectSpots(cv, bright, { limit: exposure })).toHaveLength(20);
    expect(() => detectSpots(cv, smooth, { limit: { ...exposure, width: 120, height: 160 } })).toThrow(
      /another size/,
    );
  });

  it('has a threshold that grows slowly with the image and falls with the false spots allowed', () => {
    const at = (side: number, falseSpots?: number) =>
      spotThreshold({ width: side, height: side }, {}, falseSpots);
    expect(at(64)).toBeGreaterThan(4.5);
    expect(at(2048)).toBeLessThan(6.5);
    expect(at(2048)).toBeGreaterThan(at(512));
    expect(at(512, 10)).toBeLessThan(at(512, 0.1));
    // 262144 (1.5 / sigma^2, summed) (2 pi)^-1.5 u exp(-u^2 / 2) = 0.1
    const places = [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + 1.5 / 3 ** (2 * (i / 5)), 0);
    const u = at(512);
    expect((512 ** 2 * places * u * Math.exp((-u * u) / 2)) / (2 * Math.PI) ** 1.5).toBeCloseTo(0.1, 6);
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
