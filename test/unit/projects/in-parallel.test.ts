import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../electron/engine/projects/in-parallel.ts';

const pause = () => new Promise((resolve) => setImmediate(resolve));

describe('working in parallel', () => {
  it('keeps the order and never has more than the limit under way', async () => {
    let [now, most] = [0, 0];
    const results = await inParallel([5, 1, 4, 2, 3], 2, async (n) => {
      most = Math.max(most, (now += 1));
      for (let i = 0; i < n; i += 1) await pause();
      now -= 1;
      return n * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('begins nothing new after a failure, and fails once what was begun has ended', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inParallel([0, 1, 2, 3, 4, 5], 2, async (n) => {
      begun.push(n);
      await pause();
      if (n === 0) throw new Error('broken');
      await pause();
      ended += 1;
    });
    await expect(work).rejects.toThrow('broken');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(1);
  });
});
