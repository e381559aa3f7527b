import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '../../../electron/contract/calls.ts';
import type { EngineContext } from '../../../electron/engine/handlers/context.ts';
import { workstationHandlers } from '../../../electron/engine/handlers/workstation.ts';
import {
  applyEngineSettings,
  readEngineSettings,
  settingsInUse,
} from '../../../electron/engine/projects/engine-settings.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';

let root: string;
let handlers: ReturnType<typeof workstationHandlers>;
const call = { signal: new AbortController().signal, progress: () => undefined };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'abbe-workstation-'));
  const options = { dataFolder: join(root, 'data'), cacheFolder: join(root, 'cache'), abbeVersion: '0' };
  handlers = workstationHandlers({
    options,
    projects: new Projects(),
  } as Partial<EngineContext> as EngineContext);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const projects = async (name: string): Promise<string> => {
  const folder = join(root, name);
  await new Projects().create(folder, name);
  await handlers['project.remember']({ folder }, call);
  return folder;
};
const names = async (): Promise<string[]> =>
  (await handlers['project.recent']({}, call)).projects.map((project) => project.name);

describe('recent projects', () => {
  it('are kept in the data folder, the newest first and each once', async () => {
    const first = await projects('Cells');
    await projects('Yeast');
    await handlers['project.remember']({ folder: first }, call);
    expect(await names()).toEqual(['Cells', 'Yeast']);
    expect(JSON.parse(readFileSync(join(root, 'data', 'recent.json'), 'utf8'))).toMatchObject({
      format: 'abbe-recent',
      projects: [{ name: 'Cells', folder: first }, { name: 'Yeast' }],
    });
  });

  it('say which are not there any more, and can be taken from the list without harm to their folder', async () => {
    const gone = await projects('Gone');
    const there = await projects('There');
    rmSync(gone, { recursive: true });
    const { projects: listed } = await handlers['project.recent']({}, call);
    expect(listed.map(({ name, missing }) => [name, missing])).toEqual([
      ['There', false],
      ['Gone', true],
    ]);
    await handlers['project.forget']({ folder: gone }, call);
    await handlers['project.forget']({ folder: there }, call);
    expect(await names()).toEqual([]);
    expect(existsSync(join(there, 'project.json'))).toBe(true);
  });

  it('are none where the list is damaged', async () => {
    mkdirSync(join(root, 'data'));
    writeFileSync(join(root, 'data', 'recent.json'), '{"projects": [{"folder": 3}]}');
    expect(await names()).toEqual([]);
    await projects('Cells');
    expect(await names()).toEqual(['Cells']);
  });
});

describe('the cache', () => {
  it('is told by its parts; clearing takes the pictures and leaves TensorFlow', async () => {
    for (const [name, bytes] of Object.entries({ thumbnails: 300, runtime: 5000 })) {
      mkdirSync(join(root, 'cache', name, 'deep'), { recursive: true });
      writeFileSync(join(root, 'cache', name, 'deep', 'file'), Buffer.alloc(bytes));
    }
    expect(await handlers['cache.usage']({}, call)).toEqual({
      folder: join(root, 'cache'),
      parts: [
        { id: 'runtime', bytes: 5000, files: 1, clearable: false },
        { id: 'thumbnails', bytes: 300, files: 1, clearable: true },
      ],
    });
    const cleared = await handlers['cache.clear']({}, call);
    expect(cleared.freed).toBe(300);
    expect(cleared.parts.find((part) => part.id === 'runtime')?.bytes).toBe(5000);
    expect(existsSync(join(root, 'cache', 'thumbnails'))).toBe(true);
  });

  it('is empty where there is none yet', async () => {
    expect(await handlers['cache.usage']({}, call)).toMatchObject({ parts: [] });
    expect(await handlers['cache.clear']({}, call)).toMatchObject({ freed: 0 });
  });
});

describe('what the engine starts with', () => {
  it('is stored, and in use from the next start on', async () => {
    const chosen = { threads: 3, gpuMemoryOnDemand: true };
    const { stored, inUse } = await handlers['engine.configure'](chosen, call);
    expect(stored).toEqual(chosen);
    expect(inUse).not.toEqual(chosen);
    const next: NodeJS.ProcessEnv = {};
    applyEngineSettings(readEngineSettings(join(root, 'data')), next);
    expect(settingsInUse(next)).toEqual(chosen);
  });

  it('gives way to what the environment says', () => {
    const env: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: '2' };
    applyEngineSettings({ threads: 7, gpuMemoryOnDemand: false }, env);
    expect(settingsInUse(env)).toEqual({ threads: 2, gpuMemoryOnDemand: false });
  });

  it('cannot start an engine again that has no host', async () => {
    const restart: Handlers['engine.restart'] = handlers['engine.restart'];
    await expect(restart({}, call)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
