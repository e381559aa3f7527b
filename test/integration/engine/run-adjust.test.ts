import { describe, expect, it } from 'vitest';
import { missingPhotos, startEngine, startProject, tinyRun, untilEnded } from './engine-fixture.ts';

const usual = { recipe: 'microgan', preset: 'quick', seed: 5 };
const parameters = { ...tinyRun, stepLimit: 60, warmUpSteps: 20, schedule: 'cosine' };

describe.skipIf(missingPhotos)('a learning rate that is changed while a run trains', () => {
  it('holds from its step on, in the record, when the run goes on and when it is replayed, bit by bit', async () => {
    const test = await startEngine();
    const { call, next } = test;
    const { project, dataset } = await startProject(test);
    const request = { project, dataset, ...usual, parameters };
    const { id } = await call('run.start', request);
    const run = { project, run: id };
    await next('run.progress', ({ step }) => step >= 6);
    const rates = { learningRate: 1e-3, criticLearningRate: 1e-5 };
    const changed = await call('run.adjust', { ...run, rates });
    const step = changed.rateChanges[0]?.step ?? 0;
    expect(changed.rateChanges).toMatchObject([{ step, rates }]);
    expect(step).toBeGreaterThanOrEqual(6);
    await next('run.progress', (progress) => progress.step >= step + 12);
    await call('run.stop', run);

    const plain = await call('run.start', request);
    await untilEnded(test, project, plain.id);
    await call('run.resume', run);
    const ended = await untilEnded(test, project, id);
    expect(ended).toMatchObject({ state: 'finished', rateChanges: changed.rateChanges });
    const { points } = await call('run.losses', { ...run, fromStep: 0 });
    const { points: without } = await call('run.losses', { project, run: plain.id, fromStep: 0 });
    // A rate changes weights at its step, so losses differ from the next on.
    expect(points.slice(0, step + 1)).toEqual(without.slice(0, step + 1));
    expect(points[step + 1]).not.toEqual(without[step + 1]);

    const replay = await call('run.replay', { ...run, steps: 60 });
    expect(replay).toMatchObject({ equal: true, differences: [] });
    expect(replay.steps).toHaveLength(60);
    await expect(call('run.adjust', { ...run, rates })).rejects.toThrow(/cannot be adjusted: it is finished/);
  });

  it('can be changed while paused and after a stop, and is refused where it is none', async () => {
    const test = await startEngine();
    const { call, next } = test;
    const { project, dataset } = await startProject(test);
    const { id } = await call('run.start', { project, dataset, ...usual, parameters });
    const run = { project, run: id };
    await next('run.progress', ({ step }) => step >= 3);
    const paused = await call('run.pause', run);
    const { rateChanges } = await call('run.adjust', { ...run, rates: { learningRate: 1e-3 } });
    expect(rateChanges).toMatchObject([{ step: paused.step, rates: { learningRate: 1e-3 } }]);
    const stopped = await call('run.stop', run);
    const again = await call('run.adjust', { ...run, rates: { learningRate: 1e-4 } });
    expect(again.rateChanges.at(-1)).toMatchObject({ step: stopped.step, rates: { learningRate: 1e-4 } });
    await expect(call('run.adjust', { ...run, rates: { batchSize: 1 } })).rejects.toThrow(
      /“batchSize” is no learning rate; .* has: learningRate, criticLearningRate/,
    );
    await call('run.resume', run);
    expect(await untilEnded(test, project, id)).toMatchObject({ state: 'finished', step: 60 });
    expect(await call('run.replay', { ...run, steps: 60 })).toMatchObject({ equal: true });
  });

  it('tells what computes and how much memory it takes, and keeps its previews', async () => {
    const test = await startEngine();
    const { call, heard } = test;
    const { project, dataset } = await startProject(test);
    const options = { previewEvery: 5 };
    const { id, device } = await call('run.start', { project, dataset, ...usual, parameters, options });
    const run = { project, run: id };
    await untilEnded(test, project, id);
    const told = heard.flatMap(({ name, payload }) => (name === 'run.progress' ? [payload] : []));
    expect(told.at(-1)).toMatchObject({ device, step: 60 });
    expect(told.every(({ memoryBytes }) => memoryBytes > 2 ** 26)).toBe(true);
    const { steps } = await call('run.previews', run);
    expect(steps).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
    const [early, late] = [
      await call('run.preview', { ...run, step: 5 }),
      await call('run.preview', { ...run, step: 60 }),
    ];
    expect([early.step, late.step]).toEqual([5, 60]);
    expect(early.items[0]?.input).toEqual(late.items[0]?.input);
    expect(early.items[0]?.result).not.toEqual(late.items[0]?.result);
    expect(await call('run.preview', run)).toEqual(late);
    await expect(call('run.preview', { ...run, step: 7 })).rejects.toMatchObject({ code: 'not-found' });
  });
});
