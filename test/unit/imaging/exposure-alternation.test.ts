import { describe, expect, it } from 'vitest';
import { findAlternation } from '../../../electron/engine/imaging/exposure-alternation.ts';
import type { Exposure, FrameStatistics } from '../../../electron/engine/imaging/exposure-alternation.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';

/** A movie's statistics from letters: L and H, with bleaching to half and a little noise. */
function statisticsOf(pattern: string, ratio = 4, noise = 0.01): FrameStatistics[] {
  const random = seededRandom(3);
  return [...pattern].map((letter, i) => {
    const light = (letter === 'H' ? ratio : 1) * (1 - (0.5 * i) / pattern.length);
    const level = 100 + 50 * light * (1 + noise * (random() - 0.5));
    return { median: level, bright: 3 * level };
  });
}
const timesOf = (pattern: string): number[] => [...pattern].map((letter) => (letter === 'H' ? 0.2 : 0.01));

describe('findAlternation', () => {
  it('reads exposure times where the file has them', () => {
    const found = findAlternation(timesOf('LHLHLHLH'), []);
    expect(found).toMatchObject({ period: 2, source: 'metadata', dropped: [], confidence: 1 });
    expect(found.lowFrames).toEqual([0, 2, 4, 6]);
    expect(found.pairs).toEqual([0, 2, 4, 6].map((low) => ({ low, high: low + 1 })));
  });

  it('reads intensities elsewhere, through bleaching, whichever exposure comes first', () => {
    const found = findAlternation(null, statisticsOf('HLHLHLHLHLHLHLHLHLHL'));
    expect(found).toMatchObject({ period: 2, source: 'intensity', dropped: [] });
    expect(found.highFrames).toEqual(Array.from({ length: 10 }, (_, i) => 2 * i));
    expect(found.pairs[3]).toEqual({ high: 6, low: 7 });
    expect(found.confidence).toBeGreaterThan(0.8);
  });

  it('keeps the other pairs right where frames were dropped, and says which', () => {
    const found = findAlternation(null, statisticsOf('LHLHLLHLHHLHLH'));
    expect(found.dropped).toEqual([
      { after: 4, exposure: 'high' },
      { after: 8, exposure: 'low' },
    ]);
    expect(found.pairs).toEqual(
      [
        [0, 1],
        [2, 3],
        [5, 6],
        [7, 8],
        [10, 11],
        [12, 13],
      ].map(([low, high]) => ({ low, high })),
    );
  });

  it('uses each frame once and pairs neighbours only, also in longer cycles', () => {
    const found = findAlternation(null, statisticsOf('LLHLLHLLHLLHLLH'));
    expect(found.period).toBe(3);
    expect(found.pairs).toEqual([1, 4, 7, 10, 13].map((low) => ({ low, high: low + 1 })));
  });

  it('looks at intensities where all exposure times are one, and refuses a third exposure', () => {
    const pattern = 'LHLHLHLH';
    expect(findAlternation(Array(8).fill(0.1), statisticsOf(pattern)).source).toBe('intensity');
    expect(() => findAlternation([0.1, 0.2, 0.4, 0.1, 0.2, 0.4], [])).toThrow(/3 exposure times/);
  });

  it('refuses movies without alternation, with the reason', () => {
    expect(() => findAlternation(null, statisticsOf('LLLLLLLLLLLL', 4, 0.05))).toThrow(/no two levels/);
    expect(() => findAlternation(null, statisticsOf('LHL'))).toThrow(/4 frames or more/);
    const random = seededRandom(9);
    const anyOrder = Array.from({ length: 60 }, (): Exposure => (random() < 0.5 ? 'low' : 'high'));
    const letters = anyOrder.map((each) => (each === 'low' ? 'L' : 'H')).join('');
    expect(() => findAlternation(timesOf(letters), [])).toThrow(/regular pattern/);
  });
});
