import type { CallContext } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';

/** Tells how far a call is; throws once it is cancelled. */
export type Tell = (done: number, message: string) => Promise<void>;

/**
 * Progress of a call with a known number of parts: time left from the measured speed of the parts done.
 * Each call of the returned function also lets the event loop run, so that a cancellation is seen.
 * @param whenCancelled what the person is told then; an argument-free function, as it may depend on what is done.
 */
export function taskProgress(
  context: CallContext,
  total: number,
  whenCancelled: () => string = () => 'Cancelled; nothing was changed.',
): Tell {
  const started = performance.now();
  return async (done, message) => {
    const seconds = (performance.now() - started) / 1000;
    const secondsLeft = done > 0 ? (seconds / done) * (total - done) : null;
    context.progress({ done, total, message, secondsLeft });
    await new Promise((resolve) => setImmediate(resolve));
    if (context.signal.aborted) throw new AbbeError('cancelled', whenCancelled());
  };
}

/** As `taskProgress`, for parts that are told while they are worked on: `done` may lie between whole numbers. */
export function partProgress(
  { progress }: Pick<CallContext, 'progress'>,
  total: number,
): (done: number, message: string) => void {
  const started = performance.now();
  return (done, message) => {
    const seconds = (performance.now() - started) / 1000;
    // The first moments are for loading: an estimate from less than a hundredth says nothing.
    const known = done > total / 100;
    progress({ done, total, message, secondsLeft: known ? (seconds / done) * (total - done) : null });
  };
}

/** As `taskProgress`, for work whose number of parts changes on the way: each number is timed by itself. */
export function stagedProgress(
  context: CallContext,
  whenCancelled?: () => string,
): (done: number, total: number, message: string) => Promise<void> {
  let stage: { total: number; tell: Tell } | undefined;
  return (done, total, message) => {
    if (stage?.total !== total) stage = { total, tell: taskProgress(context, total, whenCancelled) };
    return stage.tell(done, message);
  };
}
