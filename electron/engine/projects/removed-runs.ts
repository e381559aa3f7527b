import { readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { writeDocument } from './json-document.ts';
import { layout } from './layout.ts';
import { holderSchema, isDead, readHolderFile, thisProcess, type LockHolder } from './project-lock.ts';
import { readRecord } from './run-files.ts';

/** An engine of another machine that removed a run so long ago is not there to bring it back. */
const abandonedMs = 24 * 3600 * 1000;

/**
 * Moves a run aside, so that it is no run of the project until it is restored.
 * @throws AbbeError not-found
 */
export async function setRunAside(folder: string, id: string): Promise<void> {
  await readRecord(folder, id);
  const aside = layout.removedRun(folder, id);
  // What was removed under this id before was restored and changed since.
  await rm(aside, { recursive: true, force: true });
  await moveRun(layout.run(folder, id), aside);
  await writeDocument(removerFile(aside), holderSchema, thisProcess());
}

/** Brings a run back that was moved aside. @throws AbbeError not-found where none is. */
export async function restoreRun(folder: string, id: string): Promise<void> {
  await moveRun(layout.removedRun(folder, id), layout.run(folder, id));
  await rm(removerFile(layout.run(folder, id)), { force: true });
}

/**
 * Deletes runs that were moved aside by engines which are gone, and so by nobody who could bring them back. What
 * cannot be deleted stays until the next time. Only under the project's lock.
 */
export async function forgetLeftRuns(folder: string): Promise<void> {
  const runs = layout.runs(folder);
  const names = await readdir(runs).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(layout.removedPrefix))) {
    const aside = join(runs, name);
    const remover = await readHolderFile(removerFile(aside));
    if (remover === null || isGone(remover))
      await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isGone(remover: LockHolder): boolean {
  if (remover.host === hostname()) return isDead(remover);
  return Date.now() - Date.parse(remover.since) > abandonedMs;
}

/** Says which engine moved a run aside. */
const removerFile = (aside: string): string => join(aside, 'removed.json');

async function moveRun(from: string, to: string): Promise<void> {
  await rename(from, to).catch((thrown: unknown) => {
    if (!isMissing(thrown)) throw fileError(to, 'written', thrown);
    const message = `There is no removed run in ${from}; what was removed is kept only until Abbe is closed.`;
    throw new AbbeError('not-found', message, { file: from, cause: thrown });
  });
}
