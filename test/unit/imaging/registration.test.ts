import { beforeAll, describe, expect, it } from 'vitest';
import { constantOffset, darkOffset } from '../../../electron/engine/imaging/camera-offset.ts';
import { loadOpenCv } from '../../../electron/engine/imaging/opencv.ts';
import type { OpenCv } from '../../../electron/engine/imaging/opencv.ts';
import { alignPlanes } from '../../../electron/engine/imaging/registration/align-planes.ts';
import { phaseCorrelation } from '../../../electron/engine/imaging/registration/phase-correlation.ts';
import type { Plane } from '../../../electron/engine/imaging/registration/plane.ts';
import { lanczosTaps, resample } from '../../../electron/engine/imaging/registration/resample.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';

let cv: OpenCv;
beforeAll(async () => {
  ({ cv } = await loadOpenCv());
});

/** Round blobs of 2 to 4 px at random places, moved by (dx, dy) and turned about the centre, computed exactly. */
function blobs(width: number, height: number, dx = 0, dy = 0, rotation = 0): Plane {
  const random = seededRandom(5);
  const spots = Array.from({ length: 60 }, () => ({
    x: (random() * 1.4 - 0.2) * width,
    y: (random() * 1.4 - 0.2) * height,
    s: 2 + 2 * random(),
    a: 200 + 800 * random(),
  }));
  const angle = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const data = new Float32Array(width * height).fill(100);
  for (const { x, y, s, a } of spots) {
    // Counter-clockwise on a screen: to the right becomes up.
    const [u, v] = [cx + cos * (x - cx) + sin * (y - cy) + dx, cy - sin * (x - cx) + cos * (y - cy) + dy];
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const square = (column - u) ** 2 + (row - v) ** 2;
        if (square < 40 * s * s) data[row * width + column]! += a * Math.exp(-square / (2 * s * s));
      }
    }
  }
  return { width, height, data };
}

describe('phaseCorrelation', () => {
  it.each([
    [128, 128, -3, 0],
    [131, 97, 2.37, -4.81],
    [240, 61, -0.25, 0.5],
    [600, 530, 7.9, -7.6],
  ])('finds what moved a picture of %i x %i px by (%f, %f)', (width, height, dx, dy) => {
    const found = phaseCorrelation(cv, blobs(width, height), blobs(width, height, dx, dy));
    expect(Math.hypot(found.dx + dx, found.dy + dy)).toBeLessThan(0.02);
  });

  it('is minus three for a picture moved right by three, in any type of number', () => {
    const still = blobs(100, 90);
    const moved = blobs(100, 90, 3, 0);
    for (const type of [Uint16Array, Int16Array, Int32Array, Float64Array]) {
      const [a, b] = [still, moved].map((plane) => ({ ...plane, data: type.from(plane.data) })) as [
        Plane,
        Plane,
      ];
      const { dx, dy } = phaseCorrelation(cv, a, b);
      expect([dx, dy].map((value) => Math.round(value * 50) / 50 + 0)).toEqual([-3, 0]);
    }
  });

  it('keeps to the longest shift allowed, and survives flat pictures and pixels that are no numbers', () => {
    const { dx, dy } = phaseCorrelation(cv, blobs(128, 128), blobs(128, 128, 20, 0), { maxShift: 4 });
    expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThan(8);
    const flat = { width: 64, height: 64, data: new Uint8Array(64 * 64).fill(7) };
    const none = phaseCorrelation(cv, flat, flat);
    expect(Math.hypot(none.dx, none.dy)).toBeLessThan(1e-6);
    const holes = blobs(128, 128, 1.5, 0);
    holes.data.fill(NaN, 5000, 5010);
    expect(phaseCorrelation(cv, blobs(128, 128), holes).dx).toBeCloseTo(-1.5, 1);
  });

  it('refuses planes of different or too small size', () => {
    expect(() => phaseCorrelation(cv, blobs(64, 64), blobs(64, 65))).toThrow(/differ in size/);
    expect(() => phaseCorrelation(cv, blobs(8, 64), blobs(8, 64))).toThrow(/too small/);
  });
});

