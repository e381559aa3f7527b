import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { SetupError } from './failures.mjs';
import { stateFolder } from './paths.mjs';
import { findProgram, run, tail } from './process.mjs';
import { hashOf, isStamped, readJson, stamp } from './stamp.mjs';

const inputsOf = (checkout) =>
  hashOf(readFileSync(join(checkout, 'package-lock.json')), process.platform, process.arch);

/**
 * True when npm's own record of node_modules agrees with the lock file; so it does after an `npm install`
 * by hand. npm writes that record last and removes it first, so an interrupted install has none.
 */
function agreesWithLock(checkout) {
  const wanted = readJson(join(checkout, 'package-lock.json'))?.packages;
  const present = readJson(join(checkout, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.optional && present[path] === undefined)) return true;
    return present[path]?.version === entry.version && present[path]?.integrity === entry.integrity;
  });
}

/** The words that start npm: the one that runs us, else the one on PATH. */
function findNpm(env, path) {
  const { npm_execpath: script, npm_node_execpath: node } = env;
  if (script?.endsWith('npm-cli.js')) return [node ?? process.execPath, script];
  const npm = findProgram('npm', { ...env, PATH: path });
  if (npm === null) {
    throw new SetupError('npm is missing: install Node.js with npm (20 or later) from nodejs.org.', {
      code: 'no-npm',
    });
  }
  return [npm];
}

/** What npm's output means, as a sentence. */
export function npmFailure(output) {
  const detail = tail(output);
  if (/ENOSPC|no space left/i.test(output)) {
    return new SetupError(
      'The disk is full while installing packages: free some space and run the command again.',
      {
        code: 'no-space',
        detail,
      },
    );
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return new SetupError(
      "npm could not reach its registry: check the network connection (or npm's proxy settings) and run the command again.",
      { code: 'no-network', detail },
    );
  }
  if (/EINTEGRITY/.test(output)) {
    return new SetupError(
      'A downloaded package does not have the expected checksum: run "npm cache verify", then the command again.',
      { code: 'checksum', detail },
    );
  }
  if (/in sync/.test(output)) {
    return new SetupError(
      'package-lock.json does not fit package.json: run "npm install" and commit the lock file, or fetch the checkout anew.',
      { code: 'lock-file', detail },
    );
  }
  return new SetupError('npm ci failed: see its message below, then run the command again.', {
    code: 'npm-failed',
    detail,
  });
}

/** Installs the packages of package-lock.json, all of them whatever NODE_ENV says. */
async function install({ checkout, env, progress }) {
  const bin = join(checkout, 'node_modules', '.bin');
  // npm must not run on the Node that lies inside the folder it is about to empty.
  const path = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => resolve(folder || '.') !== resolve(bin))
    .join(delimiter);
  const [program, ...before] = findNpm(env, path);
  if (process.platform === 'win32' && process.execPath.startsWith(join(checkout, 'node_modules'))) {
    throw new SetupError(
      'The packages have changed and Windows cannot replace the Node that is running: run "npm ci", then the command again.',
      { code: 'in-use' },
    );
  }
  const state = stateFolder(checkout);
  rmSync(join(state, 'npm.json'), { force: true });
  rmSync(join(checkout, 'node_modules', '.package-lock.json'), { force: true });
  progress.phase('npm ci');
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code, output } = await run(program, [...before, ...args], {
    cwd: checkout,
    env: { ...env, PATH: path },
  });
  if (code !== 0) throw npmFailure(output);
  stamp(state, 'npm', inputsOf(checkout));
}

/** The packages from npm. */
export const npmStep = {
  title: 'Packages',
  emptiesModules: true,
  isDone({ checkout }) {
    if (isStamped(stateFolder(checkout), 'npm', inputsOf(checkout))) return true;
    return agreesWithLock(checkout);
  },
  run: install,
};
