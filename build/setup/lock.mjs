import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Own code, as set-up runs before any package is installed. The lock is a file holding who has it.

const heartbeatMs = 5_000;
// A holder on another computer (a shared home folder) cannot be asked whether it lives; its heartbeat can.
const silentMs = 60_000;
/** The locks this process has: how to give each back, and what its file says. */
const held = new Map();

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** When the process `pid` started, in the kernel's ticks; tells a reused pid from its old owner. Linux only. */
function startOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A process is named by its number and, as numbers are used again, by when it started. */
const isRunning = ({ pid, start }) => isAlive(pid) && (start === null || startOf(pid) === start);

/**
 * True when nobody works under the lock any more: its process is gone, and so is every program that process
 * had started (a killed set-up can leave npm behind, still writing); or its computer fell silent.
 */
export function isStale(path, holder) {
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (holder === null) return age > heartbeatMs;
  if (holder.host !== hostname()) return age > silentMs;
  return ![holder, ...holder.children].some(isRunning);
}

/** Makes the lock file appear at once with its content, or returns false when someone has it. */
function tryTake(path, owner) {
  const temporary = `${path}.${owner.token}`;
  writeFileSync(temporary, JSON.stringify(owner));
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Moves a dead holder's file away. Renaming lets one of several waiters win; one that moved a lock which
 * had changed hands in between puts it back.
 */
function bury(path, dead) {
  const grave = `${path}.${randomUUID()}`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (read(grave)?.token !== dead?.token) {
    try {
      linkSync(grave, path);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  rmSync(grave, { force: true });
}

/** Gives back every lock this process holds; for the way out on a signal. */
export function releaseAll() {
  for (const release of [...held.keys()]) release();
}

/** Writes into the lock files which programs run under them. */
function rewrite(change) {
  for (const { path, owner } of held.values()) {
    change(owner.children);
    if (read(path)?.token !== owner.token) continue;
    const temporary = `${path}.${owner.token}`;
    writeFileSync(temporary, JSON.stringify(owner));
    renameSync(temporary, path);
  }
}

/**
 * Remembers in every lock held now that this program runs under it.
 * @returns {() => void} to call when it has ended
 */
export function noteChild(pid) {
  const start = startOf(pid);
  rewrite((children) => children.push({ pid, start }));
  return () =>
    rewrite((children) => children.splice(0, Infinity, ...children.filter((child) => child.pid !== pid)));
}

/**
 * Takes the lock file `path`, waiting for a living holder and taking over from a dead one.
 * @param {string} path
 * @param {string} what what is being done, for those who wait
 * @param {{ onWait?: (holder: { pid: number, host: string, what: string }) => void, pollMs?: number }} [options]
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquire(path, what, { onWait = () => {}, pollMs = 250 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const token = randomUUID();
  const owner = {
    pid: process.pid,
    start: startOf(process.pid),
    host: hostname(),
    token,
    what,
    children: [],
  };
  let told = null;
  while (!tryTake(path, owner)) {
    const holder = read(path);
    if (isStale(path, holder)) {
      bury(path, holder);
      continue;
    }
    if (holder !== null && holder.token !== told) {
      told = holder.token;
      onWait(holder);
    }
    await sleep(pollMs);
  }
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Someone removed the file by hand; the work goes on.
    }
  }, heartbeatMs);
  beat.unref();
  const release = () => {
    clearInterval(beat);
    held.delete(release);
    if (read(path)?.token === owner.token) rmSync(path, { force: true });
  };
  held.set(release, { path, owner });
  return release;
}

/** Runs `work` while holding the lock. */
export async function withLock(path, what, options, work) {
  const release = await acquire(path, what, options);
  try {
    return await work();
  } finally {
    release();
  }
}
