import { rm } from 'node:fs/promises';
import type { RateChange, RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { layout } from '../../projects/layout.ts';
import type { Project } from '../../projects/project.ts';
import { restoreRun, setRunAside } from '../../projects/removed-runs.ts';
import { readRun, writeRun } from '../../projects/run-files.ts';
import { withRates } from '../../training/rate-changes.ts';

/** Changes the record of a run that no engine holds. @throws AbbeError not-found */
export function editRun(
  project: Project,
  id: string,
  change: (record: RunRecord) => RunRecord,
): Promise<RunRecord> {
  return project.inTurn(async () => {
    const record = change(await readRun(project.folder, id));
    await writeRun(project.folder, record);
    return record;
  });
}

/**
 * A change of learning rates as a run takes it.
 * @throws AbbeError invalid-input where a name is no learning rate of the run.
 */
export function adjusted(
  { id, parameters }: RunRecord,
  rates: RateChange['rates'],
): { rates: RateChange['rates']; apply(record: RunRecord): RunRecord } {
  const known = Object.keys(parameters).filter((name) => /learningRate$/i.test(name));
  const unknown = Object.keys(rates).find((name) => !known.includes(name));
  if (unknown !== undefined || Object.keys(rates).length === 0) {
    const what = unknown === undefined ? 'No learning rate is given' : `“${unknown}” is no learning rate`;
    throw new AbbeError('invalid-input', `${what}; the run ${id} has: ${known.join(', ')}.`);
  }
  return {
    rates,
    // It goes on from its last checkpoint.
    apply: (record) => {
      const change = { step: record.step, time: new Date().toISOString(), rates };
      return { ...record, rateChanges: withRates(record.rateChanges, change) };
    },
  };
}

/** Moves a run aside. @returns the folder that it lies in now. */
export async function removeRun(project: Project, id: string): Promise<string> {
  await project.inTurn(() => setRunAside(project.folder, id));
  return layout.removedRun(project.folder, id);
}

/** @throws AbbeError not-found where the run was not removed, or was before the engine was started anew. */
export async function bringBackRun(project: Project, id: string): Promise<RunRecord> {
  await project.inTurn(() => restoreRun(project.folder, id));
  return readRun(project.folder, id);
}

/** Deletes what was moved aside and not restored; what cannot be deleted stays. */
export async function forgetRemoved(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
