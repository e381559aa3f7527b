import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '../../../../electron/contract/events.ts';
import { portPair } from '../../../../electron/transport/in-process-port.ts';
import type { Port } from '../../../../electron/transport/port.ts';
import { serve } from '../../../../electron/transport/serve.ts';
import { createConnection, type Connection } from '../../../../renderer/client/connection.ts';
import { createTinyEngine, type TinyEngine } from '../../../support/tiny-engine.ts';

const systemInfo = () => Promise.resolve({} as never);

let connection: Connection | undefined;
let served: { engine: TinyEngine; port: Port }[];

/** Opens a line to a fresh engine each time, or fails while `broken` says so. */
function opener(broken: () => boolean = () => false): () => Promise<Port> {
  return () => {
    if (broken()) return Promise.reject(new Error('Nobody answers.'));
    const engine = createTinyEngine();
    engine.handlers['system.info'] = systemInfo;
    const [near, far] = portPair();
    serve(engine, far);
    served.push({ engine, port: far });
    return Promise.resolve(near);
  };
}

const state = (payload: Extract<EngineEvent, { name: 'engine.state' }>['payload']): EngineEvent => ({
  name: 'engine.state',
  payload,
});

beforeEach(() => {
  served = [];
});
afterEach(() => {
  connection?.close();
  vi.useRealTimers();
});

describe('the page’s line to the engine', () => {
  it('is ready once the engine has answered, and carries calls and events', async () => {
    connection = createConnection({ open: opener() });
    expect(connection.state.value.phase).toBe('connecting');
    const view = await connection.call('photo.view', { file: 'a.png', maxSize: 16 });
    expect(view.pixels.data).toBeInstanceOf(Uint8Array);
    await vi.waitFor(() => expect(connection?.state.value.phase).toBe('ready'));
    const heard: string[] = [];
    connection.onEvent((event) => heard.push(event.name));
    served[0]?.engine.emit({ name: 'log.message', payload: { level: 'info', message: 'hello' } });
    await vi.waitFor(() => expect(heard).toEqual(['log.message']));
  });

  it('is opened again when it was lost; subscriptions carry over and the page hears that it is ready', async () => {
    connection = createConnection({ open: opener(), backOff: [0.01] });
    const ready = vi.fn();
    const heard: string[] = [];
    connection.onReady(ready);
    connection.onEvent((event) => heard.push(event.name));
    await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(1));
    served[0]?.port.close();
    await vi.waitFor(() => expect(connection?.state.value.phase).toBe('offline'));
    await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(2));
    served[1]?.engine.emit({ name: 'log.message', payload: { level: 'info', message: 'again' } });
    await vi.waitFor(() => expect(heard).toEqual(['log.message']));
  });

  it('waits longer each time nobody answers, says so, and keeps calls waiting', async () => {
    vi.useFakeTimers();
    let broken = true;
    connection = createConnection({ open: opener(() => broken), backOff: [1, 5] });
    const answer = connection.call('photo.view', { file: 'a.png', maxSize: 16 });
    await vi.advanceTimersByTimeAsync(10);
    expect(connection.state.value).toEqual({ phase: 'offline', message: 'Nobody answers.', retryIn: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(connection.state.value.retryIn).toBe(5);
    broken = false;
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    await expect(answer).resolves.toBeDefined();
  });

  it('lets a waiting call be cancelled', async () => {
    connection = createConnection({ open: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const answer = connection.call('project.open', { folder: '/a' }, { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells of the engine’s states, and is ready again after a restart', async () => {
    connection = createConnection({ open: opener() });
    const ready = vi.fn();
    connection.onReady(ready);
    await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(1));
    served[0]?.engine.emit(state({ state: 'restarting', message: 'It died.' }));
    await vi.waitFor(() =>
      expect(connection?.state.value).toMatchObject({ phase: 'restarting', message: 'It died.' }),
    );
    served[0]?.engine.emit(state({ state: 'ready', message: '' }));
    await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(2));
    served[0]?.engine.emit(state({ state: 'failed', message: 'Too often.' }));
    await vi.waitFor(() => expect(connection?.state.value.phase).toBe('failed'));
  });
});
