import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../electron/engine/training/early-stop.ts';
import { bestOf, reasonToStop } from '../../../electron/engine/training/early-stop.ts';

const psnr: Criterion = { id: 'psnr', label: 'PSNR', better: 'higher' };
const mae: Criterion = { id: 'mae', label: 'MAE', better: 'lower' };

const points = (...values: (number | null)[]) =>
  values.map((value, i) => ({ step: 10 * (i + 1), scores: { psnr: value, mae: value } }));

describe('the best validation', () => {
  it('is the highest or the lowest score, as the score says', () => {
    expect(bestOf(points(20, 25, 22), psnr)).toEqual({ step: 20, metric: 'psnr', value: 25 });
    expect(bestOf(points(20, 25, 22), mae)).toEqual({ step: 10, metric: 'mae', value: 20 });
  });

  it('is the earliest of equal ones, and none where no score is a number', () => {
    expect(bestOf(points(20, 20), psnr)?.step).toBe(10);
    expect(bestOf(points(null, 3), psnr)?.step).toBe(20);
    expect(bestOf(points(null), psnr)).toBeNull();
    expect(bestOf([], psnr)).toBeNull();
  });
});

describe('early stop', () => {
  it('comes when patience has run out, and not before', () => {
    expect(reasonToStop(points(20, 25, 24), psnr, 2)).toBeNull();
    expect(reasonToStop(points(20, 25, 24, 23), psnr, 2)).toBe(
      'Ended early at step 40: the last 2 validations brought no better PSNR; the best, 25.00 at step 20, is kept.',
    );
    expect(reasonToStop(points(20, 25, 24, 26), psnr, 2)).toBeNull();
    expect(reasonToStop(points(20, 25, 24), psnr, 1)).toMatch(/the last validation brought no better PSNR/);
  });

  it('counts validations without a score, and never comes unasked or before the first score', () => {
    expect(reasonToStop(points(20, null, null), psnr, 2)).toMatch(/at step 30/);
    expect(reasonToStop(points(null, null, null), psnr, 1)).toBeNull();
    expect(reasonToStop(points(20, 19, 18, 17), psnr, null)).toBeNull();
  });
});
