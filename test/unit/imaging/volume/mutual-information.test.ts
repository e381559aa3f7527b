import { describe, expect, it } from 'vitest';
import { identity, rigidTransform } from '../../../../electron/engine/imaging/volume/affine.ts';
import {
  binIntensities,
  mutualInformation,
  sampleReference,
} from '../../../../electron/engine/imaging/volume/mutual-information.ts';
import { phantom } from './phantom.ts';

const t1 = phantom('t1', identity);
const t2 = phantom('t2', identity);
const samples = sampleReference(t1, 32, 20_000, 1);

describe('mutualInformation', () => {
  it('is highest where the heads lie on each other, though their contrasts differ', () => {
    const moving = binIntensities(t2, 32);
    const at = (x: number) =>
      mutualInformation(
        samples,
        moving,
        rigidTransform({ rotation: [0, 0, 0], translation: [x, 0, 0] }, [0, 0, 0]),
      );
    const values = [0, 1, 2, 4, 8].map((x) => at(x).normalised);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(at(0).mutualInformation).toBeGreaterThan(2 * at(8).mutualInformation);
  });

  it('is nothing between a head and numbers that know nothing of it', () => {
    let state = 1;
    const noise = t1.data.map(() => (state = (state * 16807) % 2147483647) % 1000);
    const found = mutualInformation(samples, binIntensities({ ...t1, data: noise }, 32), identity);
    expect(found.mutualInformation).toBeLessThan(0.02);
    expect(found.normalised).toBeLessThan(1.01);
  });

  it('tells which share of the points is inside', () => {
    const moving = binIntensities(t2, 32);
    const away = (x: number) => rigidTransform({ rotation: [0, 0, 0], translation: [x, 0, 0] }, [0, 0, 0]);
    expect(mutualInformation(samples, moving, identity).overlap).toBe(1);
    expect(mutualInformation(samples, moving, away(40)).overlap).toBeCloseTo(0.5, 2);
    expect(mutualInformation(samples, moving, away(500))).toEqual({
      mutualInformation: 0,
      normalised: 1,
      overlap: 0,
    });
  });

  it('is 0 for a volume of one value', () => {
    const flat = binIntensities({ ...t2, data: new Float32Array(t2.data.length).fill(7) }, 32);
    expect(mutualInformation(samples, flat, identity).mutualInformation).toBeCloseTo(0, 9);
  });
});

describe('sampleReference', () => {
  it('spreads its points evenly, the same for a seed', () => {
    const octants = new Array<number>(8).fill(0);
    for (let i = 0; i < samples.points.length; i += 3) {
      const [x, y, z] = samples.points.subarray(i, i + 3);
      octants[Number(x! > 0) + 2 * Number(y! > 0) + 4 * Number(z! > 0)]! += 1;
    }
    octants.forEach((count) => expect(Math.abs(count - 2500)).toBeLessThan(40));
    expect(sampleReference(t1, 32, 20_000, 1)).toEqual(samples);
    expect(sampleReference(t1, 32, 20_000, 2).points).not.toEqual(samples.points);
  });
});
