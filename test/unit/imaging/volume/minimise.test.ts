import { describe, expect, it } from 'vitest';
import { minimise } from '../../../../electron/engine/imaging/volume/minimise.ts';

describe('minimise', () => {
  it('finds the bottom of a tilted bowl whose axes are not the parameters’', async () => {
    const bowl = ([x = 0, y = 0, z = 0]: readonly number[]): number =>
      (x - 3) ** 2 + (y + 1) ** 2 + (z - 0.5) ** 2 + 1.5 * (x - 3) * (y + 1) + 7;
    const found = await minimise(bowl, [0, 0, 0], { step: 1, tolerance: 1e-4, maxCycles: 20 });
    expect(found.converged).toBe(true);
    expect(found.value).toBeCloseTo(7, 6);
    [3, -1, 0.5].forEach((wanted, i) => expect(found.at[i]).toBeCloseTo(wanted, 3));
  });

  it('follows Rosenbrock’s bent valley', async () => {
    const valley = ([x = 0, y = 0]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const found = await minimise(valley, [-1.2, 1], { step: 0.5, tolerance: 1e-5, maxCycles: 100 });
    expect(found.at[0]).toBeCloseTo(1, 3);
    expect(found.at[1]).toBeCloseTo(1, 3);
    expect(found.evaluations).toBeLessThan(2000);
  });

  it('ends where there is no minimum, and says so', async () => {
    const slope = ([x = 0]: readonly number[]): number => -x;
    const found = await minimise(slope, [0], { step: 1, tolerance: 1e-3, maxCycles: 3 });
    expect(found.converged).toBe(false);
  });

  it('stays where all is level', async () => {
    const found = await minimise(() => 1, [4, 5], { step: 1, tolerance: 1e-3, maxCycles: 5 });
    expect(found).toMatchObject({ at: [4, 5], value: 1, converged: true });
  });

  it('ends with what is thrown between line searches', async () => {
    const stop = minimise(([x = 0]) => x * x, [1], {
      step: 1,
      tolerance: 1e-3,
      maxCycles: 5,
      afterLine: () => Promise.reject(new Error('enough')),
    });
    await expect(stop).rejects.toThrow('enough');
  });
});
