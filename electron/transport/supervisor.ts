import type { CallContext, Engine, EngineClient, Handlers } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import type { EngineEvent, EventPayload } from '../contract/events.ts';
import { methods } from '../contract/methods.ts';
import type { MethodName } from '../contract/methods.ts';
import { connect } from './connect.ts';
import type { Port } from './port.ts';

/** A started engine process, however it was started (Node child, Electron utility process). */
export interface EngineProcess {
  /** Its line; closing it asks the process to stop runs at a checkpoint and end. */
  port: Port;
  /** Settles when the process has ended, with the reason in words: `exit code 1`, `signal SIGKILL`. */
  exited: Promise<string>;
  kill(): void;
}

export interface SupervisorOptions {
  /** Wait before the first restart; doubles with each crash of the last minute. */
  firstDelayMs?: number;
  /** Crashes within a minute after which it gives up. */
  maxCrashes?: number;
  /** How long a process may take to stop its runs and end before it is killed. */
  closeTimeoutMs?: number;
}

type EngineState = EventPayload<'engine.state'>;

const crashWindowMs = 60_000;

/**
 * Keeps an engine process alive and looks like the engine itself, so that a host serves it to pages without
 * knowing that processes come and go. A crash rejects the calls that were running (`internal`), tells an
 * `engine.state` event and starts the process again; calls made meanwhile wait until it is ready. Subscribers
 * stay; each is told the current `engine.state` when it subscribes. After too many crashes, or when the
 * process says itself that it cannot start, the state is `failed` and calls are rejected with the reason.
 */
export class Supervisor implements Engine {
  readonly handlers: Handlers;
  readonly #start: () => EngineProcess;
  readonly #options: Required<SupervisorOptions>;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #state: EngineState = { state: 'starting', message: 'Starting the engine…' };
  #process: EngineProcess | undefined;
  #ready = deferred<EngineClient>();
  #restart: ReturnType<typeof setTimeout> | undefined;
  #crashes: number[] = [];
  /** A page asked for another engine process; its end is then no crash. */
  #replacing = false;
  #closing = false;

  constructor(start: () => EngineProcess, options: SupervisorOptions = {}) {
    this.#start = start;
    this.#options = { firstDelayMs: 250, maxCrashes: 5, closeTimeoutMs: 10_000, ...options };
    this.handlers = {
      ...forward((method, payload, context) => this.#call(method, payload, context)),
      'engine.restart': () => this.#replace(),
    };
    this.#launch();
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    listener({ name: 'engine.state', payload: this.#state });
    return () => void this.#listeners.delete(listener);
  }

  /** Asks the process to stop its runs and end; kills it where it takes too long. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    clearTimeout(this.#restart);
    this.#ready.reject(new AbbeError('internal', 'Abbe is closing.'));
    const process = this.#process;
    if (!process) return;
    process.port.close();
    const timer = setTimeout(() => process.kill(), this.#options.closeTimeoutMs);
    await process.exited;
    clearTimeout(timer);
  }

  /** Ends the process as closing does, runs stopped at a checkpoint, and starts another; settles once it is ready. */
  async #replace(): Promise<Record<string, never>> {
    await this.#ready.promise;
    const old = this.#process;
    if (!old || this.#closing) throw new AbbeError('internal', 'Abbe is closing.');
    this.#replacing = true;
    this.#ready = deferred();
    this.#setState({
      state: 'restarting',
      message: 'The settings asked for it; this takes a few seconds.',
    });
    old.port.close();
    const timer = setTimeout(() => old.kill(), this.#options.closeTimeoutMs);
    void old.exited.then(() => clearTimeout(timer));
    await this.#ready.promise;
    return {};
  }

  #launch(): void {
    let started: EngineProcess;
    try {
      started = this.#start();
    } catch (thrown) {
      this.#fail(`The engine could not be started: ${AbbeError.wrap(thrown).message}`);
      return;
    }
    this.#process = started;
    const client = connect(started.port, {
      checkResults: false,
      closedMessage: 'The engine stopped before it answered; it is being restarted, try again in a moment.',
    });
    client.onEvent((event) => {
      if (event.name !== 'engine.state') this.#emit(event);
      else if (event.payload.state === 'ready') {
        this.#setState(event.payload);
        this.#ready.resolve(client);
      } else if (event.payload.state === 'failed') this.#fail(event.payload.message);
    });
    started.port.onClose(() => {
      if (this.#closing) return;
      if (this.#state.state === 'ready') this.#ready = deferred();
      // A process that only lost its line is of no use any more.
      const timer = setTimeout(() => started.kill(), this.#options.closeTimeoutMs);
      void started.exited.then(() => clearTimeout(timer));
    });
    void started.exited.then((reason) => this.#ended(reason));
  }

  #ended(reason: string): void {
    this.#process = undefined;
    if (this.#closing || this.#state.state === 'failed') return;
    if (this.#replacing) {
      this.#replacing = false;
      return this.#launch();
    }
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < crashWindowMs), now];
    const count = this.#crashes.length;
    if (count >= this.#options.maxCrashes) {
      this.#fail(
        `The engine stopped ${count} times within a minute (last: ${reason}) and was not started again. ` +
          'Close Abbe and start it again; “abbe doctor” tells more.',
      );
      return;
    }
    this.#setState({
      state: 'restarting',
      message:
        `The engine stopped unexpectedly (${reason}) and is being restarted; ` +
        'an interrupted training goes on from its last checkpoint.',
    });
    this.#restart = setTimeout(() => this.#launch(), this.#options.firstDelayMs * 2 ** (count - 1));
  }

  #fail(message: string): void {
    this.#setState({ state: 'failed', message });
    this.#process?.kill();
    // Where a client was ready, later calls must meet the failure and not the dead line.
    this.#ready.reject(new AbbeError('internal', message));
    this.#ready = deferred();
    this.#ready.reject(new AbbeError('internal', message));
  }

  #setState(state: EngineState): void {
    this.#state = state;
    this.#emit({ name: 'engine.state', payload: state });
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async #call(method: MethodName, payload: never, context: CallContext): Promise<unknown> {
    const { signal } = context;
    const client = await untilAborted(this.#ready.promise, signal);
    return client.call(method, payload, { signal, onProgress: (progress) => context.progress(progress) });
  }
}

/** Handlers for every method of the contract that all go through one function. */
function forward(
  call: (method: MethodName, payload: never, context: CallContext) => Promise<unknown>,
): Handlers {
  const entries = (Object.keys(methods) as MethodName[]).map((method) => [
    method,
    (payload: never, context: CallContext) => call(method, payload, context),
  ]);
  return Object.fromEntries(entries) as Handlers;
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new AbbeError('cancelled', 'Cancelled.'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may be waiting when it fails.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
