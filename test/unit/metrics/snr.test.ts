import { describe, expect, it } from 'vitest';
import { backgroundFluctuation, labelSnr } from '../../../electron/engine/metrics/snr.ts';
import { drawSpots, normalNumbers, scatterSpots } from '../../support/spot-image.ts';

/** Discs of 100 grey levels above a noisy background of 50, and their centres. */
function discs(noise: number): {
  plane: { width: number; height: number; data: Float32Array };
  centres: { x: number; y: number }[];
} {
  const size = { width: 150, height: 150 };
  const centres = scatterSpots(20, size, { sigma: 1, amplitude: 0, apart: 14 }, 4);
  const normal = normalNumbers(9);
  const plane = drawSpots(size, [], { background: 0, noise: 0, seed: 1 });
  plane.data.forEach((_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)];
    const label = centres.some((centre) => Math.hypot(centre.x - x, centre.y - y) <= 3);
    plane.data[i] = 50 + (label ? 100 : 0) + noise * normal();
  });
  return { plane, centres };
}

describe('signal-to-noise ratio of labels', () => {
  it('is signal over the noise around each label', () => {
    const { plane, centres } = discs(5);
    const { labels, snr, failed } = labelSnr(plane, centres);
    expect(failed).toEqual([]);
    expect(snr.n).toBe(20);
    expect(Math.abs(snr.mean / 20 - 1)).toBeLessThan(0.06);
    for (const { signal } of labels) expect(Math.abs(signal - 100)).toBeLessThan(6);
  });

  it('keeps neighbours out of the ring', () => {
    const { plane } = discs(0);
    plane.data.fill(10);
    const pair = [
      { x: 40, y: 40 },
      { x: 48, y: 40 },
    ];
    for (const { x, y } of pair) {
      for (let i = 0; i < 49; i += 1) plane.data[(y - 3 + Math.floor(i / 7)) * 150 + x - 3 + (i % 7)] = 90;
    }
    const alone = labelSnr(plane, pair, { inner: 5 }).labels;
    expect(alone.map(({ background, noise, signal }) => [background, noise, signal])).toEqual([
      [10, 0, 80],
      [10, 0, 80],
    ]);
    expect(alone.map(({ snr }) => snr)).toEqual([Infinity, Infinity]);
  });

  it('measures the background apart from the labels', () => {
    const { plane, centres } = discs(5);
    const { mean, sd, robustSd, relativeToSignal, pixels } = backgroundFluctuation(plane, centres);
    expect(pixels).toBeLessThan(150 * 150 - 20 * 45);
    expect(mean).toBeCloseTo(50, 0);
    expect(Math.abs(sd - 5)).toBeLessThan(0.15);
    expect(Math.abs(robustSd - 5)).toBeLessThan(0.2);
    expect(Math.abs(relativeToSignal - 0.05)).toBeLessThan(0.003);
  });

  it('answers for constant images, pixels that are not finite and empty lists', () => {
    const constant = { width: 30, height: 30, data: new Float32Array(900).fill(4) };
    expect(labelSnr(constant, [{ x: 15, y: 15 }]).labels[0]).toMatchObject({ signal: 0, noise: 0, snr: NaN });
    expect(labelSnr(constant, [])).toMatchObject({ labels: [], failed: [], snr: { n: 0, mean: NaN } });
    expect(backgroundFluctuation(constant, [])).toMatchObject({ pixels: 900, sd: 0, relativeToSignal: NaN });
    constant.data.fill(NaN);
    expect(labelSnr(constant, [{ x: 15, y: 15 }])).toMatchObject({ labels: [], failed: [0] });
    expect(backgroundFluctuation(constant, [])).toMatchObject({ pixels: 0, mean: NaN, sd: NaN });
    expect(() => labelSnr(constant, [], { inner: 1 })).toThrow(/must grow/);
  });
});
