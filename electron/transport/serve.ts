import type { Engine, Handler } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import type { Progress } from '../contract/events.ts';
import { methods } from '../contract/methods.ts';
import type { MethodName } from '../contract/methods.ts';
import { wireSchema } from '../contract/wire.ts';
import type { WireMessage } from '../contract/wire.ts';
import { describeIssues } from './describe-issues.ts';
import type { Port } from './port.ts';

const progressIntervalMs = 100;
const methodNames = new Map(Object.keys(methods).map((name) => [name, name as MethodName]));

/**
 * Answers the calls that come over a port with the engine's handlers and forwards the engine's events, until
 * the port closes; calls still running then are aborted. Payloads are checked: what does not fit the contract
 * fails as `invalid-input` naming the field. Progress is passed on about ten times a second, the last always.
 */
export function serve(engine: Pick<Engine, 'handlers' | 'onEvent'>, port: Port): void {
  const running = new Map<number, AbortController>();
  const unsubscribe = engine.onEvent((event) => port.send({ kind: 'event', ...event } satisfies WireMessage));
  port.onClose(() => {
    unsubscribe();
    for (const controller of running.values()) controller.abort();
  });
  port.onMessage((data) => {
    const message = wireSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.kind === 'cancel') running.get(message.data.id)?.abort();
    if (message.data.kind === 'call') void answer(engine, port, running, message.data);
  });
}

/** Runs one call and sends its result or error; never rejects. */
async function answer(
  engine: Pick<Engine, 'handlers'>,
  port: Port,
  running: Map<number, AbortController>,
  call: Extract<WireMessage, { kind: 'call' }>,
): Promise<void> {
  const { id } = call;
  const controller = new AbortController();
  running.set(id, controller);
  const progress = throttle((value) => port.send({ kind: 'progress', id, progress: value }));
  try {
    const method = methodNames.get(call.method);
    if (!method) throw new AbbeError('invalid-input', `The engine has no method “${call.method}”.`);
    const payload = methods[method].payload.safeParse(call.payload);
    if (!payload.success) {
      throw new AbbeError('invalid-input', `${method}: ${describeIssues(payload.error)}`);
    }
    const handler = engine.handlers[method] as Handler<MethodName>;
    const result = await handler(payload.data, { signal: controller.signal, progress });
    if (controller.signal.aborted) throw new AbbeError('cancelled', 'Cancelled.');
    port.send({ kind: 'result', id, result });
  } catch (thrown) {
    const wrapped = AbbeError.wrap(thrown);
    const cancelled = controller.signal.aborted && wrapped.code !== 'cancelled';
    const error = cancelled ? new AbbeError('cancelled', 'Cancelled.') : wrapped;
    port.send({ kind: 'error', id, error: error.toShape() });
  } finally {
    running.delete(id);
  }
}

/** Passes on at most one value an interval, and always the one that completes. */
function throttle(send: (progress: Progress) => void): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < progressIntervalMs && progress.done < progress.total) return;
    last = now;
    send(progress);
  };
}
