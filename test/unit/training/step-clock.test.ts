import { afterEach, describe, expect, it, vi } from 'vitest';
import { StepClock } from '../../../electron/engine/training/step-clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A clock whose steps last exactly so many milliseconds each. */
async function measured(durations: number[], secondsBefore = 0): Promise<StepClock> {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const clock = new StepClock(secondsBefore);
  for (const duration of durations) {
    await clock.measure(async () => {
      now += duration;
    });
    // What happens between steps does not count.
    now += 10_000;
  }
  return clock;
}

describe('the clock of a run', () => {
  it('adds up steps alone, over resumes', async () => {
    expect((await measured([100, 200], 7)).seconds).toBeCloseTo(7.3, 9);
  });

  it('knows the time left once a few steps are measured', async () => {
    expect((await measured([100, 100, 100, 100])).secondsFor(10)).toBeNull();
    expect((await measured([100, 100, 100, 100, 100])).secondsFor(10)).toBeCloseTo(1, 9);
  });

  it('is not misled by a first step that compiles', async () => {
    const clock = await measured([9000, 100, 100, 100, 100, 100]);
    expect(clock.secondsFor(10)).toBeCloseTo(1, 9);
    expect(clock.stepsPerSecond).toBeCloseTo(10, 9);
  });

  it('follows a run whose steps grow longer', async () => {
    const clock = await measured([...Array<number>(200).fill(50), ...Array<number>(100).fill(150)]);
    expect(clock.secondsFor(10)).toBeCloseTo(1.5, 9);
  });
});
