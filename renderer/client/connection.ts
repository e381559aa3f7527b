import { shallowRef, type ShallowRef } from 'vue';
import type { EngineClient } from '../../electron/contract/calls.ts';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { EngineEvent } from '../../electron/contract/events.ts';
import { connect } from '../../electron/transport/connect.ts';
import type { Port } from '../../electron/transport/port.ts';
import { windowTexts } from '../texts/index.ts';

/** What a person is told about the line to the engine. */
export interface ConnectionState {
  phase: 'connecting' | 'ready' | 'restarting' | 'failed' | 'offline';
  message: string;
  /** When the next try comes, in seconds; null while none is planned. */
  retryIn: number | null;
}

/** One line to the engine that outlives the ports under it. */
export interface Connection extends Pick<EngineClient, 'call' | 'onEvent'> {
  readonly state: Readonly<ShallowRef<ConnectionState>>;
  /** Called at once if the engine is ready, and each time it is ready again: fetch again what may be stale. */
  onReady(listener: () => void): () => void;
  /** Tries now instead of waiting. */
  retry(): void;
  close(): void;
}

export interface ConnectionOptions {
  open(): Promise<Port>;
  /** Seconds before the first, second, … try after a line was lost; the last one repeats. */
  backOff?: readonly number[];
}

const defaultBackOff = [0.5, 1, 2, 5, 10, 30];

/**
 * Opens a line and keeps it open: a lost port is opened again with growing pauses, subscriptions carry over,
 * and calls made while there is none wait for it (their signal ends the wait).
 */
export function createConnection({ open, backOff = defaultBackOff }: ConnectionOptions): Connection {
  const state = shallowRef<ConnectionState>({
    phase: 'connecting',
    message: windowTexts.texts.engine.connecting,
    retryIn: null,
  });
  const eventListeners = new Set<(event: EngineEvent) => void>();
  const readyListeners = new Set<() => void>();
  let client: EngineClient | null = null;
  let waiting: ((client: EngineClient) => void)[] = [];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opening = false;
  let closed = false;

  function set(phase: ConnectionState['phase'], message: string, retryIn: number | null = null): void {
    state.value = { phase, message, retryIn };
  }

  function becomeReady(): void {
    set('ready', '');
    for (const listener of [...readyListeners]) listener();
  }

  function receive(event: EngineEvent): void {
    if (event.name === 'engine.state') {
      if (event.payload.state === 'ready') becomeReady();
      else
        set(event.payload.state === 'starting' ? 'connecting' : event.payload.state, event.payload.message);
    }
    for (const listener of [...eventListeners]) listener(event);
  }

  function retryLater(message: string): void {
    if (closed) return;
    const seconds = backOff[Math.min(failures, backOff.length - 1)] ?? 1;
    failures += 1;
    set('offline', message, seconds);
    timer = setTimeout(() => void attempt(), seconds * 1000);
  }

  function lost(from: EngineClient): void {
    if (client !== from) return;
    client = null;
    retryLater(windowTexts.texts.lineLost);
  }

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    if (client || opening || closed) return;
    opening = true;
    try {
      const port = await open();
      if (closed) return port.close();
      const opened = connect(port, { checkResults: false });
      client = opened;
      opened.onEvent(receive);
      port.onClose(() => lost(opened));
      failures = 0;
      for (const proceed of waiting.splice(0)) proceed(opened);
      void firstAnswer(opened);
    } catch (thrown) {
      retryLater(AbbeError.wrap(thrown).message);
    } finally {
      opening = false;
    }
  }

  /** A supervisor tells its state unasked; an answer shows the same where there is none. */
  async function firstAnswer(opened: EngineClient): Promise<void> {
    try {
      await opened.call('system.info', {});
      if (client === opened && state.value.phase !== 'ready') becomeReady();
    } catch (thrown) {
      if (client === opened) set('failed', AbbeError.wrap(thrown).message);
    }
  }

  function line(signal: AbortSignal | undefined): Promise<EngineClient> {
    if (client) return Promise.resolve(client);
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener('abort', () => {
        waiting = waiting.filter((entry) => entry !== resolve);
        reject(new AbbeError('cancelled', 'Cancelled.'));
      });
    });
  }

  void attempt();
  return {
    state,
    async call(method, payload, options) {
      return (await line(options?.signal)).call(method, payload, options);
    },
    onEvent(listener) {
      eventListeners.add(listener);
      return () => void eventListeners.delete(listener);
    },
    onReady(listener) {
      readyListeners.add(listener);
      if (state.value.phase === 'ready') listener();
      return () => void readyListeners.delete(listener);
    },
    retry: () => void attempt(),
    close() {
      closed = true;
      clearTimeout(timer);
      client?.close();
    },
  };
}
