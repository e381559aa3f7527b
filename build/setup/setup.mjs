import { SetupError } from './failures.mjs';
import { withLock } from './lock.mjs';
import { npmStep } from './npm-step.mjs';
import { electronStep, pageStep } from './page-step.mjs';
import { checkoutLock } from './paths.mjs';
import { pythonStep } from './python-env.mjs';
import { runtimeStep } from './runtime-step.mjs';

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {boolean} [optional] its failure is told, and is fatal under CI only
 * @property {(context: object) => boolean} [applies] false where there is nothing for it to do
 * @property {boolean} [emptiesModules] it removes what the steps after it put into node_modules
 * @property {boolean} [outside] what it makes lies outside node_modules
 * @property {(context: object) => boolean} isDone cheap, as it is asked at every start
 * @property {(context: object) => Promise<unknown>} run
 */

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
 * @param {readonly Step[]} candidates
 * @returns {Promise<string[]>} titles of the steps that were done now
 */
export async function setUp(candidates, context) {
  const steps = candidates.filter((step) => step.applies?.(context) ?? true);
  if (steps.every((step) => isDone(step, context))) return [];
  const { progress, checkout } = context;
  const onWait = (holder) =>
    progress.note(`Waiting for process ${holder.pid} on ${holder.host}, which is ${holder.what} here.`);
  return withLock(checkoutLock(checkout), 'setting up', { onWait }, async () => {
    // Asked again: another set-up may have done it while we waited. npm ci empties node_modules, and with it
    // what the later steps had put there.
    const packagesMissing = steps.some((step) => step.emptiesModules && !isDone(step, context));
    const missing = steps.filter((step) => !isDone(step, context) || (packagesMissing && !step.outside));
    for (const [index, step] of missing.entries()) {
      progress.step(index + 1, missing.length, step.title);
      try {
        await step.run(context);
      } catch (error) {
        if (!step.optional || context.env.CI === 'true' || !(error instanceof SetupError)) throw error;
        progress.note(error.message);
        continue;
      }
      progress.finish();
    }
    return missing.filter((step) => isDone(step, context)).map((step) => step.title);
  });
}

/**
 * The steps that a command needs, in order.
 * @param {{ page: boolean, electron: boolean, python: boolean }} needs
 * @returns {Step[]}
 */
export const stepsFor = ({ page, electron, python }) => [
  npmStep,
  runtimeStep,
  ...(page ? [pageStep] : []),
  ...(electron ? [electronStep] : []),
  ...(python ? [pythonStep] : []),
];
