import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord, RunState } from '../../contract/documents.ts';
import { runRecordSchema } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { readDocument, writeDocument } from './json-document.ts';
import { layout, runLayout, timeStamp } from './layout.ts';
import { olderRuns } from './migrations.ts';
import { isLocked } from './project-lock.ts';

/** States that a run can only be in while an engine holds it. */
export const liveStates: ReadonlySet<RunState> = new Set(['queued', 'running', 'paused']);

/** A new run's folder under an id of time and recipe. Two runs of the same second get different ids. */
export async function createRunFolder(folder: string, recipe: string, time: Date): Promise<string> {
  await mkdir(layout.runs(folder), { recursive: true });
  const base = `${timeStamp(time)}-${recipe}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    try {
      await mkdir(layout.run(folder, id));
      return id;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw fileError(layout.run(folder, id), 'created', thrown);
      }
    }
  }
}

export async function writeRun(folder: string, record: RunRecord): Promise<void> {
  await writeDocument(runLayout.record(layout.run(folder, record.id)), runRecordSchema, record);
}

/**
 * A run's record; one that says it is under way while no live engine holds the project is `interrupted`.
 * @throws AbbeError not-found
 */
export async function readRun(folder: string, id: string): Promise<RunRecord> {
  return asSeen(await readRecord(folder, id), await isLocked(folder));
}

/** All runs of a project, oldest first, and the reasons of those whose record cannot be read. */
export async function listRuns(folder: string): Promise<{ runs: RunRecord[]; problems: AbbeError[] }> {
  const locked = await isLocked(folder);
  const runs: RunRecord[] = [];
  const problems: AbbeError[] = [];
  for (const id of await runIds(folder)) {
    try {
      runs.push(asSeen(await readRecord(folder, id), locked));
    } catch (thrown) {
      problems.push(AbbeError.wrap(thrown));
    }
  }
  runs.sort((a, b) => a.created.localeCompare(b.created) || a.id.localeCompare(b.id));
  return { runs, problems };
}

/** Writes `interrupted` into the records that a dead engine left under way. Only under the project's lock. */
export async function markInterrupted(folder: string): Promise<void> {
  for (const id of await runIds(folder)) {
    const record = await readRecord(folder, id).catch(() => null);
    if (record && liveStates.has(record.state)) await writeRun(folder, asSeen(record, false));
  }
}

function asSeen(record: RunRecord, locked: boolean): RunRecord {
  if (locked || !liveStates.has(record.state)) return record;
  if (record.state === 'queued') {
    const message = 'It waited for its turn when the engine ended; queue it again to train it.';
    return { ...record, state: 'interrupted', message };
  }
  const message = `The engine ended during this run, at or after step ${record.step}; resume it to go on from its last checkpoint.`;
  return { ...record, state: 'interrupted', message, queue: null };
}

/** As the record says, whether or not an engine is at work. @throws AbbeError not-found */
export async function readRecord(folder: string, id: string): Promise<RunRecord> {
  const file = runLayout.record(layout.run(folder, id));
  try {
    return await readDocument(file, runRecordSchema, () => olderRuns);
  } catch (thrown) {
    if (!(thrown instanceof AbbeError) || thrown.code !== 'not-found') throw thrown;
    throw new AbbeError('not-found', `${folder} has no run “${id}”.`, { file, cause: thrown });
  }
}

/** Folders with a record in them: a crash between the two leaves an empty folder, which is no run. */
async function runIds(folder: string): Promise<string[]> {
  const names = await readdir(layout.runs(folder)).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(layout.runs(folder), 'read', thrown);
  });
  const found = await Promise.all(
    names.map((name) =>
      stat(runLayout.record(join(layout.runs(folder), name))).then(
        () => name,
        () => null,
      ),
    ),
  );
  return found.filter((name) => name !== null && !name.startsWith('.')) as string[];
}
