import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import type { RunRecord } from '../../../../electron/contract/documents.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { useRun } from '../../../../renderer/stores/run.ts';
import { useUndo } from '../../../../renderer/stores/undo.ts';
import { projectOf, runOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

const project = '/lab/smear';
let client: FakeClient;
let onDisk: RunRecord[];

beforeEach(async () => {
  onDisk = [runOf()];
  client = createFakeClient({
    'project.open': () => projectOf(['a.png']),
    'run.list': () => ({ runs: onDisk }),
    'run.get': ({ run }) => onDisk.find((entry) => entry.id === run) ?? runOf(),
    'run.losses': () => ({ points: [{ step: 0, values: { content: 1 } }] }),
    'run.previews': () => ({ steps: [] }),
    'run.preview': () => ({ step: null, items: [] }),
    'run.resume': ({ run }) => {
      const resumed = runOf({ id: run, state: 'running', step: 8 });
      onDisk = onDisk.map((entry) => (entry.id === run ? resumed : entry));
      return resumed;
    },
    'run.pause': ({ run }) => runOf({ id: run, state: 'paused' }),
  });
  await useProject().open(project);
});

/** The run store with what is on the disk loaded. */
async function openRuns(): Promise<ReturnType<typeof useRun>> {
  const run = useRun();
  await run.load();
  await vi.waitFor(() => expect(run.losses.steps.length).toBeGreaterThan(0));
  return run;
}

/** The engine dies and comes back; it marks what was running as interrupted. */
async function crash(): Promise<void> {
  client.engine('restarting');
  onDisk = onDisk.map((entry) =>
    entry.state === 'running' ? { ...entry, state: 'interrupted', step: 8 } : entry,
  );
  client.engine('ready');
}

const machine = { device: 'CPU, 2 cores', memoryBytes: 2 ** 30, gpuMemoryBytes: null };

describe('runs', () => {
  it('are listed newest first, the newest selected, with the losses so far', async () => {
    onDisk = [runOf({ id: 'old', created: '2024-01-01T00:00:00.000Z', state: 'finished' }), runOf()];
    const run = await openRuns();
    expect(run.list.map(({ id }) => id)).toEqual(['run-1', 'old']);
    expect(run.selectedId).toBe('run-1');
    expect(run.active?.id).toBe('run-1');
  });

  it('follow the engine’s events: progress, losses, previews, checkpoints', async () => {
    const run = await openRuns();
    const revision = run.lossRevision;
    client.emit({
      name: 'run.losses',
      payload: { project, run: 'run-1', points: [{ step: 1, values: { content: 2 } }] },
    });
    expect(run.losses.byName.get('content')).toEqual([1, 2]);
    expect(run.lossRevision).toBeGreaterThan(revision);
    const progress = { step: 42, totalSteps: 100, epoch: 1.5, secondsLeft: 9, stepsPerSecond: 6, ...machine };
    client.emit({ name: 'run.progress', payload: { project, run: 'run-1', ...progress } });
    expect(run.selected?.step).toBe(42);
    expect(run.progress.get('run-1')?.secondsLeft).toBe(9);
    client.answers['run.previews'] = () => ({ steps: [20, 40] });
    client.answers['run.preview'] = ({ step = 0 }) => ({ step, items: [{ id: 'x' } as never] });
    client.emit({ name: 'run.preview', payload: { project, run: 'run-1', step: 40, count: 1 } });
    await vi.waitFor(() => expect(run.preview?.step).toBe(40));
    run.stepPreview(-1);
    await vi.waitFor(() => expect(run.preview?.step).toBe(20));
    run.stepPreview(1);
    await vi.waitFor(() => expect(run.preview?.step).toBe(40));
    // What was looked at before is not fetched again.
    expect(client.callsTo('run.preview')).toHaveLength(2);
    expect(run.chosenStep).toBeNull();
    client.emit({ name: 'run.checkpoint', payload: { project, run: 'run-1', step: 40 } });
    expect(run.checkpoint.get('run-1')).toBe(40);
  });

  it('leave events of other projects alone', async () => {
    const run = await openRuns();
    const progress = {
      step: 42,
      totalSteps: 100,
      epoch: 1,
      secondsLeft: null,
      stepsPerSecond: 1,
      ...machine,
    };
    client.emit({ name: 'run.progress', payload: { project: '/other', run: 'run-1', ...progress } });
    expect(run.selected?.step).toBe(10);
  });

  it('keep losses that arrive while the earlier ones are fetched', async () => {
    const run = useRun();
    let answer: (points: { points: { step: number; values: Record<string, number> }[] }) => void = () => {};
    client.answers['run.losses'] = () => new Promise((resolve) => (answer = resolve));
    await run.load();
    await vi.waitFor(() => expect(client.callsTo('run.losses').length).toBeGreaterThan(0));
    client.emit({
      name: 'run.losses',
      payload: { project, run: 'run-1', points: [{ step: 2, values: { content: 3 } }] },
    });
    answer({ points: [0, 1].map((step) => ({ step, values: { content: step + 1 } })) });
    await vi.waitFor(() => expect(run.losses.byName.get('content')).toEqual([1, 2, 3]));
  });

  it('are paused by a call, and the record changes', async () => {
    const run = await openRuns();
    await run.pause('run-1');
    expect(run.selected?.state).toBe('paused');
  });

  it('say why where a control does not work', async () => {
    const run = await openRuns();
    client.answers['run.pause'] = () => Promise.reject(new AbbeError('not-found', 'There is no such run.'));
    await run.pause('run-1');
    expect(run.controlling.error).toBe('There is no such run.');
  });
});

describe('a run whose engine died', () => {
  it('is resumed from its last checkpoint by itself, and the person is told from where', async () => {
    const run = await openRuns();
    await crash();
    await vi.waitFor(() => expect(run.interruptions.get('run-1')?.outcome).toBe('resumed'));
    expect(client.callsTo('run.resume')).toEqual([{ project, run: 'run-1' }]);
    expect(run.interruptions.get('run-1')).toEqual({ atStep: 10, outcome: 'resumed', fromStep: 8 });
    expect(run.selected?.state).toBe('running');
  });

  it('is resumed once only: a run that kills its engine waits for the button', async () => {
    const run = await openRuns();
    await crash();
    await vi.waitFor(() => expect(run.interruptions.get('run-1')?.outcome).toBe('resumed'));
    await crash();
    await vi.waitFor(() => expect(run.interruptions.get('run-1')?.outcome).toBe('button'));
    expect(client.callsTo('run.resume')).toHaveLength(1);
    expect(run.selected?.state).toBe('interrupted');
    await run.resume('run-1');
    expect(run.selected?.state).toBe('running');
  });

  it('is left alone where it was interrupted before this window opened', async () => {
    onDisk = [runOf({ state: 'interrupted' })];
    const run = await openRuns();
    await crash();
    await vi.waitFor(() => expect(client.callsTo('run.list').length).toBeGreaterThan(1));
    expect(client.callsTo('run.resume')).toEqual([]);
    expect(run.interruptions.size).toBe(0);
  });

  it('waits for the button where it cannot be resumed', async () => {
    const run = await openRuns();
    client.answers['run.resume'] = () => Promise.reject(new AbbeError('invalid-input', 'No checkpoint.'));
    await crash();
    await vi.waitFor(() => expect(run.interruptions.get('run-1')?.outcome).toBe('button'));
    expect(run.controlling.error).toBe('No checkpoint.');
  });

  it('wait in the order of their places, and are moved aside so that it can be taken back', async () => {
    const waiting = (id: string, queue: number) => runOf({ id, state: 'queued', queue });
    onDisk = [waiting('b', 1), waiting('a', 0), waiting('c', 2)];
    const run = useRun();
    await run.load();
    expect(run.queue.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    client.answers['run.reorder'] = ({ runs }) => ({ runs: runs.map((id, i) => waiting(id, i)) });
    await run.reorder(['c', 'a', 'b']);
    expect(run.queue.map(({ id }) => id)).toEqual(['c', 'a', 'b']);

    client.answers['run.remove'] = () => ({ runs: [] });
    client.answers['run.restore'] = ({ run: id }) => runOf({ id, state: 'stopped' });
    client.answers['run.resume'] = ({ run: id }) => waiting(id, 3);
    await run.remove('a', 'Removed a');
    expect(run.queue.map(({ id }) => id)).toEqual(['c', 'b']);
    await useUndo().undo();
    expect(run.queue.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('that waited when the engine ended are known apart from what was interrupted', async () => {
    onDisk = [
      runOf({ id: 'trained', state: 'interrupted', queue: null }),
      runOf({ id: 'waited', state: 'interrupted', queue: 0 }),
    ];
    const run = useRun();
    await run.load();
    expect(run.waited.map(({ id }) => id)).toEqual(['waited']);
  });

  it('go on in their order after the engine died: what trained first, then the queue', async () => {
    onDisk = [runOf(), runOf({ id: 'next', state: 'queued', queue: 0 })];
    client.answers['run.requeue'] = () => ({ runs: onDisk });
    const run = await openRuns();
    client.engine('restarting');
    onDisk = onDisk.map((entry) => ({ ...entry, state: 'interrupted' }));
    client.engine('ready');
    await vi.waitFor(() => expect(client.callsTo('run.requeue')).toHaveLength(1));
    const methods = client.calls.map(({ method }) => method);
    expect(client.callsTo('run.resume')).toEqual([{ project, run: 'run-1' }]);
    expect(methods.indexOf('run.resume')).toBeLessThan(methods.indexOf('run.requeue'));
    expect(run.interruptions.has('next')).toBe(false);
  });
});
