import { spawn } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { openCheckpointFolder } from '../../../electron/engine/training/checkpoint-folder.ts';

const script = fileURLToPath(new URL('train-tiny.ts', import.meta.url));

interface Step {
  step: number;
  losses: Record<string, string>;
}

/** Trains in a process of its own; with `killAt`, until that step and then SIGKILL. */
async function train(
  recipe: string,
  folder: string,
  killAt?: number,
): Promise<{ steps: Step[]; signal: string | null }> {
  const child = spawn(process.execPath, [script, folder, recipe], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<string | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  const steps: Step[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as Step;
    steps.push(told);
    if (told.step === killAt) child.kill('SIGKILL');
  }
  return { steps, signal: await ended };
}

const newFolder = () => mkdtemp(join(tmpdir(), 'abbe-resume-'));

beforeAll(async () => {
  await loadTensorFlow();
});

describe.each(recipes)('a run of $id killed at a random step', ({ id }) => {
  it('goes on in a new process with losses and weights equal in every bit', async () => {
    const [whole, broken] = [await newFolder(), await newFolder()];
    const uninterrupted = await train(id, whole);
    const totalSteps = uninterrupted.steps.length;
    expect(totalSteps).toBeGreaterThan(8);
    expect(uninterrupted.steps.map(({ step }) => step)).toEqual(
      Array.from({ length: totalSteps }, (_, i) => i),
    );

    // After the first checkpoint and before the end.
    const killAt = 5 + Math.floor(Math.random() * (totalSteps - 7));
    const killed = await train(id, broken, killAt);
    expect(killed.signal, `killed at step ${killAt}`).toBe('SIGKILL');
    expect(await readdir(broken)).not.toContain(`step-${String(totalSteps).padStart(8, '0')}.checkpoint`);
    const resumed = await train(id, broken);

    const first = resumed.steps[0]?.step ?? NaN;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual((killed.steps.at(-1)?.step ?? NaN) + 1);
    expect(killed.steps, `killed at step ${killAt}`).toEqual(
      uninterrupted.steps.slice(0, killed.steps.length),
    );
    expect(resumed.steps, `killed at step ${killAt}`).toEqual(uninterrupted.steps.slice(first));
    const weights = async (folder: string) => (await openCheckpointFolder(folder).latest())?.variables;
    expect(await weights(broken)).toEqual(await weights(whole));
  });
});
