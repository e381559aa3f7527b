import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../../electron/contract/calls.ts';
import type { EngineEvent } from '../../../electron/contract/events.ts';
import { spawnEngine } from '../../../electron/transport/spawn-engine.ts';
import { Supervisor } from '../../../electron/transport/supervisor.ts';
import type { EngineProcess, SupervisorOptions } from '../../../electron/transport/supervisor.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../support/${name}`, import.meta.url));
const context = (): CallContext => ({ signal: new AbortController().signal, progress: () => undefined });
const run = { project: '/p', run: 'r' };

let supervisor: Supervisor | undefined;
afterEach(async () => {
  await supervisor?.close();
});

function supervise(options: SupervisorOptions = {}, entry = 'tiny-engine-process.ts') {
  const started: EngineProcess[] = [];
  const seen: EngineEvent[] = [];
  const start = () => {
    const child = spawnEngine(process.execPath, fixture(entry));
    started.push(child);
    return child;
  };
  supervisor = new Supervisor(start, { firstDelayMs: 10, ...options });
  supervisor.onEvent((event) => seen.push(event));
  const states = () => seen.flatMap((event) => (event.name === 'engine.state' ? [event.payload.state] : []));
  return { engine: supervisor, started, seen, states };
}

describe('Supervisor', () => {
  it('starts the engine; calls made meanwhile wait for it; a late subscriber is told the state', async () => {
    const { engine, states, seen } = supervise();
    const { pixels } = await engine.handlers['photo.view']({ file: 'a.png', maxSize: 2300 }, context());
    expect(pixels.data.length).toBe(2300 * 2300);
    expect(states()).toEqual(['starting', 'ready']);
    await expect.poll(() => seen.map(({ name }) => name)).toContain('log.message');
    const late: EngineEvent[] = [];
    engine.onEvent((event) => late.push(event));
    expect(late).toMatchObject([{ name: 'engine.state', payload: { state: 'ready' } }]);
  });

  it('rejects what ran in a killed process, starts another and keeps its subscribers', async () => {
    const { engine, started, states, seen } = supervise();
    const first = await engine.handlers['files.list']({ folder: '/' }, context());
    const pending = engine.handlers['run.get'](run, context());
    await expect(pending).rejects.toMatchObject({ code: 'internal', message: /restarted/ });
    const second = await engine.handlers['files.list']({ folder: '/' }, context());
    expect(second.folder).not.toBe(first.folder);
    expect(states()).toEqual(['starting', 'ready', 'restarting', 'ready']);
    expect(seen).toContainEqual({
      name: 'engine.state',
      payload: { state: 'restarting', message: expect.stringContaining('exit code 7') as string },
    });

    process.kill(Number(second.folder), 'SIGKILL');
    expect(await started[1]?.exited).toBe('signal SIGKILL');
    const third = await engine.handlers['files.list']({ folder: '/' }, context());
    expect(third.folder).not.toBe(second.folder);
    expect(states()).toEqual(['starting', 'ready', 'restarting', 'ready', 'restarting', 'ready']);
  });

  it('gives up after repeated crashes and says so', async () => {
    const { engine, started, states, seen } = supervise({ maxCrashes: 2 });
    await expect(engine.handlers['run.get'](run, context())).rejects.toMatchObject({ code: 'internal' });
    await expect(engine.handlers['run.get'](run, context())).rejects.toMatchObject({ code: 'internal' });
    await expect.poll(states).toEqual(['starting', 'ready', 'restarting', 'ready', 'failed']);
    expect(seen.at(-1)).toMatchObject({ payload: { message: expect.stringContaining('2 times') as string } });
    await expect(engine.handlers['run.get'](run, context())).rejects.toMatchObject({ message: /2 times/ });
    expect(started).toHaveLength(2);
  });

  it('starts another process when it is asked to, which is no crash', async () => {
    const { engine, started, states, seen } = supervise({ maxCrashes: 1 });
    const first = await engine.handlers['files.list']({ folder: '/' }, context());
    await engine.handlers['engine.restart']({}, context());
    const second = await engine.handlers['files.list']({ folder: '/' }, context());
    expect(second.folder).not.toBe(first.folder);
    expect(await started[0]?.exited).toBe('exit code 0');
    expect(started).toHaveLength(2);
    expect(states()).toEqual(['starting', 'ready', 'restarting', 'ready']);
    const said = seen.flatMap(({ payload }) => ('message' in payload ? [payload.message] : []));
    expect(said.join()).not.toContain('unexpectedly');
  });

  it('does not try again where the engine says itself that it cannot start', async () => {
    const { engine, started, states } = supervise({}, 'failing-engine-process.ts');
    await expect(engine.handlers['system.info']({}, context())).rejects.toMatchObject({
      message: 'The engine cannot start: There is no runtime; run “npm run setup”.',
    });
    await started[0]?.exited;
    expect(states()).toEqual(['starting', 'failed']);
    expect(started).toHaveLength(1);
  });

  it('cancels a call that waits for the engine', async () => {
    const { engine } = supervise({}, 'failing-engine-process.ts');
    const call = engine.handlers['system.info']({}, { ...context(), signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('closes the engine process and lets it end by itself', async () => {
    const { engine, started } = supervise();
    await engine.handlers['files.list']({ folder: '/' }, context());
    await engine.close();
    expect(await started[0]?.exited).toBe('exit code 0');
    await expect(engine.handlers['files.list']({ folder: '/' }, context())).rejects.toBeDefined();
    expect(started).toHaveLength(1);
  });

  it('kills an engine that does not end in time', async () => {
    const { engine, started } = supervise({ closeTimeoutMs: 200 }, 'stubborn-engine-process.ts');
    await engine.handlers['files.list']({ folder: '/' }, context());
    await engine.close();
    expect(await started[0]?.exited).toBe('signal SIGKILL');
  });
});
