import { describe, expect, it } from 'vitest';
import {
  intersectionOverUnion,
  matchBoxes,
  scoreBoxes,
} from '../../../electron/engine/metrics/box-matching.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('intersection over union', () => {
  it.each([
    [box(0, 0, 10, 10), box(0, 0, 10, 10), 1],
    [box(0, 0, 10, 10), box(5, 0, 10, 10), 1 / 3],
    [box(0, 0, 10, 10), box(2, 2, 5, 5), 0.25],
    [box(0, 0, 10, 10), box(10, 0, 10, 10), 0],
    [box(0, 0, 0, 0), box(0, 0, 0, 0), 0],
  ])('%o and %o: %d', (a, b, expected) => {
    expect(intersectionOverUnion(a, b)).toBeCloseTo(expected, 12);
    expect(intersectionOverUnion(b, a)).toBeCloseTo(expected, 12);
  });
});

describe('matching', () => {
  it('uses each box once, the best overlap first', () => {
    const truth = [box(0, 0, 10, 10), box(100, 0, 10, 10)];
    const found = [box(0, 0, 10, 8), box(0, 0, 10, 9), box(101, 0, 10, 10), box(50, 50, 10, 10)];
    expect(matchBoxes(found, truth)).toEqual([
      { found: 1, truth: 0, iou: 0.9 },
      { found: 2, truth: 1, iou: 9 / 11 },
    ]);
  });

  it('counts pairs at the threshold and not below it', () => {
    expect(matchBoxes([box(0, 0, 10, 5)], [box(0, 0, 10, 10)], 0.5)).toHaveLength(1);
    expect(matchBoxes([box(0, 0, 10, 5)], [box(0, 0, 10, 10)], 0.51)).toHaveLength(0);
  });
});

describe('score', () => {
  it('counts over all images together', () => {
    const score = scoreBoxes([
      { found: [box(0, 0, 10, 10), box(50, 50, 5, 5)], truth: [box(0, 0, 10, 10)] },
      { found: [box(0, 0, 10, 8)], truth: [box(0, 0, 10, 10), box(30, 30, 5, 5), box(60, 60, 5, 5)] },
    ]);
    expect(score).toEqual({
      matched: 2,
      found: 3,
      truth: 4,
      precision: 2 / 3,
      recall: 0.5,
      f1: 4 / 7,
      meanIou: 0.9,
    });
  });

  it('is NaN where there is nothing to count', () => {
    expect(scoreBoxes([])).toMatchObject({ matched: 0, precision: NaN, recall: NaN, f1: NaN, meanIou: NaN });
  });
});
