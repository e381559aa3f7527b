import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isLocked } from '../../../electron/engine/projects/project-lock.ts';
import type { Project } from '../../../electron/engine/projects/project.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { temporaryFolder } from './temporary-folder.ts';

let child: ChildProcess | undefined;

afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  child = undefined;
});

/** Another process that holds the lock of a project. */
async function holdElsewhere(project: Project): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./lock-holder-child.ts', import.meta.url));
  child = spawn(process.execPath, [script, project.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('the lock of a project', () => {
  it('is shared within an engine and gone after its last use', async () => {
    const project = await new Projects().create(temporaryFolder(), 'Test');
    const [first, second] = await Promise.all([project.lock.take(), project.lock.take()]);
    expect(await isLocked(project.folder)).toBe(true);
    await first();
    await first();
    expect(project.lock.held).toBe(true);
    await second();
    expect(project.lock.held).toBe(false);
    expect(await isLocked(project.folder)).toBe(false);
    expect(existsSync(join(project.folder, 'project.lock.json'))).toBe(false);
  });

  it('of another engine refuses writers and names who holds it', async () => {
    const projects = new Projects();
    const project = await projects.create(temporaryFolder(), 'Test');
    const holder = await holdElsewhere(project);
    expect(await isLocked(project.folder)).toBe(true);
    await expect(project.lock.take()).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        new RegExp(
          `process ${holder.pid} on ${hostname()} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC; .*try again`,
        ),
      ),
    });
    expect(await project.document()).toMatchObject({ name: 'Test' });
  });

  it('of a dead engine is taken over', async () => {
    const project = await new Projects().create(temporaryFolder(), 'Test');
    const holder = await holdElsewhere(project);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    expect(existsSync(join(project.folder, 'project.lock'))).toBe(true);
    expect(await isLocked(project.folder)).toBe(false);
    const release = await project.lock.take();
    expect(project.lock.held).toBe(true);
    await release();
  });
});
