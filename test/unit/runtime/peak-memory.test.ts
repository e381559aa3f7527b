import { describe, expect, it } from 'vitest';
import { resetPeak } from '../../../electron/engine/runtime/peak-memory.ts';

describe('the peak of memory', () => {
  it('holds what was in use for a moment between two looks', () => {
    const peak = resetPeak();
    const before = peak().bytes;
    const size = 256 * 2 ** 20;
    Buffer.alloc(size, 1);
    const { bytes, since } = peak();
    expect(bytes).toBeGreaterThanOrEqual(process.memoryUsage.rss() * 0.5);
    // A process that cannot forget an earlier, higher peak says so.
    if (since === 'reset') expect(bytes - before).toBeGreaterThan(0.8 * size);
    else expect(bytes).toBeGreaterThanOrEqual(before);
  });

  it.runIf(process.platform === 'linux')('is forgotten by a reset', () => {
    const peak = resetPeak();
    expect(peak().since).toBe('reset');
    expect(peak().bytes).toBeLessThan(process.memoryUsage.rss() * 1.5);
  });
});
