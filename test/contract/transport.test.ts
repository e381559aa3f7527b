import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect as connectSocket, createServer as createSocketServer } from 'node:net';
import { EventEmitter } from 'node:events';
import { MessageChannel as NodeMessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { EngineEvent, Progress } from '../../electron/contract/events.ts';
import type { MethodPayload } from '../../electron/contract/methods.ts';
import { connect } from '../../electron/transport/connect.ts';
import { portPair } from '../../electron/transport/in-process-port.ts';
import { messagePort, messagePortMain } from '../../electron/transport/message-port.ts';
import type { Port } from '../../electron/transport/port.ts';
import { serve } from '../../electron/transport/serve.ts';
import { streamPort } from '../../electron/transport/stream-port.ts';
import { parentPort, utilityProcessPort } from '../../electron/transport/utility-port.ts';
import { webSocketPort } from '../../electron/transport/web-socket-port.ts';
import { createTinyEngine, testPhoto } from '../support/tiny-engine.ts';
import { cellsRequest } from '../support/dataset-document.ts';

interface Pair {
  caller: Port;
  engine: Port;
  cleanUp?: () => void;
}

/** Both ends of every adapter, joined as its place joins them. */
const adapters: Record<string, () => Promise<Pair>> = {
  'in process': () => {
    const [caller, engine] = portPair();
    return Promise.resolve({ caller, engine });
  },
  MessagePort: () => {
    const { port1, port2 } = new MessageChannel();
    return Promise.resolve({ caller: messagePort(port1), engine: messagePort(port2) });
  },
  'MessagePortMain (its interface over a Node channel)': () => {
    const { port1, port2 } = new NodeMessageChannel();
    return Promise.resolve({
      caller: messagePortMain(asMain(port1)),
      engine: messagePortMain(asMain(port2)),
    });
  },
  'utility process (its interface over a Node channel)': () => {
    const { port1, port2 } = new NodeMessageChannel();
    const child = Object.assign(new EventEmitter(), { postMessage: (m: unknown) => port1.postMessage(m) });
    port1.on('message', (message) => child.emit('message', message));
    port1.on('close', () => child.emit('exit', 0));
    const engine = parentPort(asMain(port2));
    // A utility process ends itself when it is told farewell.
    engine.onClose(() => port2.close());
    return Promise.resolve({ caller: utilityProcessPort(child), engine });
  },
  'stream (a pipe)': async () => {
    const server = createSocketServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = connectSocket((server.address() as AddressInfo).port, '127.0.0.1');
    const [far] = (await once(server, 'connection')) as [typeof near];
    return { caller: streamPort(near), engine: streamPort(far), cleanUp: () => server.close() };
  },
  WebSocket: async () => {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const server = new WebSocketServer({ server: http });
    const near = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const caller = webSocketPort(near);
    const [far] = (await once(server, 'connection')) as [WebSocket];
    return { caller, engine: webSocketPort(far), cleanUp: () => http.close() };
  },
};

const datasetPayload: MethodPayload<'dataset.create'> = {
  project: '/p',
  ...cellsRequest,
};

let cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  cleanUps = [];
});

