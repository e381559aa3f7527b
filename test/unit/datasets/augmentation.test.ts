import { describe, expect, it } from 'vitest';
import {
  augmentGeometry,
  augmentValues,
  drawAugmentation,
  greyLevel,
  parseAugmentation,
} from '../../../electron/engine/datasets/augmentation.ts';
import type { AugmentationDraw } from '../../../electron/engine/datasets/augmentation.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { turnRaster } from '../../../electron/engine/imaging/turn-raster.ts';
import { drawPicture } from './feed-fixture.ts';

const whole = { area: 1, x: 0, y: 0 };
const still: AugmentationDraw = {
  mirrorX: false,
  mirrorY: false,
  turns: 0,
  crop: whole,
  gain: 1,
  constant: 0,
};
const draws = (parameters: Record<string, number | boolean>, count = 200): AugmentationDraw[] =>
  Array.from({ length: count }, (_, seed) =>
    drawAugmentation(parseAugmentation(parameters), seededRandom(seed)),
  );

describe('what chance decides', () => {
  it('covers all orientations, constants from 0 to 200 and gains within their bounds', () => {
    const all = draws({ constant: 200, brightness: 0.3 }, 3000);
    const orientations = all.map(({ mirrorX, mirrorY, turns }) => `${mirrorX} ${mirrorY} ${turns}`);
    expect(new Set(orientations).size).toBe(16);
    const constants = new Set(all.map(({ constant }) => constant));
    expect([Math.min(...constants), Math.max(...constants)]).toEqual([0, 200]);
    expect(constants.size).toBe(201);
    const gains = all.map(({ gain }) => gain);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.7);
    expect(Math.max(...gains)).toBeLessThanOrEqual(1.3);
    expect(Math.max(...gains) - Math.min(...gains)).toBeGreaterThan(0.5);
  });

  it('does nothing that is switched off, and switching one on leaves the others', () => {
    const off = { flips: false, rotations: false };
    expect(new Set(draws(off).map((draw) => JSON.stringify({ ...draw, crop: whole })))).toEqual(
      new Set([JSON.stringify(still)]),
    );
    const turns = draws({ ...off, rotations: true }).map((draw) => draw.turns);
    expect(draws({ brightness: 0.5, constant: 9 }).map((draw) => draw.turns)).toEqual(turns);
  });
});

describe('geometry', () => {
  const picture = drawPicture(12, 12, 'uint8', 3);

  it('moves pixels and makes none up, in each orientation', () => {
    const seen = new Set<string>();
    for (const mirrorX of [false, true]) {
      for (const turns of [0, 1, 2, 3]) {
        const turned = turnRaster(picture, { mirrorX, mirrorY: false, turns });
        expect([...turned.data].sort()).toEqual([...picture.data].sort());
        seen.add([...turned.data].join());
      }
    }
    expect(seen.size).toBe(8);
  });

  it('turns clockwise, width and height exchanged', () => {
    const row = { ...drawPicture(3, 2, 'uint8'), data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const turn = (turns: number) => turnRaster(row, { mirrorX: false, mirrorY: false, turns });
    expect(turn(1)).toMatchObject({ width: 2, height: 3, data: Uint8Array.of(4, 1, 5, 2, 6, 3) });
    expect(turn(2).data).toEqual(Uint8Array.of(6, 5, 4, 3, 2, 1));
    expect(turn(3).data).toEqual(Uint8Array.of(3, 6, 2, 5, 1, 4));
    expect(turnRaster(row, { mirrorX: true, mirrorY: false, turns: 0 }).data).toEqual(
      Uint8Array.of(3, 2, 1, 6, 5, 4),
    );
    expect(turnRaster(row, { mirrorX: false, mirrorY: true, turns: 0 }).data).toEqual(
      Uint8Array.of(4, 5, 6, 1, 2, 3),
    );
  });

  it('keeps the shape of images that are not square', async () => {
    const wide = drawPicture(12, 8);
    for (const turns of [0, 1, 2, 3]) {
      const turned = await augmentGeometry(wide, { ...still, turns }, false);
      expect(turned).toMatchObject({ width: 12, height: 8 });
    }
  });

  it('crops the stated area with the image’s aspect, and enlarges it again', async () => {
    // A ramp: its slope is smaller by what it was enlarged.
    const ramp = drawPicture(100, 60, 'float32');
    ramp.data = Float32Array.from({ length: 6000 }, (_, i) => i % 100);
    const crop = { area: 0.9, x: 0.5, y: 0 };
    const enlarged = await augmentGeometry(ramp, { ...still, crop }, false);
    expect(enlarged).toMatchObject({ width: 100, height: 60 });
    const slope = ((enlarged.data[80] as number) - (enlarged.data[20] as number)) / 60;
    expect(slope).toBeCloseTo(Math.round(100 * Math.sqrt(0.9)) / 100, 3);
    expect(enlarged.data[50]).toBeCloseTo(50, 0);
  });

  it('leaves a class map its numbers', async () => {
    const map = drawPicture(20, 20, 'uint8');
    map.data = map.data.map((value) => (value % 3) * 7);
    const varied = await augmentGeometry(map, { ...still, crop: { area: 0.7, x: 0.99, y: 0.99 } }, true);
    expect(new Set(varied.data)).toEqual(new Set([0, 7, 14]));
  });
});

describe('values', () => {
  it('of 16 bits do not wrap around, and both of a pair get the same', () => {
    const pair = [Float32Array.of(0, 65000, 65535), Float32Array.of(12, 13, 14)];
    const level = greyLevel('eight-bit', 'uint16', 1);
    expect(level).toBe(257);
    for (const values of pair)
      augmentValues(values, { ...still, gain: 1.5, constant: 200 }, level, 0, seededRandom(1));
    expect([...(pair[0] as Float32Array)]).toEqual([0, 65000, 65535].map((value) => value * 1.5 + 200 * 257));
    expect([...(pair[1] as Float32Array)]).toEqual([12, 13, 14].map((value) => value * 1.5 + 200 * 257));
  });

  it('count grey levels of the file, of 8 bits, or of a float’s range', () => {
    expect(greyLevel('file', 'uint16', 1)).toBe(1);
    expect(greyLevel('eight-bit', 'uint8', 1)).toBe(1);
    expect(greyLevel('eight-bit', 'float32', 0.51)).toBeCloseTo(0.002, 9);
  });

  it('noise is normal with the stated deviation, and the same for the same seed', () => {
    const make = (seed: number): Float32Array => {
      const values = new Float32Array(20_001).fill(100);
      augmentValues(values, still, 2, 5, seededRandom(seed));
      return values;
    };
    const values = make(3);
    expect(values).toEqual(make(3));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(mean).toBeGreaterThan(99.7);
    expect(mean).toBeLessThan(100.3);
    expect(deviation).toBeGreaterThan(9.8);
    expect(deviation).toBeLessThan(10.2);
    const within = values.filter((value) => Math.abs(value - 100) < 10).length / values.length;
    expect(within).toBeGreaterThan(0.67);
    expect(within).toBeLessThan(0.7);
  });
});
