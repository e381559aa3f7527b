import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { spawnEngine } from '../../electron/transport/spawn-engine.ts';
import { Supervisor } from '../../electron/transport/supervisor.ts';
import { root } from '../support/smoke-electron.ts';
import { pathOf } from '../support/tools.ts';

const bundle = join(root, 'dist', 'electron', 'engine-process.mjs');

// The smoke test's Electron has no utility process, so what Electron 45 starts is started here under Node.
it('the bundled engine process finds TensorFlow, its recipes and the image libraries', async (context) => {
  const entry = pathOf(
    existsSync(bundle)
      ? { path: bundle }
      : { missing: 'dist/electron is not built: run the tests with "npm test".' },
    context,
  );
  const supervisor = new Supervisor(() => spawnEngine(process.execPath, entry));
  const call = { signal: new AbortController().signal, progress: () => undefined };
  try {
    const info = await supervisor.handlers['system.info']({}, call);
    expect(info.tensorflow.version).toMatch(/^\d+\.\d+/);
    const { recipes } = await supervisor.handlers['recipe.list']({}, call);
    expect(recipes.map(({ id }) => id)).toContain('microgan');
    const missing = supervisor.handlers['photo.view']({ file: join(root, 'no.png'), maxSize: 64 }, call);
    await expect(missing).rejects.toMatchObject({ code: 'not-found' });
    // Writing is done by packages that ask where they lie.
    const folder = await mkdtemp(join(tmpdir(), 'abbe-bundle-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const project = await supervisor.handlers['project.create']({ folder, name: 'Cells' }, call);
    expect(project.document.name).toBe('Cells');
  } finally {
    await supervisor.close();
  }
});
