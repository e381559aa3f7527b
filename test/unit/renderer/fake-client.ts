import { createPinia, setActivePinia } from 'pinia';
import { shallowRef } from 'vue';
import { AbbeError } from '../../../electron/contract/errors.ts';
import type { EngineEvent, Progress } from '../../../electron/contract/events.ts';
import type { MethodName, MethodPayload, MethodResult } from '../../../electron/contract/methods.ts';
import type { Connection, ConnectionState } from '../../../renderer/client/connection.ts';
import { provideClient } from '../../../renderer/client/current.ts';

type Answer<M extends MethodName> = (
  payload: MethodPayload<M>,
  options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
) => Promise<MethodResult<M>> | MethodResult<M>;

export type Answers = { [M in MethodName]?: Answer<M> };

export interface FakeClient {
  connection: Connection;
  answers: Answers;
  /** Every call made, in order. */
  calls: { method: MethodName; payload: unknown }[];
  emit(event: EngineEvent): void;
  /** The engine died, or is there again. */
  engine(state: 'restarting' | 'ready'): void;
  callsTo(method: MethodName): unknown[];
}

/** A line to an engine that answers as a test says; fresh stores that use it. */
export function createFakeClient(given: Answers = {}): FakeClient {
  // What every window asks for, whatever it does then.
  const none = (): { projects: [] } => ({ projects: [] });
  const answers: Answers = { 'project.recent': none, 'project.remember': none, ...given };
  const listeners = new Set<(event: EngineEvent) => void>();
  const ready = new Set<() => void>();
  const state = shallowRef<ConnectionState>({ phase: 'ready', message: '', retryIn: null });
  const calls: FakeClient['calls'] = [];
  const connection: Connection = {
    state,
    async call(method, payload, options = {}) {
      calls.push({ method, payload });
      const answer = answers[method] as Answer<typeof method> | undefined;
      if (!answer) throw new AbbeError('internal', `The test's engine has no answer to ${method}.`);
      const cancelled = new Promise<never>((_, reject) => {
        options.signal?.addEventListener('abort', () => reject(new AbbeError('cancelled', 'Cancelled.')));
      });
      return Promise.race([answer(payload, options), cancelled]);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onReady(listener) {
      ready.add(listener);
      if (state.value.phase === 'ready') listener();
      return () => void ready.delete(listener);
    },
    retry: () => undefined,
    close: () => undefined,
  };
  const emit = (event: EngineEvent): void => listeners.forEach((listener) => listener(event));
  provideClient({
    connection,
    host: { kind: 'browser', shell: null, open: () => Promise.reject(new Error()) },
  });
  setActivePinia(createPinia());
  return {
    connection,
    answers,
    calls,
    emit,
    engine(phase) {
      state.value = { phase, message: `The engine is ${phase}.`, retryIn: null };
      emit({ name: 'engine.state', payload: { state: phase, message: `The engine is ${phase}.` } });
      if (phase === 'ready') ready.forEach((listener) => listener());
    },
    callsTo: (method) => calls.filter((call) => call.method === method).map((call) => call.payload),
  };
}
