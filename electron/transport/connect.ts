import type { EngineClient } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import type { EngineEvent, Progress } from '../contract/events.ts';
import { methods } from '../contract/methods.ts';
import type { MethodName, MethodResult } from '../contract/methods.ts';
import { parseEvent, wireSchema } from '../contract/wire.ts';
import type { WireMessage } from '../contract/wire.ts';
import { describeIssues } from './describe-issues.ts';
import type { Port } from './port.ts';

interface Pending {
  resolve(result: unknown): void;
  reject(error: AbbeError): void;
  onProgress: ((progress: Progress) => void) | undefined;
}

export interface ConnectOptions {
  /**
   * Whether results are checked against the contract (`internal` where they do not fit). True unless said
   * otherwise; a relay, and the page in production, leave it to the far end's tests.
   */
  checkResults?: boolean;
  /** What pending calls are told when the port closes. */
  closedMessage?: string;
}

/**
 * The engine at the other end of a port. A call rejects with AbbeError: the engine's own, `cancelled` when its
 * signal aborts (at once, while the engine is told to stop), `internal` when the port closes meanwhile.
 */
export function connect(port: Port, options: ConnectOptions = {}): EngineClient {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: EngineEvent) => void>();
  const closedMessage = options.closedMessage ?? 'The connection to the engine was closed; try again.';
  let lastId = 0;
  let closed = false;

  port.onClose(() => {
    closed = true;
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject } of waiting) reject(new AbbeError('internal', closedMessage));
  });
  port.onMessage((data) => {
    const message = wireSchema.safeParse(data);
    if (message.success) receive(message.data, pending, listeners);
  });

  return {
    async call(method, payload, { signal, onProgress } = {}) {
      if (closed) throw new AbbeError('internal', closedMessage);
      if (signal?.aborted) throw new AbbeError('cancelled', 'Cancelled.');
      const id = ++lastId;
      const cancel = () => {
        port.send({ kind: 'cancel', id } satisfies WireMessage);
        pending.get(id)?.reject(new AbbeError('cancelled', 'Cancelled.'));
      };
      signal?.addEventListener('abort', cancel);
      try {
        const result = await new Promise<unknown>((resolve, reject) => {
          pending.set(id, { resolve, reject, onProgress });
          port.send({ kind: 'call', id, method, payload } satisfies WireMessage);
        });
        return checked(method, result, options.checkResults ?? true);
      } finally {
        signal?.removeEventListener('abort', cancel);
        pending.delete(id);
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => port.close(),
  };
}

function receive(
  message: WireMessage,
  pending: Map<number, Pending>,
  listeners: Set<(event: EngineEvent) => void>,
): void {
  if (message.kind === 'event') {
    const event = parseEvent(message);
    if (event) for (const listener of listeners) listener(event);
    return;
  }
  const call = pending.get(message.id);
  if (message.kind === 'progress') call?.onProgress?.(message.progress);
  if (message.kind === 'result') call?.resolve(message.result);
  if (message.kind === 'error') call?.reject(AbbeError.from(message.error));
}

function checked<M extends MethodName>(method: M, result: unknown, check: boolean): MethodResult<M> {
  if (!check) return result as MethodResult<M>;
  const parsed = methods[method].result.safeParse(result);
  if (parsed.success) return parsed.data as MethodResult<M>;
  throw new AbbeError(
    'internal',
    `The engine's answer to ${method} is wrong: ${describeIssues(parsed.error)}`,
  );
}