describe('alignPlanes', () => {
  it('finds rotation and shift, which then undo each other', () => {
    const still = blobs(200, 180);
    const found = alignPlanes(cv, still, blobs(200, 180, 2.5, -1.5, -3.2), { rotation: true });
    expect(found.rotation).toBeCloseTo(3.2, 1);
    expect(found.correlation).toBeGreaterThan(0.99);
  });
});

describe('resample', () => {
  it('copies whole shifts exactly and says what is valid', () => {
    const moving = { width: 4, height: 3, data: Uint16Array.from({ length: 12 }, (_, i) => i * 1000) };
    const { plane, valid } = resample(cv, moving, { dx: 1, dy: -1, rotation: 0 });
    expect([...plane.data]).toEqual([4, 4, 5, 6, 8, 8, 9, 10, 8, 8, 9, 10].map((value) => value * 1000));
    expect(valid).toEqual({ x: 1, y: 0, width: 3, height: 2 });
    expect(plane.data).toBeInstanceOf(Uint16Array);
    expect(resample(cv, moving, { dx: 9, dy: 0, rotation: 0 }).valid).toBeNull();
  });

  it('lays a moved picture on the still one within a thousandth of its range', () => {
    const still = blobs(120, 100);
    const { plane, valid } = resample(cv, blobs(120, 100, 3.3, -2.6), { dx: -3.3, dy: 2.6, rotation: 0 });
    let worst = 0;
    const { x, y, width, height } = valid!;
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) {
        const at = row * 120 + column;
        worst = Math.max(worst, Math.abs(plane.data[at]! - still.data[at]!));
      }
    }
    expect(width).toBeGreaterThan(100);
    expect(worst).toBeLessThan(0.01 * Math.max(...still.data));
  });

  it('turns counter-clockwise on the screen: what was right comes up', () => {
    const moving = { width: 41, height: 41, data: new Float32Array(41 * 41) };
    moving.data[20 * 41 + 30] = 1;
    const { plane } = resample(cv, moving, { dx: 0, dy: 0, rotation: 90 });
    expect(plane.data[10 * 41 + 20]).toBeCloseTo(1, 3);
  });

  it('clamps integers instead of letting them wrap', () => {
    const edge = { width: 40, height: 20, data: new Uint8Array(800).map((_v, i) => (i % 40 < 20 ? 0 : 255)) };
    const { data } = resample(cv, edge, { dx: 0.5, dy: 0, rotation: 0 }).plane;
    expect(data[10 * 40 + 17]).toBeLessThan(20);
    expect(data[10 * 40 + 23]).toBeGreaterThan(235);
  });

  it('has taps that add up to one', () => {
    const taps = lanczosTaps(0.3, 4);
    expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
    expect(Math.max(...taps)).toBe(taps[4]);
  });
});

describe('camera offsets', () => {
  it('takes the middle of many shifts, with their spread', () => {
    const shifts = [1, 1.1, 0.9, 1, 30].map((dx) => ({ dx, dy: -2 }));
    expect(constantOffset(shifts)).toMatchObject({ dx: 1, dy: -2, pairs: 5 });
    expect(constantOffset(shifts).spread.dx).toBeCloseTo(0.148, 3);
    expect(() => constantOffset([])).toThrow(RangeError);
  });

  it('reads the dark level from the empty parts', () => {
    const random = seededRandom(1);
    const data = Uint16Array.from(
      { length: 128 * 128 },
      (_, i) => (i % 128 < 64 ? 100 : 400) + 20 * random(),
    );
    expect(Math.abs(darkOffset({ width: 128, height: 128, data }) - 109.5)).toBeLessThan(3);
  });
});
