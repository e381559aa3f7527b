import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestEngine } from './engine-fixture.ts';
import { missingPhotos, startEngine, startProject, tinyRun, untilEnded } from './engine-fixture.ts';

const usual = { recipe: 'microgan', preset: 'quick', seed: 5 };
const short = { ...usual, parameters: { ...tinyRun, stepLimit: 4, warmUpSteps: 2 } };
const long = { ...usual, parameters: { ...tinyRun, epochs: 1000, stepLimit: 100_000 } };

let child: ChildProcess | undefined;

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
afterEach(kill);

const idsOf = (runs: { id: string }[]): string[] => runs.map(({ id }) => id);

async function waiting({ call }: TestEngine, project: string): Promise<string[]> {
  const { runs } = await call('run.list', { project });
  const queued = runs.filter(({ state }) => state === 'queued');
  return idsOf(queued.sort((a, b) => (a.queue ?? 0) - (b.queue ?? 0)));
}

describe.skipIf(missingPhotos)('the queue of runs', () => {
  it('is put in another order, is left, and is gone through in its order', async () => {
    const test = await startEngine();
    const { call, heard } = test;
    const { project, dataset } = await startProject(test);
    const running = await call('run.start', { project, dataset, ...long });
    const [a, b, c] = [
      await call('run.start', { project, dataset, ...short, name: 'a' }),
      await call('run.start', { project, dataset, ...short, name: 'b' }),
      await call('run.start', { project, dataset, ...short, name: 'c' }),
    ];
    expect([running.queue, a.queue, b.queue, c.queue]).toEqual([null, 0, 1, 2]);
    expect(running).toMatchObject({ state: 'running', name: '' });
    await call('run.reorder', { project, runs: [c.id, b.id, a.id] });
    expect(await waiting(test, project)).toEqual([c.id, b.id, a.id]);
    await expect(call('run.reorder', { project, runs: [a.id, b.id] })).rejects.toThrow(/queue has changed/);

    const { runs } = await call('run.remove', { project, run: b.id });
    expect(idsOf(runs)).not.toContain(b.id);
    expect(await waiting(test, project)).toEqual([c.id, a.id]);
    expect(await call('run.restore', { project, run: b.id })).toMatchObject({
      state: 'stopped',
      queue: null,
    });
    await expect(call('run.remove', { project, run: running.id })).rejects.toThrow(
      /cannot be removed: it is/,
    );

    await call('run.stop', { project, run: running.id });
    await untilEnded(test, project, a.id);
    const begun = heard.flatMap(({ name, payload }) =>
      name === 'run.state' && payload.state === 'running' ? [payload.run] : [],
    );
    expect(begun).toEqual([running.id, c.id, a.id]);
  });

  it('is offered again after the engine was closed, and after kill -9, in its order', async () => {
    const test = await startEngine();
    const { project, dataset } = await startProject(test);
    const script = fileURLToPath(new URL('./queue-child.ts', import.meta.url));
    const requests = [long, short, { ...short, seed: 6 }].map((request) => ({
      project,
      dataset,
      ...request,
    }));
    child = spawn(process.execPath, [script, project, JSON.stringify(requests)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const ids: string[] = JSON.parse((await once(lines, 'line'))[0] as string);
    await kill();

    const { runs } = await test.call('run.list', { project });
    expect(runs.map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'interrupted']));
    expect(runs.map(({ queue }) => queue)).toEqual([null, 1, 0]);
    expect(runs[1]?.message).toMatch(/waited for its turn when the engine ended/);
    // Something that trains, so that they stay in the queue.
    const other = await test.call('run.start', { project, dataset, ...long });
    await test.call('run.requeue', { project });
    expect(await waiting(test, project)).toEqual([ids[2], ids[1]]);

    await test.engine.close();
    const second = await startEngine();
    const closed = (await second.call('run.list', { project })).runs;
    expect(closed.map(({ state }) => state)).toEqual([
      'interrupted',
      'interrupted',
      'interrupted',
      'stopped',
    ]);
    expect(closed.at(-1)?.id).toBe(other.id);
    await second.call('run.requeue', { project });
    await untilEnded(second, project, ids[1] as string);
    const states = (await second.call('run.list', { project })).runs.map(({ state, queue }) => [
      state,
      queue,
    ]);
    expect(states).toEqual([
      ['interrupted', null],
      ['finished', null],
      ['finished', null],
      ['stopped', null],
    ]);
  });

  it('takes a whole sweep or nothing of it', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, dataset } = await startProject(test);
    const request = { project, dataset, ...short };
    const axes = [
      { parameter: 'generatorChannels', values: [4, 8] },
      { parameter: 'seed', values: [1, 2] },
    ];
    const steps: string[] = [];
    const { sweep, runs } = await call(
      'run.sweep',
      { ...request, axes, name: 'Width' },
      { onProgress: ({ message }) => steps.push(message) },
    );
    expect(steps[1]).toBe('Checking run 2 of 4: Generator channels 4, seed 2');
    expect(runs.map(({ name }) => name)).toEqual([
      'Width: Generator channels 4, seed 1',
      'Width: Generator channels 4, seed 2',
      'Width: Generator channels 8, seed 1',
      'Width: Generator channels 8, seed 2',
    ]);
    expect(runs[2]).toMatchObject({
      seed: 1,
      parameters: { generatorChannels: 8, stepLimit: 4 },
      sweep: { id: sweep, index: 3, count: 4, varies: { generatorChannels: 8, seed: 1 } },
    });
    expect(runs[2]?.networks[0]?.parameters).toBeGreaterThan(runs[0]?.networks[0]?.parameters ?? Infinity);
    expect(await waiting(test, project)).toHaveLength(3);
    await untilEnded(test, project, runs[3]?.id ?? '');

    const wrong = [{ parameter: 'learningRate', values: [1e-3, -1] }];
    await expect(call('run.sweep', { ...request, axes: wrong })).rejects.toThrow(
      /run with Learning rate -1 cannot start: .*learningRate/,
    );
    const controller = new AbortController();
    const cancelled = call(
      'run.sweep',
      { ...request, axes },
      { signal: controller.signal, onProgress: ({ done }) => done === 1 && controller.abort() },
    );
    await expect(cancelled).rejects.toThrow('Cancelled; no run of the sweep was queued.');
    expect((await call('run.list', { project })).runs).toHaveLength(4);
    expect(readdirSync(join(project, 'runs'))).toHaveLength(4);
  });

  it('keeps names, notes and removed runs until the engine is closed', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, dataset } = await startProject(test);
    const { id } = await call('run.start', { project, dataset, ...short });
    const run = { project, run: id };
    expect(await call('run.note', { ...run, note: 'While it trains.' })).toMatchObject({ state: 'running' });
    await untilEnded(test, project, id);
    await call('run.rename', { ...run, name: '  First try ' });
    expect(await call('run.get', run)).toMatchObject({ name: 'First try', note: 'While it trains.' });
    await call('run.remove', run);
    await expect(call('run.get', run)).rejects.toMatchObject({ code: 'not-found' });
    expect(await call('run.restore', run)).toMatchObject({ name: 'First try', state: 'finished' });
    await call('run.remove', run);
    await test.engine.close();
    expect(readdirSync(join(project, 'runs'))).toEqual([]);
    expect(existsSync(join(project, 'project.lock'))).toBe(false);
  });
});
