import { withLock } from './lock.mjs';
import { npmStep } from './npm-step.mjs';
import { checkoutLock } from './paths.mjs';
import { runtimeStep } from './runtime-step.mjs';

/** @typedef {{ title: string, isDone(context: object): boolean, run(context: object): Promise<unknown> }} Step */

/** A step that cannot be judged (its packages are not there yet) is not done. */
function isDone(step, context) {
  try {
    return step.isDone(context);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Does the steps that are not done, in order, with the checkout's lock held. Nothing is locked, printed or
 * started when all are done.
 * @param {readonly Step[]} steps
 * @returns {Promise<string[]>} titles of the steps that were done now
 */
export async function setUp(steps, context) {
  if (steps.every((step) => isDone(step, context))) return [];
  const { progress, checkout } = context;
  const onWait = (holder) =>
    progress.note(`Waiting for process ${holder.pid} on ${holder.host}, which is ${holder.what} here.`);
  return withLock(checkoutLock(checkout), 'setting up', { onWait }, async () => {
    // Asked again: another set-up may have done it while we waited.
    const missing = steps.filter((step) => !isDone(step, context));
    for (const [index, step] of missing.entries()) {
      if (isDone(step, context)) continue;
      progress.step(index + 1, missing.length, step.title);
      await step.run(context);
      progress.finish();
    }
    return missing.map((step) => step.title);
  });
}

/** Steps that every command needs. */
export const baseSteps = [npmStep, runtimeStep];
