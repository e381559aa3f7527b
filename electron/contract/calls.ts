import type { EngineEvent, Progress } from './events.ts';
import type { MethodName, MethodPayload, MethodResult } from './methods.ts';

/** What a handler is given beside its payload. */
export interface CallContext {
  /** Aborted when the caller cancels or goes away. */
  signal: AbortSignal;
  progress(progress: Progress): void;
}

export type Handler<M extends MethodName> = (
  payload: MethodPayload<M>,
  context: CallContext,
) => Promise<MethodResult<M>>;

/** One handler for every method: what `createEngine` returns and a host serves. */
export type Handlers = { [M in MethodName]: Handler<M> };

/** The engine as its hosts see it. */
export interface Engine {
  handlers: Handlers;
  /** Subscribes to the engine's events; returns the function that unsubscribes. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Stops runs at a checkpoint and frees what is held. */
  close(): Promise<void>;
}

/** The same engine as a caller sees it, over whatever port. */
export interface EngineClient {
  call<M extends MethodName>(
    method: M,
    payload: MethodPayload<M>,
    options?: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<MethodResult<M>>;
  onEvent(listener: (event: EngineEvent) => void): () => void;
  close(): void;
}
