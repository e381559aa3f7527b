import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { missingPhotos, startEngine, startProject, tinyRun, untilEnded } from './engine-fixture.ts';

const request = {
  recipe: 'microgan',
  preset: 'quick',
  parameters: { ...tinyRun, stepLimit: 200 },
  seed: 9,
};
let child: ChildProcess | undefined;

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

afterEach(kill);

/** Trains in another process and waits for its n-th checkpoint. */
async function trainElsewhere(project: string, dataset: string, checkpoints: number): Promise<number> {
  const script = fileURLToPath(new URL('./training-child.ts', import.meta.url));
  const payload = JSON.stringify({ project, dataset, ...request });
  child = spawn(process.execPath, [script, project, payload], { stdio: ['ignore', 'pipe', 'ignore'] });
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    seen += 1;
    if (seen === checkpoints) return Number(line);
  }
  throw new Error('The training process ended before its checkpoints.');
}

describe.skipIf(missingPhotos)('kill -9 of the engine during training', () => {
  it('loses nothing but the steps since the last checkpoint', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, dataset } = await startProject(test);
    const step = await trainElsewhere(project, dataset, 3);

    // While the other engine lives, the project is its own.
    const { runs } = await call('run.list', { project });
    expect(runs.map(({ state }) => state)).toEqual(['running']);
    const run = runs[0]?.id ?? '';
    await expect(call('run.resume', { project, run })).rejects.toThrow(/running in another Abbe/);
    await expect(call('run.start', { project, dataset, ...request })).rejects.toThrow(
      /is in use by process \d+/,
    );

    await kill();
    const interrupted = await call('run.get', { project, run });
    expect(interrupted.state).toBe('interrupted');
    expect(interrupted.message).toMatch(/resume it to go on from its last checkpoint/);

    const resumed = await call('run.resume', { project, run });
    expect(resumed.step).toBeGreaterThanOrEqual(step);
    const ended = await untilEnded(test, project, run);
    expect(ended).toMatchObject({ state: 'finished', step: 200 });
    const { points } = await call('run.losses', { project, run, fromStep: 0 });
    expect(points.map((point) => point.step)).toEqual(Array.from({ length: 200 }, (_, i) => i));

    const uncut = await call('run.start', { project, dataset, ...request });
    const { validation, best } = await untilEnded(test, project, uncut.id);
    expect(validation?.points.map((point) => point.step)).toEqual(
      Array.from({ length: 20 }, (_, i) => 10 * (i + 1)),
    );
    expect(ended).toMatchObject({ validation, best });
    expect((await call('run.losses', { project, run: uncut.id, fromStep: 0 })).points).toEqual(points);
  });
});
