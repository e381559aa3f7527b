import { describe, expect, it } from 'vitest';
import { mostClasses, overlap } from '../../../electron/engine/metrics/overlap.ts';

describe('overlap of class maps', () => {
  it('has Dice and IoU of each class, and means without the ignored one', () => {
    const target = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
    const prediction = [0, 0, 0, 1, 1, 1, 2, 2, 2, 0];
    const { perClass, meanDice, meanIou, accuracy } = overlap(prediction, target, { ignored: 0 });
    expect(perClass).toEqual([
      { class: 0, predicted: 4, target: 4, shared: 3, dice: 3 / 4, iou: 3 / 5 },
      { class: 1, predicted: 3, target: 3, shared: 2, dice: 2 / 3, iou: 2 / 4 },
      { class: 2, predicted: 3, target: 3, shared: 2, dice: 2 / 3, iou: 2 / 4 },
    ]);
    expect([meanDice, meanIou, accuracy]).toEqual([2 / 3, 0.5, 0.7]);
  });

  it('is 1 for equal maps, 0 for a class found in one of them, null for one in neither', () => {
    const { perClass, meanDice } = overlap([1, 1], [1, 1], { classes: [1, 7] });
    expect(perClass.map(({ dice, iou }) => [dice, iou])).toEqual([[1, 1], [null, null]]); // prettier-ignore
    expect(meanDice).toBe(1);
    expect(overlap([0, 0], [0, 5], { ignored: 0 })).toMatchObject({ meanDice: 0, meanIou: 0, accuracy: 0.5 });
  });

  it('of empty masks has no mean', () => {
    expect(overlap([0, 0], [0, 0], { ignored: 0 })).toMatchObject({
      meanDice: null,
      meanIou: null,
      accuracy: 1,
    });
  });

  it('keeps Dice = 2 IoU / (1 + IoU)', () => {
    const map = (seed: number) => Array.from({ length: 500 }, (_, i) => (i * seed * seed + (i >> 3)) % 4);
    for (const { dice, iou } of overlap(map(3), map(5)).perClass) {
      expect(dice).toBeCloseTo((2 * (iou ?? NaN)) / (1 + (iou ?? NaN)), 12);
    }
  });

  it('refuses other sizes, nothing, NaN, and images', () => {
    expect(() => overlap([1], [1, 2])).toThrow(/1 and 2 pixels/);
    expect(() => overlap([], [])).toThrow(RangeError);
    expect(() => overlap([NaN], [1])).toThrow(/NaN/);
    const many = Array.from({ length: mostClasses + 1 }, (_, i) => i);
    expect(() => overlap(many, many)).toThrow(/more than 256/);
  });
});
