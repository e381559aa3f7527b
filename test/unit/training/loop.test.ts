import { describe, expect, it } from 'vitest';
import type { LossPoint } from '../../../electron/contract/events.ts';
import type { LoopProgress } from '../../../electron/engine/training/loop.ts';
import { TrainingLoop } from '../../../electron/engine/training/loop.ts';
import { FakeTrainer, MemoryStore } from './fake-trainer.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

function setUp(totalSteps: number, options: Partial<ConstructorParameters<typeof TrainingLoop>[1]> = {}) {
  const trainer = new FakeTrainer(totalSteps);
  const store = new MemoryStore();
  const points: LossPoint[] = [];
  const progress: LoopProgress[] = [];
  const previews: number[] = [];
  const states: string[] = [];
  const loop = new TrainingLoop(trainer, {
    seed: 3,
    store,
    on: {
      losses: (batch) => points.push(...batch),
      progress: (now) => progress.push(now),
      preview: (step) => void previews.push(step),
      state: (state) => states.push(state),
    },
    ...options,
  });
  return { trainer, store, loop, points, progress, previews, states };
}

describe('the training loop', () => {
  it('takes every step once and tells every loss in order', async () => {
    const { trainer, loop, points, progress } = setUp(10);
    expect(await loop.run()).toMatchObject({ state: 'finished', step: 10 });
    expect(trainer.steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(points.map(({ step }) => step)).toEqual(trainer.steps);
    expect(points[3]?.values).toEqual({ content: 0.25 });
    expect(progress.at(-1)).toMatchObject({ step: 10, totalSteps: 10, epoch: 2.5, secondsLeft: 0 });
  });

  it('saves on its interval and at the end', async () => {
    const { store, loop } = setUp(10, { checkpointEverySteps: 4 });
    await loop.run();
    expect(store.saved.map(({ step }) => step)).toEqual([4, 8, 10]);
    expect(store.saved.map(({ variables }) => variables.get('weight')?.[0])).toEqual([4, 8, 10]);
    expect(store.saved[0]?.seed).toBe(3);
  });

  it('goes on from a checkpoint', async () => {
    const first = setUp(10, { checkpointEverySteps: 4 });
    await first.loop.run();
    const second = setUp(10, { from: first.store.saved[1] });
    await second.loop.run();
    expect(second.trainer.steps).toEqual([8, 9]);
    expect(second.trainer.weight).toBe(10);
    expect(second.store.saved.at(-1)?.seconds).toBeGreaterThanOrEqual(
      first.store.saved[1]?.seconds as number,
    );
  });

  it('shows previews on its interval and at the end', async () => {
    const { loop, previews } = setUp(10, { previewEverySteps: 4 });
    await loop.run();
    expect(previews).toEqual([4, 8, 10]);
  });

  it('validates on its interval and at the end, before a checkpoint of the same step', async () => {
    const order: string[] = [];
    const { loop, store } = setUp(10, {
      checkpointEverySteps: 4,
      validation: {
        everySteps: 4,
        validate: async (step, capture) => {
          order.push(`${step}: ${capture().variables.get('weight')?.[0]}, ${store.saved.length} saved`);
          return null;
        },
      },
    });
    expect(await loop.run()).toMatchObject({ state: 'finished', message: '' });
    expect(order).toEqual(['4: 4, 0 saved', '8: 8, 1 saved', '10: 10, 2 saved']);
  });

  it('ends where validation says so, with a checkpoint and its words', async () => {
    const { trainer, store, loop } = setUp(10, {
      validation: { everySteps: 3, validate: async (step) => (step === 6 ? 'Enough.' : null) },
    });
    expect(await loop.run()).toMatchObject({ state: 'finished', message: 'Enough.', step: 6 });
    expect(trainer.steps).toHaveLength(6);
    expect(store.saved.map(({ step }) => step)).toEqual([6]);
  });

  it('keeps no best checkpoint of weights that are not numbers', async () => {
    const { trainer, loop } = setUp(10, {
      validation: {
        everySteps: 3,
        validate: async (_step, capture) => {
          capture();
          return null;
        },
      },
    });
    trainer.during = (step) => {
      if (step === 2) trainer.weight = NaN;
    };
    await expect(loop.run()).rejects.toThrow(/^Training diverged at step 4: weight is not a number/);
  });

  it('stops after the step under way, with a checkpoint', async () => {
    const { trainer, store, loop } = setUp(10);
    trainer.during = (step) => {
      if (step === 5) loop.stop();
    };
    expect(await loop.run()).toMatchObject({ state: 'stopped', step: 6 });
    expect(store.saved.map(({ step }) => step)).toEqual([6]);
  });

  it('rests while paused, is saved by then, and goes on', async () => {
    const { trainer, store, loop, states } = setUp(10);
    trainer.during = (step) => {
      if (step === 2) loop.pause();
    };
    const run = loop.run();
    for (let i = 0; i < 20; i += 1) await tick();
    expect(loop.state).toBe('paused');
    expect(trainer.steps).toEqual([0, 1, 2]);
    expect(store.saved.map(({ step }) => step)).toEqual([3]);
    loop.resume();
    expect(await run).toMatchObject({ state: 'finished', step: 10 });
    expect(states).toEqual(['running', 'paused', 'running']);
  });

  it('can be stopped while paused', async () => {
    const { trainer, loop } = setUp(10);
    trainer.during = () => loop.pause();
    const run = loop.run();
    for (let i = 0; i < 20; i += 1) await tick();
    loop.stop();
    expect(await run).toMatchObject({ state: 'stopped', step: 1 });
  });

  it('lets other work run between any two steps', async () => {
    const { trainer, loop } = setUp(5);
    const order: string[] = [];
    trainer.during = (step) => {
      order.push(`step ${step}`);
      setImmediate(() => order.push(`call ${step}`));
    };
    await loop.run();
    expect(order.slice(0, 4)).toEqual(['step 0', 'call 0', 'step 1', 'call 1']);
  });

  it('ends in plain words when a loss is not a number, and saves nothing after it', async () => {
    const { trainer, store, loop } = setUp(10, { checkpointEverySteps: 2 });
    trainer.lossAt = (step) => (step === 5 ? NaN : 1);
    const words =
      'Training diverged at step 6: its loss "content" is not a number. The checkpoint of step 4 is kept.';
    await expect(loop.run()).rejects.toThrow(words);
    expect(store.saved.map(({ step }) => step)).toEqual([2, 4]);
    expect(loop.state).toBe('idle');
  });

  it('does not save weights that are not numbers', async () => {
    const { trainer, store, loop } = setUp(10, { checkpointEverySteps: 2 });
    trainer.during = (step) => {
      if (step === 3) trainer.weight = Infinity;
    };
    await expect(loop.run()).rejects.toThrow(/weight is not a number\. The checkpoint of step 2 is kept/);
    expect(store.saved.map(({ step }) => step)).toEqual([2]);
  });

  it('does not count a pause as training', async () => {
    const { trainer, loop, store } = setUp(4);
    trainer.during = (step) => {
      if (step === 1) loop.pause();
    };
    const run = loop.run();
    await new Promise((resolve) => setTimeout(resolve, 120));
    loop.resume();
    await run;
    // Four steps that do nothing, beside a pause of 120 ms.
    expect(store.saved.at(-1)?.seconds).toBeLessThan(0.1);
  });
});
