import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countPages, joinPage } from '../support/devtools.ts';
import type { PageTools } from '../support/devtools.ts';
import { childrenOf, findElectron, openLine, root, startElectron } from '../support/smoke-electron.ts';
import { pathOf } from '../support/tools.ts';
import type { Tool } from '../support/tools.ts';
import { findXvfb, startXvfb } from '../support/xvfb.ts';
import type { Display } from '../support/xvfb.ts';

let tools: Tool[];
let home: string;
let display: Display | undefined;
let app: Awaited<ReturnType<typeof startElectron>> | undefined;
let page: PageTools;

beforeAll(async () => {
  tools = [findXvfb(), await findElectron()];
  const [xvfb, electron] = tools;
  if (!xvfb || !electron || 'missing' in xvfb || 'missing' in electron) return;
  home = await mkdtemp(join(tmpdir(), 'abbe-electron-'));
  const grey = { width: 300, height: 200, channels: 3, background: '#808080' } as const;
  await sharp({ create: grey }).png().toFile(join(home, 'photo.png'));
  display = await startXvfb(xvfb.path);
  app = await startElectron(electron.path, display.display, home);
  page = await joinPage(app.port);
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterAll(async () => {
  app?.child.kill('SIGKILL');
  await display?.stop();
  if (home) await rm(home, { recursive: true, force: true });
});

describe('Abbe in a real Electron', () => {
  it('shows the built page, which tells what the engine computes with', async () => {
    await expect
      .poll(() => page.evaluate<string>('document.body.innerText'), { timeout: 60_000 })
      .toMatch(/TensorFlow/);
    expect(await page.evaluate('location.href')).toMatch(/^abbe:\/\/app\//);
    await mkdir(join(root, 'test', 'output'), { recursive: true });
    const picture = await page.screenshot();
    await writeFile(join(root, 'test', 'output', 'electron.png'), picture);
    expect(picture.length).toBeGreaterThan(10_000);
  });

  it('carries calls, bytes and errors over one MessagePort', async () => {
    expect(await page.evaluate(openLine)).toBe(true);
    const info = await page.evaluate<{ result: { tensorflow: { version: string } } }>(
      "abbeTest.ask('system.info', {})",
    );
    expect(info.result.tensorflow.version).toMatch(/^\d+\.\d+/);
    const files = await page.evaluate<{ result: { entries: { path: string; kind: string }[] } }>(
      `abbeTest.ask('files.list', { folder: ${JSON.stringify(home)} })`,
    );
    const file = files.result.entries.find(({ kind }) => kind === 'image')?.path;
    const view = await page.evaluate<{ bytes: boolean; length: number; width: number; height: number }>(
      `abbeTest.ask('photo.view', { file: ${JSON.stringify(file)}, maxSize: 64 }).then(({ result }) => ({
        bytes: result.pixels.data instanceof Uint8Array,
        length: result.pixels.data.length,
        width: result.pixels.width,
        height: result.pixels.height,
      }))`,
    );
    expect(view.bytes).toBe(true);
    expect(Math.max(view.width, view.height)).toBe(64);
    expect(view.length).toBe(view.width * view.height * 3);
    const wrong = await page.evaluate<{ error: { code: string } }>("abbeTest.ask('photo.view', { file: 1 })");
    expect(wrong.error.code).toBe('invalid-input');
  });

  it('gives the page nothing of Node, and only the dialogs of the desktop', async () => {
    expect(await page.evaluate('[typeof require, typeof process, typeof module].join()')).toBe(
      'undefined,undefined,undefined',
    );
    expect(await page.evaluate<string[]>('Object.keys(window.abbeShell).sort()')).toEqual([
      'onCommand',
      'openFiles',
      'openFolder',
      'pathsOf',
      'platform',
      'revealInFolder',
      'saveFile',
    ]);
  });

  it('runs no text as code, reaches nothing outside, opens and leaves for nothing', async () => {
    // Not evaluated directly: what the developer tools evaluate is exempt from the page's policy.
    await page.evaluate(`new Promise((resolve) => {
      window.reports = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => reports.push(effectiveDirective));
      setTimeout("window.ranText = true");
      document.body.appendChild(document.createElement('script')).textContent = 'window.ranInline = true';
      const image = document.body.appendChild(new Image());
      image.src = 'https://example.org/a.png';
      setTimeout(resolve, 300);
    })`);
    expect(await page.evaluate('[window.ranText, window.ranInline].join()')).toBe(',');
    expect(await page.evaluate<string[]>('reports')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^script-src/), 'img-src']),
    );
    await expect(page.evaluate("fetch('http://127.0.0.1:1/')")).rejects.toThrow();
    expect(
      await page.evaluate("fetch('abbe://app/%2e%2e/%2e%2e/package.json').then(({ status }) => status)"),
    ).toBe(404);
    await page.evaluate("void window.open('abbe://app/')");
    await page.evaluate("void (location.href = 'http://127.0.0.1:1/')");
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500))');
    expect(await countPages(app?.port ?? 0)).toBe(1);
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
    expect(await page.evaluate('location.href')).toMatch(/^abbe:\/\/app\//);
  });

  it('tells the page when the engine died, and goes on with a new one', async () => {
    const [first] = childrenOf(app?.child.pid ?? 0, 'engine-process');
    process.kill(first ?? 0, 'SIGKILL');
    const states = () =>
      page.evaluate<string[]>(
        "abbeTest.events.filter(({ name }) => name === 'engine.state').map(({ payload }) => payload.state)",
      );
    await expect.poll(states, { timeout: 30_000 }).toEqual(['ready', 'restarting', 'ready']);
    const info = await page.evaluate<{ kind: string }>("abbeTest.ask('system.info', {})");
    expect(info.kind).toBe('result');
    expect(childrenOf(app?.child.pid ?? 0, 'engine-process')).not.toContain(first);
  });

  it('ends its engine when it is asked to end', async () => {
    const [engine] = childrenOf(app?.child.pid ?? 0, 'engine-process');
    expect(engine).toBeGreaterThan(0);
    app?.child.kill('SIGTERM');
    const [code] = app ? ((await once(app.child, 'exit')) as [number | null]) : [null];
    expect(code).toBe(0);
    expect(() => process.kill(engine ?? 0, 0)).toThrow(/ESRCH/);
  });
});
