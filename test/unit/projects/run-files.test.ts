import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord, RunState } from '../../../electron/contract/documents.ts';
import { runStates } from '../../../electron/contract/documents.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import {
  createRunFolder,
  listRuns,
  liveStates,
  readRun,
  writeRun,
} from '../../../electron/engine/projects/run-files.ts';
import { runRecordOf } from '../../support/run-record.ts';
import { temporaryFolder } from './temporary-folder.ts';

const time = new Date('2025-01-31T12:00:00.000Z');

function record(id: string, state: RunState, created = time): RunRecord {
  return runRecordOf({ id, created: created.toISOString(), state, step: 12, seconds: 1.5 });
}

describe('run files', () => {
  it('get an id each, also within one second', async () => {
    const folder = temporaryFolder();
    const ids = await Promise.all([1, 2, 3].map(() => createRunFolder(folder, 'microgan', time)));
    expect(ids.sort()).toEqual([
      '20250131-120000-microgan',
      '20250131-120000-microgan-2',
      '20250131-120000-microgan-3',
    ]);
  });

  it.each(runStates)(
    'of a run in the state %s are read back, interrupted where no engine holds it',
    async (state) => {
      const { folder } = await new Projects().create(temporaryFolder(), 'Test');
      await writeRun(folder, record('a', state));
      const seen = await readRun(folder, 'a');
      expect(seen.state).toBe(liveStates.has(state) ? 'interrupted' : state);
      if (state === 'queued') expect(seen.message).toMatch(/waited for its turn .* queue it again/);
      else if (liveStates.has(state)) {
        expect(seen.message).toMatch(/ended during this run, at or after step 12; resume/);
      } else expect(seen).toEqual(record('a', state));
    },
  );

  it('of version 1 are read as today’s, and of no data that is known', async () => {
    const { folder } = await new Projects().create(temporaryFolder(), 'Test');
    const { device, data, options, from, losses, validation, best, ...old } = record('a', 'finished');
    mkdirSync(join(folder, 'runs', 'a'), { recursive: true });
    const file = join(folder, 'runs', 'a', 'run.json');
    writeFileSync(file, JSON.stringify({ ...old, version: 1 }));
    expect(await readRun(folder, 'a')).toEqual({ ...record('a', 'finished'), device: null });
    expect([device, data, from, losses, validation, best]).toEqual([
      'CPU, 2 cores',
      null,
      null,
      {},
      null,
      null,
    ]);
    expect(options.patience).toBeNull();
    writeFileSync(file, JSON.stringify({ ...old, version: 1, step: -1 }));
    await expect(readRun(folder, 'a')).rejects.toThrow(/run\.json is damaged at “step”/);
  });

  it('of a run under way are left alone while an engine holds the project', async () => {
    const project = await new Projects().create(temporaryFolder(), 'Test');
    const release = await project.lock.take();
    await writeRun(project.folder, record('a', 'running'));
    expect((await readRun(project.folder, 'a')).state).toBe('running');
    await release();
  });

  it('say interrupted on disk once another engine takes the project', async () => {
    const project = await new Projects().create(temporaryFolder(), 'Test');
    await writeRun(project.folder, record('a', 'running'));
    await writeRun(project.folder, record('b', 'finished'));
    const release = await project.lock.take();
    const states = ['a', 'b'].map((id) => {
      const text = readFileSync(join(project.folder, 'runs', id, 'run.json'), 'utf8');
      return (JSON.parse(text) as RunRecord).state;
    });
    expect(states).toEqual(['interrupted', 'finished']);
    await release();
  });

  it('are listed oldest first, without what a crash left, and with a word on damaged ones', async () => {
    const { folder } = await new Projects().create(temporaryFolder(), 'Test');
    await writeRun(folder, record('newer', 'finished', new Date(time.getTime() + 1000)));
    await writeRun(folder, record('older', 'finished'));
    mkdirSync(join(folder, 'runs', 'empty'));
    mkdirSync(join(folder, 'runs', 'damaged'));
    writeFileSync(join(folder, 'runs', 'damaged', 'run.json'), '{');
    const { runs, problems } = await listRuns(folder);
    expect(runs.map(({ id }) => id)).toEqual(['older', 'newer']);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/damaged.run\.json is damaged/),
    ]);
  });

  it('that are not there are not found', async () => {
    const { folder } = await new Projects().create(temporaryFolder(), 'Test');
    await expect(readRun(folder, 'none')).rejects.toMatchObject({ code: 'not-found' });
    expect(await listRuns(folder)).toEqual({ runs: [], problems: [] });
  });
});
