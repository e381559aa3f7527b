import { afterEach, describe, expect, it, vi } from 'vitest';
import { measureSteps } from '../../../electron/engine/training/measure-steps.ts';
import { FakeTrainer } from './fake-trainer.ts';

const graphs = vi.hoisted(() => ({ loaded: 0 }));
vi.mock('../../../electron/engine/runtime/session.ts', () => ({ graphsLoaded: () => graphs.loaded }));
afterEach(() => void (graphs.loaded = 0));

const nothing = async (): Promise<void> => undefined;

describe('measured steps', () => {
  it('are the first and those after it, once each, where one compilation serves all', async () => {
    const trainer = new FakeTrainer(100);
    trainer.during = (step) => void (graphs.loaded ||= step === 20 ? 1 : 0);
    const told: number[] = [];
    const tell = async (done: number): Promise<void> => void told.push(done);
    const { firstStep, seconds } = await measureSteps(trainer, { first: 20, steps: 80 }, 4, tell);
    expect(trainer.steps).toEqual([20, 21, 22, 23, 24]);
    expect(firstStep).toBeGreaterThanOrEqual(0);
    expect(seconds).toHaveLength(4);
    expect(told).toEqual([0, 1, 2, 3, 4]);
  });

  it('are taken again from the first on that compiled another shape', async () => {
    const trainer = new FakeTrainer(100);
    trainer.during = (step) =>
      void (graphs.loaded = Math.max(graphs.loaded, step === 0 ? 1 : step >= 2 ? 2 : 1));
    const { seconds } = await measureSteps(trainer, { first: 0, steps: 100 }, 3, nothing);
    expect(trainer.steps).toEqual([0, 1, 2, 2, 3, 3]);
    expect(seconds).toHaveLength(3);
  });

  it('stay within a short phase', async () => {
    const trainer = new FakeTrainer(100);
    await measureSteps(trainer, { first: 10, steps: 2 }, 4, nothing);
    expect(trainer.steps).toEqual([10, 11, 10, 11, 10]);
  });

  it('end where telling throws', async () => {
    const trainer = new FakeTrainer(100);
    const stop = async (done: number): Promise<void> => {
      if (done === 2) throw new Error('enough');
    };
    await expect(measureSteps(trainer, { first: 0, steps: 9 }, 5, stop)).rejects.toThrow('enough');
    expect(trainer.steps).toEqual([0, 1]);
  });
});
