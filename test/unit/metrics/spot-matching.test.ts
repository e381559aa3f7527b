import { describe, expect, it } from 'vitest';
import { matchSpots } from '../../../electron/engine/metrics/spot-matching.ts';

const at = (x: number, y: number) => ({ x, y });

describe('spot matching', () => {
  it('pairs each spot once and names what was lost and invented', () => {
    const match = matchSpots([at(10, 10), at(50, 50.5), at(90, 90)], [at(10, 11), at(50, 50), at(20, 70)], 2);
    expect(match.pairs).toEqual([
      { found: 0, truth: 0, distance: 1 },
      { found: 1, truth: 1, distance: 0.5 },
    ]);
    expect(match).toMatchObject({ invented: [2], lost: [2], precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(match.localisationError).toBe(0.75);
    expect(match.rmsError).toBeCloseTo(Math.sqrt((1 + 0.25) / 2), 12);
  });

  it('finds more pairs than taking the nearest first would', () => {
    // The nearest pair (found 0, truth 1) would leave found 1 and truth 0 alone.
    const match = matchSpots([at(1.9, 0), at(3.5, 0)], [at(0, 0), at(2, 0)], 2);
    expect(match.pairs.map(({ found, truth }) => [found, truth])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('counts a distance that equals the tolerance', () => {
    expect(matchSpots([at(0, 0)], [at(3, 4)], 5).pairs).toHaveLength(1);
    expect(matchSpots([at(0, 0)], [at(3, 4)], 4.999).pairs).toHaveLength(0);
  });

  it('has no score where there is nothing to divide by', () => {
    expect(matchSpots([], [], 2)).toEqual({
      pairs: [],
      invented: [],
      lost: [],
      precision: null,
      recall: null,
      f1: null,
      localisationError: null,
      rmsError: null,
    });
    expect(matchSpots([at(1, 1)], [], 2)).toMatchObject({ precision: 0, recall: null, f1: 0, invented: [0] });
    expect(matchSpots([], [at(1, 1)], 2)).toMatchObject({ precision: null, recall: 0, f1: 0, lost: [0] });
  });

  it('gives 1 for a list against itself', () => {
    const spots = Array.from({ length: 300 }, (_, i) => at((i * 37) % 101, (i * 53) % 97));
    expect(matchSpots(spots, spots, 3)).toMatchObject({ f1: 1, localisationError: 0, rmsError: 0 });
  });

  it('refuses a tolerance or coordinates that are no numbers, and clusters too large', () => {
    expect(() => matchSpots([], [], 0)).toThrow(RangeError);
    expect(() => matchSpots([at(NaN, 0)], [], 1)).toThrow(/finite/);
    const crowd = Array.from({ length: 4001 }, (_, i) => at(i * 1e-6, 0));
    expect(() => matchSpots(crowd, [at(0, 0)], 1)).toThrow(/smaller tolerance/);
  });
});
