import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './failures.mjs';
import { withLock } from './lock.mjs';
import { run, tail } from './process.mjs';
import { hashOf } from './stamp.mjs';
import { findPip, pipFailure } from './wheel.mjs';

const requirements = fileURLToPath(new URL('python-requirements.txt', import.meta.url));

/**
 * A private Python environment in the cache, named after its pins, so that changed pins make a new one.
 * @param {string} cache the cache's folder
 * @param {string} [file] a pip requirements file
 */
export function environmentFolder(cache, file = requirements) {
  return join(cache, 'python', hashOf(readFileSync(file), process.platform, process.arch).slice(0, 12));
}

/** The environment's Python; its environment is complete only if `isComplete` says so. */
export const pythonIn = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

// Written last. An environment cannot be made elsewhere and moved: its scripts hold their own paths.
const mark = (folder) => join(folder, 'complete');

/** True when every package is installed and the Python it was made with is still there. */
export const isComplete = (folder) => existsSync(mark(folder)) && existsSync(pythonIn(folder));

/**
 * Makes the environment if it is not there.
 * @returns {Promise<string>} its Python
 * @throws {SetupError} no-python, no-pip, no-venv, no-network, no-wheel, no-space, pip-failed
 */
export async function provideEnvironment(folder, { file = requirements, cache, env, progress }) {
  const onWait = (holder) => progress.phase(`waiting for process ${holder.pid}, which is ${holder.what}`);
  const lock = join(cache, 'locks', `python-${folder.split(/[\\/]/).at(-1)}.lock`);
  return withLock(lock, 'installing Python packages', { onWait }, async () => {
    if (isComplete(folder)) return pythonIn(folder);
    const python = await findPip(env);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    const made = await run(python, ['-m', 'venv', folder], { env });
    if (made.code !== 0) {
      throw new SetupError(
        `${python} cannot make a private environment for the science tests: install it with "sudo apt-get install python3-venv" (or your system's package).`,
        { code: 'no-venv', detail: tail(made.output) },
      );
    }
    progress.phase('installing Python packages');
    const args = ['-m', 'pip', 'install', '--only-binary=:all:', '--progress-bar', 'off', '--retries', '2'];
    args.push('--disable-pip-version-check', '--requirement', file);
    const installed = await run(pythonIn(folder), args, { env });
    if (installed.code !== 0) throw pipFailure("the science tests' Python packages", installed.output);
    writeFileSync(mark(folder), '');
    return pythonIn(folder);
  });
}

/** The science tests' references. Without them those tests are skipped, except under CI. */
export const pythonStep = {
  title: "Python packages for the science tests' references",
  optional: true,
  outside: true,
  isDone: ({ cache }) => isComplete(environmentFolder(cache)),
  run: (context) => provideEnvironment(environmentFolder(context.cache), context),
};
