import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AbbeError } from '../../contract/errors.ts';
import { fileError } from './file-errors.ts';
import { layout } from './layout.ts';

export const holderSchema = z.object({ pid: z.number().int(), host: z.string(), since: z.iso.datetime() });
export type LockHolder = z.infer<typeof holderSchema>;

/** A live holder touches its lock every 5 s; one untouched for a minute, also on another machine, is dead. */
const staleMs = 60_000;
const updateMs = 5_000;
/** What the library takes at least: a holder known to be dead is waited for no longer than this. */
const deadMs = 2_000;

/** The writers' lock of a project folder as one engine sees it: taken on the first use, given back after the last. */
export class ProjectLock {
  readonly #folder: string;
  readonly #onFreshlyTaken: () => Promise<void>;
  #users = 0;
  #turn: Promise<void> = Promise.resolve();
  #release: (() => Promise<void>) | undefined;

  /** @param onFreshlyTaken runs whenever the lock was taken: no other engine is at work in the folder then. */
  constructor(folder: string, onFreshlyTaken: () => Promise<void>) {
    this.#folder = folder;
    this.#onFreshlyTaken = onFreshlyTaken;
  }

  /** True while this engine holds the lock. */
  get held(): boolean {
    return this.#release !== undefined;
  }

  /**
   * Takes the lock, or shares it where this engine already holds it; the returned function gives it back.
   * @throws AbbeError invalid-input naming who holds it.
   */
  async take(): Promise<() => Promise<void>> {
    await this.#inTurn(async () => {
      if (this.#users === 0) await this.#lock();
      this.#users += 1;
    });
    let given = false;
    return async () => {
      if (given) return;
      given = true;
      await this.#inTurn(async () => {
        this.#users -= 1;
        if (this.#users === 0) await this.#unlock();
      });
    };
  }

  async #inTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(action);
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #lock(): Promise<void> {
    const holder = await readHolder(this.#folder);
    const dead = holder !== null && isDead(holder);
    try {
      this.#release = await lockfile.lock(layout.project(this.#folder), {
        lockfilePath: layout.lock(this.#folder),
        stale: dead ? deadMs : staleMs,
        update: updateMs,
        retries: dead ? { retries: 12, factor: 1, minTimeout: 250 } : 0,
        // The folder vanished or another engine took over: the next write says so with its own reason.
        onCompromised: () => (this.#release = undefined),
      });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ELOCKED') throw lockedError(this.#folder, holder);
      throw fileError(layout.lock(this.#folder), 'created', thrown);
    }
    try {
      await writeFileAtomic(layout.lockHolder(this.#folder), JSON.stringify(thisProcess()));
      await this.#onFreshlyTaken();
    } catch (thrown) {
      await this.#unlock();
      throw fileError(layout.lockHolder(this.#folder), 'written', thrown);
    }
  }

  async #unlock(): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    if (!release) return;
    await rm(layout.lockHolder(this.#folder), { force: true });
    await release().catch(() => undefined);
  }
}

/** Whether some live engine, this one or another, writes in the folder. */
export async function isLocked(folder: string): Promise<boolean> {
  const holder = await readHolder(folder);
  if (holder !== null && isDead(holder)) return false;
  return lockfile
    .check(layout.project(folder), { lockfilePath: layout.lock(folder), stale: staleMs })
    .catch(() => false);
}

const readHolder = (folder: string): Promise<LockHolder | null> => readHolderFile(layout.lockHolder(folder));

/** What a file says of the engine that wrote it; null where there is none, or it cannot be read. */
export async function readHolderFile(file: string): Promise<LockHolder | null> {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** This engine, as files name it. */
export function thisProcess(): LockHolder {
  return { pid: process.pid, host: hostname(), since: new Date().toISOString() };
}

/** Whether an engine is surely gone. Only processes of this machine can be asked; signal 0 asks without sending anything. */
export function isDead(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function lockedError(folder: string, holder: LockHolder | null): AbbeError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} since ${holder.since.slice(0, 16).replace('T', ' ')} UTC`
    : 'another Abbe';
  return new AbbeError(
    'invalid-input',
    `${folder} is in use by ${who}; wait until its run or task ends, or close that Abbe, and try again.`,
    { file: folder },
  );
}
