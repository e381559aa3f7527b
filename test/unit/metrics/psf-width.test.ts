import { describe, expect, it } from 'vitest';
import { psfWidths } from '../../../electron/engine/metrics/psf-width.ts';
import { drawSpots, scatterSpots } from '../../support/spot-image.ts';

const size = { width: 160, height: 120 };
const large = { width: 240, height: 240 };
const spot = { x: 40.3, y: 30.6, sigmaX: 1.5, sigmaY: 2.1, amplitude: 800 };
const exact = { background: 200, noise: 0, seed: 1 };

describe('PSF width', () => {
  it('gives back centre, widths, amplitude and background of a spot without noise', () => {
    const { fits, failed } = psfWidths(drawSpots(size, [spot], exact), [{ x: 40, y: 31 }], { radius: 8 });
    expect(failed).toEqual([]);
    const [fit] = fits;
    for (const key of ['x', 'y', 'sigmaX', 'sigmaY'] as const) expect(fit?.[key]).toBeCloseTo(spot[key], 4);
    expect(fit?.amplitude).toBeCloseTo(800, 2);
    expect(fit?.background).toBeCloseTo(200, 2);
    expect(fit?.fwhm).toBeCloseTo(2.354820045 * Math.sqrt(1.5 * 2.1), 4);
  });

  it('has the median of many noisy spots within two hundredths, in pixels and in the unit', () => {
    const truth = scatterSpots(30, large, { sigma: 1.8, amplitude: 100, apart: 20 }, 2);
    const image = drawSpots(large, truth, { background: 50, noise: 2, seed: 2 });
    const pixelSize = { x: 0.1, y: 0.1, unit: 'µm' };
    const widths = psfWidths(image, truth, { radius: 7, pixelSize });
    const expected = 2.354820045 * 1.8;
    expect(widths.failed).toEqual([]);
    expect(widths.pixels.n).toBe(30);
    expect(Math.abs(widths.pixels.median / expected - 1)).toBeLessThan(0.02);
    expect(widths.pixels.lowerQuartile).toBeLessThanOrEqual(widths.pixels.median);
    expect(widths.physical?.unit).toBe('µm');
    expect(widths.physical?.median).toBeCloseTo(widths.pixels.median * 0.1, 10);
    expect(widths.physical?.widths).toHaveLength(30);
  });

  it('counts spots that give no width, with the reason', () => {
    const spots = [
      spot,
      { ...spot, x: 90, y: 60 },
      { ...spot, x: 97, y: 60 },
      { ...spot, x: 3, y: 60 },
      { ...spot, x: 130, y: 30 },
      { ...spot, x: 40, y: 90, amplitude: 3000 },
    ];
    const image = drawSpots(size, spots, { background: 200, noise: 10, seed: 3 });
    image.data[27 * size.width + 131] = NaN;
    const empty = { x: 130, y: 90 };
    const { fits, failed } = psfWidths(image, [...spots, empty], { radius: 6, saturation: 3000 });
    expect(fits.map((fit) => fit.spot)).toEqual([0]);
    expect(failed.slice(0, 5)).toEqual([
      { spot: 1, reason: 'not isolated' },
      { spot: 2, reason: 'not isolated' },
      { spot: 3, reason: 'near the border' },
      { spot: 4, reason: 'pixels that are not finite' },
      { spot: 5, reason: 'saturated' },
    ]);
    expect(failed[5]?.spot).toBe(6);
  });

  it('answers for constant images and empty lists', () => {
    const constant = { width: 40, height: 40, data: new Float32Array(1600).fill(7) };
    const flat = psfWidths(constant, [{ x: 20, y: 20 }], { radius: 6 });
    expect(flat.failed).toEqual([{ spot: 0, reason: 'lost in its residual' }]);
    const none = psfWidths(constant, [], { radius: 6 });
    expect(none).toMatchObject({ fits: [], failed: [], physical: null });
    expect(none.pixels).toEqual({ n: 0, median: NaN, lowerQuartile: NaN, upperQuartile: NaN, mean: NaN });
    expect(() => psfWidths(constant, [], { radius: 1.5 })).toThrow(RangeError);
  });
});