describe.each(Object.entries(adapters))('%s', (_name, open) => {
  async function setUp() {
    const { caller, engine: enginePort, cleanUp } = await open();
    const engine = createTinyEngine();
    serve(engine, enginePort);
    const client = connect(caller);
    cleanUps.push(() => client.close(), cleanUp ?? (() => undefined));
    return { engine, enginePort, client, caller };
  }

  it('answers a call, 5 MB of bytes equal', async () => {
    const { client } = await setUp();
    const { pixels } = await client.call('photo.view', { file: 'a.png', maxSize: 2300 });
    expect(pixels.data).toBeInstanceOf(Uint8Array);
    expect(pixels.data.length).toBe(2300 * 2300);
    expect(Buffer.compare(pixels.data, testPhoto('a.png', 2300).pixels.data)).toBe(0);
  });

  it('answers several calls at a time, each with its own result', async () => {
    const { client } = await setUp();
    const sides = [16, 300, 20, 1000, 17];
    const results = await Promise.all(
      sides.map((maxSize) => client.call('photo.view', { file: `${maxSize}.png`, maxSize })),
    );
    expect(results.map(({ info }) => info.file)).toEqual(sides.map((side) => `${side}.png`));
  });

  it('tells the code, the file and the sentence of an error', async () => {
    const { client } = await setUp();
    await expect(client.call('project.open', { folder: '/nowhere' })).rejects.toMatchObject({
      name: 'AbbeError',
      code: 'not-found',
      file: '/nowhere',
      message: '/nowhere is not there.',
    });
    await expect(client.call('project.create', { folder: '/a', name: 'a' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(client.call('system.info', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses a payload that does not fit and names the field', async () => {
    const { client } = await setUp();
    await expect(client.call('photo.view', { file: 'a.png', maxSize: 1 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('maxSize') as string,
    });
    const call = client.call as unknown as (method: string, payload: unknown) => Promise<unknown>;
    await expect(call('photo.burn', {})).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('photo.burn') as string,
    });
    await expect(call('toString', {})).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('passes progress on and cancels', async () => {
    const { client, engine } = await setUp();
    const controller = new AbortController();
    const seen: Progress[] = [];
    const call = client.call('dataset.create', datasetPayload, {
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (seen.length === 2) controller.abort();
      },
    });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen[0]).toEqual({ done: 1, total: 1e9, message: 'Counting', secondsLeft: null });
    // One in 100 ms, while the handler reports every 5 ms.
    expect(seen[1]?.done).toBeGreaterThan(2);
    await expect.poll(() => engine.aborted).toEqual(['dataset.create']);
  });

  it('does not start a call that is cancelled already', async () => {
    const { client } = await setUp();
    const call = client.call('project.open', { folder: '/a' }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('forwards events until one unsubscribes', async () => {
    const { client, engine } = await setUp();
    const seen: EngineEvent[] = [];
    const unsubscribe = client.onEvent((event) => seen.push(event));
    const event: EngineEvent = {
      name: 'run.losses',
      payload: { project: '/p', run: 'r', points: [{ step: 1, values: { critic: -0.5, generator: 1e-7 } }] },
    };
    await client.call('photo.view', { file: 'a.png', maxSize: 16 });
    engine.emit(event);
    await expect.poll(() => seen).toEqual([event]);
    unsubscribe();
    engine.emit(event);
    await client.call('photo.view', { file: 'a.png', maxSize: 16 });
    expect(seen).toHaveLength(1);
  });

  it('rejects pending and later calls when the engine’s end closes', async () => {
    const { client, enginePort, caller } = await setUp();
    const pending = client.call('dataset.create', datasetPayload, { onProgress: () => enginePort.close() });
    await expect(pending).rejects.toMatchObject({ code: 'internal', message: /closed/ });
    await expect(client.call('system.info', {})).rejects.toMatchObject({ code: 'internal' });
    expect(() => caller.send('into the void')).not.toThrow();
  });

  it('aborts what runs when the caller’s end closes', async () => {
    const { client, engine } = await setUp();
    const pending = client.call('dataset.create', datasetPayload, { onProgress: () => client.close() });
    await expect(pending).rejects.toMatchObject({ code: 'internal' });
    await expect.poll(() => engine.aborted).toEqual(['dataset.create']);
  });

  it('ignores what is no message of ours', async () => {
    const { client, caller } = await setUp();
    for (const nonsense of ['hello', 17, { kind: 'call' }, { kind: 'burn', id: 1 }]) caller.send(nonsense);
    await expect(client.call('photo.view', { file: 'a.png', maxSize: 16 })).resolves.toBeDefined();
  });
});

/** Electron's MessagePortMain and parentPort as they look from Node: an emitter of `{ data }` events. */
function asMain(port: import('node:worker_threads').MessagePort) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
    on(type: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (type === 'close') port.on('close', () => listener({ data: undefined }));
      else port.on('message', (data: unknown) => listener({ data }));
      // Electron queues until start(); Node starts at the first listener, which comes to the same here.
    },
  };
}
