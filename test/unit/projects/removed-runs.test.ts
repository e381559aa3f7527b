import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layout } from '../../../electron/engine/projects/layout.ts';
import { Project, Projects } from '../../../electron/engine/projects/project.ts';
import { restoreRun, setRunAside } from '../../../electron/engine/projects/removed-runs.ts';
import { listRuns, writeRun } from '../../../electron/engine/projects/run-files.ts';
import { runRecordOf } from '../../support/run-record.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** More than any system gives out. */
const nobody = 2 ** 30;
const day = 24 * 3600 * 1000;

async function projectWithRuns(...ids: string[]): Promise<string> {
  const { folder } = await new Projects().create(temporaryFolder(), 'Test');
  for (const id of ids) await writeRun(folder, runRecordOf({ id }));
  return folder;
}

/** Says that another engine removed a run. */
function removedBy(folder: string, id: string, remover: { pid: number; host: string; since: Date }): void {
  const file = join(layout.removedRun(folder, id), 'removed.json');
  writeFileSync(file, JSON.stringify({ ...remover, since: remover.since.toISOString() }));
}

describe('removed runs', () => {
  it('come back as they were', async () => {
    const folder = await projectWithRuns('a');
    const before = readdirSync(layout.run(folder, 'a'));
    await setRunAside(folder, 'a');
    expect((await listRuns(folder)).runs).toEqual([]);
    await restoreRun(folder, 'a');
    expect((await listRuns(folder)).runs).toMatchObject([{ id: 'a' }]);
    expect(readdirSync(layout.run(folder, 'a'))).toEqual(before);
    await expect(restoreRun(folder, 'a')).rejects.toThrow('kept only until Abbe is closed');
  });

  it('of engines that are gone are deleted by the next one that writes; those of engines at work stay', async () => {
    const folder = await projectWithRuns('own', 'crashed', 'unsigned', 'elsewhere', 'abandoned');
    const now = new Date();
    for (const { id } of (await listRuns(folder)).runs) await setRunAside(folder, id);
    removedBy(folder, 'crashed', { pid: nobody, host: hostname(), since: now });
    removedBy(folder, 'elsewhere', { pid: nobody, host: 'another-machine', since: now });
    removedBy(folder, 'abandoned', {
      pid: nobody,
      host: 'another-machine',
      since: new Date(now.getTime() - 2 * day),
    });
    rmSync(join(layout.removedRun(folder, 'unsigned'), 'removed.json'));
    await new Project(folder).locked(() => Promise.resolve());
    const left = ['own', 'crashed', 'unsigned', 'elsewhere', 'abandoned'].filter((id) =>
      existsSync(layout.removedRun(folder, id)),
    );
    expect(left).toEqual(['own', 'elsewhere']);
  });
});
