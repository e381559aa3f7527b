import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageAbbe } from '../../build/packaging/package.mjs';
import { joinPage } from '../support/devtools.ts';
import type { PageTools } from '../support/devtools.ts';
import { ask, childrenOf, findElectron, openLine, root, startPackage } from '../support/smoke-electron.ts';
import type { StartedElectron } from '../support/smoke-electron.ts';
import { pathOf } from '../support/tools.ts';
import type { Tool } from '../support/tools.ts';
import { findXvfb, startXvfb } from '../support/xvfb.ts';
import type { Display } from '../support/xvfb.ts';

let tools: Tool[];
let work: string;
let folder: string;
let display: Display | undefined;
let app: StartedElectron | undefined;
let page: PageTools;

// What electron-builder can make here: the unpacked application, with the one Electron at hand.
beforeAll(async () => {
  tools = [findXvfb(), await findElectron()];
  const [xvfb, electron] = tools;
  if (!xvfb || !electron || 'missing' in xvfb || 'missing' in electron) return;
  work = await mkdtemp(join(tmpdir(), 'abbe-package-'));
  const dist = dirname(electron.path);
  const version = (await readFile(join(dist, 'version'), 'utf8')).trim();
  [folder = ''] = await packageAbbe({ electron: { folder: dist, version }, work });
  display = await startXvfb(xvfb.path);
  app = await startPackage(join(folder, 'abbe'), display.display, join(work, 'home'));
  page = await joinPage(app.port);
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterAll(async () => {
  app?.child.kill('SIGKILL');
  await display?.stop();
  if (work) await rm(work, { recursive: true, force: true });
});

describe('the packaged Abbe', () => {
  it('opens its page from the archive, and its engine computes with TensorFlow', async () => {
    await expect
      .poll(() => page.evaluate<string>('document.body.innerText'), { timeout: 60_000 })
      .toMatch(/TensorFlow/);
    await mkdir(join(root, 'test', 'output'), { recursive: true });
    await writeFile(join(root, 'test', 'output', 'package.png'), await page.screenshot());
    await page.evaluate(openLine);
    expect((await ask(page, 'system.doctor', {})).selfTest).toMatchObject({ ok: true });
    expect(['packaged', 'wasm']).toContain((await ask(page, 'system.info', {})).rung);
  });

  it('runs the engine that it brought, and opens the sample that it brought', async () => {
    const [engine] = childrenOf(app?.child.pid ?? 0, 'engine-process');
    const words = (await readFile(`/proc/${engine}/cmdline`, 'utf8')).split('\0');
    expect(words).toContain(join(folder, 'resources', 'engine', 'dist', 'electron', 'engine-process.mjs'));
    const { sources } = await ask(page, 'project.openSample', { recipe: 'microgan' });
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source.startsWith(join(folder, 'resources', 'samples'))).toBe(true);
    const { files } = await ask(page, 'files.list', { folder: dirname(sources[0] ?? '') }).then(
      ({ entries }) => ({ files: entries.filter(({ kind }) => kind === 'image') }),
    );
    expect(files.length).toBeGreaterThanOrEqual(sources.length);
  });

  it('has nothing of the checkout in it that must not be there, and the licences', async () => {
    const text = await readFile(join(folder, 'resources', 'licences.txt'), 'utf8');
    for (const name of [
      'TensorFlow',
      'vue',
      'sharp',
      '@lucide/vue',
      '@fontsource-variable/inter',
      'naive-ui',
    ]) {
      expect(text).toContain(`\n${name} `);
    }
    expect(existsSync(join(folder, 'LICENSES.chromium.html'))).toBe(true);
    expect(existsSync(join(folder, 'resources', 'default_app.asar'))).toBe(false);
    const archive = await readFile(join(folder, 'resources', 'app.asar'));
    // An archive begins with the list of its files as JSON, whose length stands at byte 12.
    const { files } = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))) as {
      files: Record<string, object>;
    };
    expect(Object.keys(files).sort()).toEqual(['before.cjs', 'dist', 'package.json', 'shims.cjs']);
  });

  it('ends with its engine', async () => {
    const [engine] = childrenOf(app?.child.pid ?? 0, 'engine-process');
    app?.child.kill('SIGTERM');
    const [code] = app ? ((await once(app.child, 'exit')) as [number | null]) : [null];
    expect(code).toBe(0);
    expect(() => process.kill(engine ?? 0, 0)).toThrow(/ESRCH/);
  });
});
