import { describe, expect, it } from 'vitest';
import { surveyCells } from '../../../electron/engine/imaging/cell-diameter.ts';
import { cellPlane, saturationPlane } from '../../../electron/engine/imaging/cell-plane.ts';
import { noiseAfterSmoothing, noiseLevel } from '../../../electron/engine/imaging/noise.ts';
import { loadOpenCv, toMat, withMats } from '../../../electron/engine/imaging/opencv.ts';
import { histogram, otsuClasses } from '../../../electron/engine/imaging/otsu.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { disks, gridOfDisks, withNoise } from './draw.ts';

const { cv } = await loadOpenCv();
const survey = (photo: Raster) =>
  withMats(cv, (keep) => surveyCells(cv, toMat(cv, cellPlane(photo, 'grey'), keep), 'auto'));

/** Light from the left, three times as bright as on the right. */
function shaded(photo: Raster): Raster {
  const data = photo.data.map((value, i) =>
    Math.round(value * (1 - (0.66 * (i % photo.width)) / photo.width)),
  );
  return { ...photo, data };
}

describe('the survey of a photo', () => {
  const round = gridOfDisks(8, 6, 50, 15);

  it.each([
    ['dark cells', disks(400, 300, round), 'dark'],
    ['light cells', disks(400, 300, round, { ground: [30], colour: [180] }), 'light'],
    ['noisy cells', withNoise(disks(400, 300, round, { ground: [180], colour: [120] }), 15, 3), 'dark'],
    ['cells under uneven light', shaded(disks(400, 300, round)), 'dark'],
    [
      'few cells in noise',
      withNoise(disks(400, 300, round.slice(20, 24), { ground: [160], colour: [60] }), 10, 5),
      'dark',
    ],
  ])('%s: polarity and diameter', (_, photo, polarity) => {
    const found = survey(photo);
    expect(found.polarity).toBe(polarity);
    // The estimate is of a cell's box, which for stained cells is 1.24 of the disk that fits; here they are disks.
    expect((found.diameter as number) / 31).toBeGreaterThan(0.95);
    expect((found.diameter as number) / 31).toBeLessThan(1.35);
  });

  it('follows the size of the cells, also in photos that are looked at in a smaller copy', () => {
    const cells = (radius: number, size: number) =>
      survey(disks(size, size, gridOfDisks(8, 8, size / 8, radius))).diameter as number;
    expect(cells(20, 400) / cells(10, 400)).toBeCloseTo(2, 0);
    expect(cells(40, 1000) / cells(20, 400)).toBeCloseTo(2, 0);
    expect(cells(8, 1600) / cells(8, 400)).toBeCloseTo(1, 0);
  });

  it('touching cells count as cells', () => {
    // Chains of four, each link of which is a cell.
    const chains = gridOfDisks(12, 5, 33, 18).map((cell, i) => ({
      ...cell,
      x: cell.x + 40 * Math.floor((i % 12) / 4),
      y: 2 * cell.y,
    }));
    const touching = survey(disks(480, 330, chains)).diameter as number;
    expect(touching / 37).toBeGreaterThan(0.9);
    expect(touching / 37).toBeLessThan(1.35);
  });

  it('finds no size in an even photo', () => {
    expect(survey(disks(64, 64, [])).diameter).toBeUndefined();
  });
});

describe('noise', () => {
  it.each([2, 10, 25])('of %d levels is measured beside cells', (sd) => {
    const noisy = withNoise(
      disks(300, 300, gridOfDisks(4, 4, 75, 25), { ground: [150], colour: [90] }),
      sd,
      11,
    );
    withMats(cv, (keep) => {
      const plane = toMat(cv, noisy, keep);
      expect(Math.abs(noiseLevel(cv, plane) / sd - 1)).toBeLessThan(0.2);
    });
  });

  it('smoothing by sigma 1.5 leaves a fifth, none leaves all', () => {
    expect(noiseAfterSmoothing(10, 1.5)).toBeCloseTo(1.88, 2);
    expect(noiseAfterSmoothing(10, 0)).toBe(10);
  });
});

describe('the plane that is thresholded', () => {
  const photo: Raster = {
    width: 3,
    height: 1,
    channels: 3,
    dtype: 'uint8',
    data: Uint8Array.of(200, 100, 50, 0, 0, 0, 90, 90, 90),
    notes: [],
  };

  it('is the channel asked for of a colour photo, and the one there is of a grey one', () => {
    const of = (channel: 'red' | 'grey') => [...cellPlane(photo, channel).data];
    // The values are stretched: 200, 0, 90 and 124, 0, 90.
    expect(of('red')).toEqual([255, 0, 115]);
    expect(of('grey')).toEqual([255, 0, 185]);
    const grey: Raster = { ...photo, width: 2, channels: 1, data: Uint8Array.of(7, 9) };
    expect([...cellPlane(grey, 'red').data]).toEqual([0, 255]);
  });

  it('has saturation as in HSV', () => {
    expect([...saturationPlane(photo).data]).toEqual([191, 0, 0]);
  });

  it('is stretched over the photo’s range, whatever its dtype', () => {
    const ramp = (scale: number) => Float32Array.from({ length: 1001 }, (_, i) => scale * i);
    const shape = { width: 1001, height: 1, channels: 1 as const, notes: [] };
    const floats = cellPlane({ ...shape, dtype: 'float32', data: ramp(1e-6) }, 'grey');
    const integers = cellPlane({ ...shape, dtype: 'uint16', data: Uint16Array.from(ramp(60)) }, 'grey');
    expect([floats.data[0], floats.data[1000]]).toEqual([0, 255]);
    integers.data.forEach((value, i) =>
      expect(Math.abs(value - (floats.data[i] as number))).toBeLessThanOrEqual(1),
    );
  });
});

describe('Otsu classes', () => {
  it('have their share, mean and spread', () => {
    const { classes } = otsuClasses(histogram([10, 10, 12, 12, 200, 204]), 2);
    expect(classes).toEqual([
      { share: 4 / 6, mean: 11, sd: 1 },
      { share: 2 / 6, mean: 202, sd: 2 },
    ]);
  });

  it('of one grey level are one class and an empty one', () => {
    const shares = otsuClasses(histogram(new Uint8Array(9).fill(50)), 2).classes.map(({ share }) => share);
    expect(shares.sort()).toEqual([0, 1]);
  });
});
