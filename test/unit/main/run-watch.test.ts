import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../electron/contract/events.ts';
import type { RunState } from '../../../electron/contract/documents.ts';
import { RunWatch } from '../../../electron/main/run-watch.ts';
import type { RunEnd } from '../../../electron/main/run-watch.ts';

const state = (run: string, to: RunState, message = ''): EngineEvent => ({
  name: 'run.state',
  payload: { project: '/p', run, state: to, message },
});
const step = (run: string, done: number, totalSteps: number, project = '/p'): EngineEvent =>
  ({ name: 'run.progress', payload: { project, run, step: done, totalSteps } }) as EngineEvent;

function watch() {
  const ends: RunEnd[] = [];
  const seen: (number | null)[] = [];
  const runs: RunWatch = new RunWatch(
    () => seen.push(runs.progress),
    (end) => ends.push(end),
  );
  return { runs, ends, seen };
}

describe('RunWatch', () => {
  it('knows what trains and waits, and how far all of it is', () => {
    const { runs, seen } = watch();
    expect(runs.progress).toBeNull();
    runs.receive(state('a', 'running'));
    expect(runs.progress).toBe(0);
    runs.receive(step('a', 50, 100));
    runs.receive(state('b', 'queued'));
    expect(runs.active.map(({ run }) => run)).toEqual(['a', 'b']);
    expect(runs.progress).toBe(0.5);
    runs.receive(state('a', 'finished'));
    runs.receive(step('b', 30, 300));
    expect(runs.progress).toBeCloseTo(0.1);
    expect(seen.at(-1)).toBeCloseTo(0.1);
  });

  it('does not count a paused run, and does again when it goes on', () => {
    const { runs } = watch();
    runs.receive(step('a', 10, 100));
    runs.receive(state('a', 'paused'));
    expect(runs.active).toEqual([]);
    expect(runs.progress).toBeNull();
    runs.receive(state('a', 'running'));
    expect(runs.progress).toBe(0.1);
  });

  it('tells an end that nobody asked for: finished and failed, not stopped', () => {
    const { runs, ends } = watch();
    runs.receive(state('a', 'stopped'));
    runs.receive(state('b', 'finished'));
    runs.receive(state('c', 'failed', 'The loss is not a number any more.'));
    expect(ends.map(({ run, state: how }) => [run, how])).toEqual([
      ['b', 'finished'],
      ['c', 'failed'],
    ]);
    expect(ends[1]?.message).toBe('The loss is not a number any more.');
    expect(runs.active).toEqual([]);
  });

  it('knows that nothing trains in an engine that was restarted', () => {
    const { runs, seen } = watch();
    runs.receive(step('a', 10, 100));
    runs.receive({ name: 'engine.state', payload: { state: 'restarting', message: '' } });
    expect(runs.active).toEqual([]);
    expect(seen.at(-1)).toBeNull();
  });

  it('keeps runs of two projects apart, whatever they are called', () => {
    const { runs } = watch();
    runs.receive(step('a', 10, 100));
    runs.receive(step('a', 20, 100, '/q'));
    expect(runs.active).toHaveLength(2);
  });
});
