import { describe, expect, it } from 'vitest';
import {
  standardiser,
  structureFeatures,
  structureFeaturesOfChannel,
} from '../../../electron/engine/metrics/structure-features.ts';
import { rasterOf } from '../../support/evaluated-pairs.ts';

describe('structure features', () => {
  it('are the numbers of grey levels and differences at three scales', () => {
    // A ramp across: 0 1 2 3, 4 px wide and high.
    const ramp = rasterOf(
      4,
      4,
      Uint8Array.from({ length: 16 }, (_, i) => i % 4),
    );
    const features = [...structureFeatures(ramp)];
    expect(features).toHaveLength(structureFeaturesOfChannel);
    expect(features.slice(0, 6)).toEqual([1.5, 0, 1, 2, 2, 3]);
    const [deviation, ...differences] = features.slice(6, 11);
    expect(deviation).toBeCloseTo(Math.sqrt(1.25), 12);
    expect(differences).toEqual([1, 1, 0, 0]);
    // Halved: 0.5 2.5.
    expect(features.slice(11, 16)).toEqual([1, 2, 2, 0, 0]);
    // A quarter: one pixel, without neighbours.
    expect(features.slice(16)).toEqual([0, 0, 0, 0, 0]);
  });

  it('come for each channel, and for a single pixel', () => {
    expect(structureFeatures(rasterOf(2, 2, new Uint8Array(12)))).toHaveLength(
      3 * structureFeaturesOfChannel,
    );
    const pixel = structureFeatures(rasterOf(1, 1, Uint8Array.of(7)));
    expect([...pixel.slice(0, 6)]).toEqual([7, 7, 7, 7, 7, 7]);
    expect([...pixel.slice(6)].every((value) => value === 0)).toBe(true);
  });

  it('are standardised on the reference, where it hardly varies by its largest spread', () => {
    const standard = standardiser([
      [0, 5],
      [200, 5],
    ]);
    expect([...standard([0, 5])]).toEqual([-1, 0]);
    expect([...standard([300, 6])]).toEqual([2, 1]);
    expect([...standardiser([[3], [3]])([5])]).toEqual([2]);
  });
});
