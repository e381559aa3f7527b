import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cellsRequest } from '../support/dataset-document.ts';
import { joinMain, joinPage } from '../support/devtools.ts';
import type { PageTools } from '../support/devtools.ts';
import {
  ask,
  childrenOf,
  electronArguments,
  electronEnvironment,
  findElectron,
  openLine,
  root,
  startElectron,
} from '../support/smoke-electron.ts';
import type { StartedElectron } from '../support/smoke-electron.ts';
import { pathOf } from '../support/tools.ts';
import type { Tool } from '../support/tools.ts';
import { findXvfb, startXvfb } from '../support/xvfb.ts';
import type { Display } from '../support/xvfb.ts';

const photos = ['BloodImage_00000.jpg', 'BloodImage_00001.jpg', 'BloodImage_00010.jpg'].map((name) =>
  join(root, 'resources', 'samples', 'stained-cells', name),
);
/** Goes on until it is stopped. */
const longRun = {
  stepLimit: 1_000_000,
  warmUpSteps: 10,
  batchSize: 2,
  patchSize: 32,
  generatorChannels: 4,
  criticChannels: 4,
  sizeClasses: 1,
};

/** Longer than a busy machine needs. */
const patient = { timeout: 30_000 };

let tools: Tool[];
let home: string;
let project: string;
let dataset: string;
let display: Display | undefined;
let app: StartedElectron;
let page: PageTools;
let main: Awaited<ReturnType<typeof joinMain>>;

beforeAll(async () => {
  tools = [findXvfb(), await findElectron()];
  const [xvfb, electron] = tools;
  if (!xvfb || !electron || 'missing' in xvfb || 'missing' in electron) return;
  home = await mkdtemp(join(tmpdir(), 'abbe-desktop-'));
  project = join(home, 'work', 'Blood');
  display = await startXvfb(xvfb.path);
  await open();
  await ask(page, 'project.create', { folder: project, name: 'Blood & cells' });
  await ask(page, 'project.addSources', { project, paths: photos });
  dataset = (await ask(page, 'dataset.create', { project, ...cellsRequest })).id;
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterAll(async () => {
  app?.child.kill('SIGKILL');
  await display?.stop();
  if (home) await rm(home, { recursive: true, force: true });
});

/** Starts Abbe with some words and joins its page and its main process. */
async function open(...words: string[]): Promise<void> {
  const [, electron] = tools;
  if (!electron || 'missing' in electron || !display) throw new Error('There is no Electron.');
  app = await startElectron(electron.path, display.display, home, words);
  page = await joinPage(app.port);
  main = await joinMain(app.mainPort);
  // Before the page has its own line, the answer to our asking for one would be taken by both.
  await vi.waitFor(async () => expect(await text()).toMatch(/TensorFlow/), 60_000);
  await page.evaluate(openLine);
}

/** Clicks an item of the menu, as main shows it: the labels from the bar down. */
const clickMenu = (...labels: string[]): Promise<unknown> =>
  main.evaluate(`(() => {
    let items = electron.Menu.getApplicationMenu().items;
    let item;
    for (const label of ${JSON.stringify(labels)}) {
      item = items.find((each) => each.label === label);
      if (!item) throw new Error('no ' + label + ' in ' + items.map((each) => each.label));
      items = item.submenu ? item.submenu.items : [];
    }
    item.click();
  })()`);

/** What the next question is answered with; the questions themselves come back from `asked`. */
const answer = (response: number): Promise<unknown> =>
  main.evaluate(`void (electron.dialog.showMessageBox = (window, options) => {
    (globalThis.asked = globalThis.asked || []).push(options.message + ' ' + options.buttons.join('|'));
    return Promise.resolve({ response: ${response} });
  })`);
const asked = (): Promise<string[]> => main.evaluate('globalThis.asked || []');

/** What the button of its frame does. */
const closeWindow = (): Promise<unknown> =>
  main.evaluate('void electron.BrowserWindow.getAllWindows()[0].close()');
/** Waits until Abbe has ended. A debugger would keep it. @returns its exit code */
async function ended(exit: Promise<unknown[]>): Promise<unknown> {
  main.close();
  return (await exit)[0];
}
const text = (): Promise<string> => page.evaluate<string>('document.body.innerText');
const hash = (): Promise<string> => page.evaluate<string>('location.hash');
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
const enginePid = (): number => childrenOf(app.child.pid ?? 0, 'engine-process')[0] ?? 0;

async function startRun(stepLimit = longRun.stepLimit): Promise<string> {
  const parameters = { ...longRun, stepLimit };
  const { id } = await ask(page, 'run.start', {
    project,
    dataset,
    recipe: 'microgan',
    preset: 'quick',
    parameters,
    seed: 1,
  });
  await expect
    .poll(async () => (await ask(page, 'run.get', { project, run: id })).step, { timeout: 60_000 })
    .toBeGreaterThan(1);
  return id;
}

/** The run's record as it lies on disk. */
const record = async (run: string): Promise<{ state: string; step: number }> =>
  JSON.parse(await readFile(join(project, 'runs', run, 'run.json'), 'utf8')) as {
    state: string;
    step: number;
  };

describe('the desktop around the page', () => {
  it('sends what the menu says to the page', async () => {
    await clickMenu('View', 'Settings');
    await expect.poll(hash, patient).toBe('#settings');
    await clickMenu('View', 'Theme', 'Dark');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme'), patient).toBe('dark');
    await clickMenu('View', 'Theme', 'Light');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme'), patient).toBe('light');
    await clickMenu('View', 'Home');
    await expect.poll(hash, patient).toBe('#home');
  });

  it('lists the projects that were opened, newest first, and opens them again', async () => {
    await clickMenu('File', 'Open Recent', `Blood – ${project}`);
    await expect.poll(() => page.evaluate('document.title'), patient).toContain('Blood & cells');
    const kept = JSON.parse(await readFile(join(home, 'config', 'abbe', 'recent.json'), 'utf8')) as string[];
    expect(kept[0]).toBe(project);
    await clickMenu('File', 'Close Project');
    await expect.poll(() => page.evaluate('document.title'), patient).not.toContain('Blood & cells');
  });

  it('asks where to save, with the formats that the page names', async () => {
    await main.evaluate(`void (electron.dialog.showSaveDialog = (window, options) => {
      globalThis.saving = options;
      return Promise.resolve({ filePath: '/somewhere/cells' });
    })`);
    const request = "{ name: 'cells', formats: [{ name: 'TIFF', extensions: ['ome.tif'] }] }";
    expect(await page.evaluate(`window.abbeShell.saveFile(${request})`)).toBe('/somewhere/cells.ome.tif');
    expect(await main.evaluate('saving')).toEqual({
      defaultPath: 'cells',
      filters: [{ name: 'TIFF', extensions: ['ome.tif'] }],
    });
    await expect(page.evaluate("window.abbeShell.saveFile({ name: '', formats: [] })")).rejects.toThrow();
  });

  it('comes forward at a second start and opens its project file there', async () => {
    const file = join(project, 'Blood & cells.abbe');
    expect(existsSync(file)).toBe(true);
    expect(await startAgain(file)).toBe(0);
    await expect.poll(() => page.evaluate('document.title'), patient).toContain('Blood & cells');
    expect(await main.evaluate('electron.BrowserWindow.getAllWindows().length')).toBe(1);
  });

  it('keeps what nobody caught in a log, says so, and goes on', async () => {
    await main.evaluate("void setTimeout(() => { throw new Error('made by the test') })");
    await expect.poll(text, patient).toContain('made by the test');
    const logs = await main.evaluate<string>("electron.app.getPath('logs')");
    expect(logs.startsWith(home)).toBe(true);
    const log = await readFile(join(logs, 'main.log'), 'utf8');
    expect(log).toMatch(/Error: made by the test\n\s+at /);
    expect(log).toContain('Engine ready');
    expect((await ask(page, 'system.info', {})).abbe).toMatch(/^\d/);
    expect(await main.evaluate('electron.crashReporter.getUploadToServer()')).toBe(false);
    expect(await main.evaluate('electron.crashReporter.getUploadedReports()')).toEqual([]);
  });
});

describe('closing', () => {
  it('asks while a training runs, and stays where that is the answer', async () => {
    await main.evaluate(`{
      const [window] = electron.BrowserWindow.getAllWindows();
      globalThis.bars = [];
      window.setProgressBar = (value, options) => bars.push([value, options && options.mode]);
    }`);
    const run = await startRun();
    await answer(2);
    await closeWindow();
    await expect
      .poll(asked, patient)
      .toEqual([
        'A training is running. Keep Training in the Background|Stop at a Checkpoint and Close|Cancel',
      ]);
    await clickMenu('File', 'Quit');
    await expect.poll(async () => (await asked()).length, patient).toBe(2);
    expect(await main.evaluate('electron.BrowserWindow.getAllWindows().length')).toBe(1);
    expect(await ask(page, 'run.get', { project, run })).toMatchObject({ state: 'running' });
    const bars = await main.evaluate<[number, string][]>('bars');
    expect(bars.length).toBeGreaterThan(0);
    expect(bars.every(([value, mode]) => value >= 0 && value <= 1 && mode === 'normal')).toBe(true);
    await ask(page, 'run.stop', { project, run });
    await expect.poll(() => main.evaluate('bars[bars.length - 1][0]'), patient).toBe(-1);
  });

  it('is not kept by a page that would rather stay, and leaves no engine', async () => {
    await page.evaluate("window.addEventListener('beforeunload', (event) => { event.returnValue = 'no'; })");
    const engine = enginePid();
    const exit = once(app.child, 'exit');
    await closeWindow();
    expect(await ended(exit)).toBe(0);
    expect(isAlive(engine)).toBe(false);
  });

  it('opens a project file that it is started with, and stops a training at a checkpoint', async () => {
    await open(join(project, 'Blood & cells.abbe'));
    await expect.poll(() => page.evaluate('document.title'), patient).toContain('Blood & cells');
    const run = await startRun();
    await answer(1);
    const engine = enginePid();
    const exit = once(app.child, 'exit');
    await closeWindow();
    expect(await ended(exit)).toBe(0);
    expect(isAlive(engine)).toBe(false);
    const stopped = await record(run);
    expect(stopped.state).toBe('stopped');
    expect(existsSync(join(project, 'runs', run, 'checkpoints'))).toBe(true);
  });

  it('lets a training go on in the background, comes back when asked, and ends when it is done', async () => {
    await open();
    const run = await startRun(400);
    await answer(0);
    await closeWindow();
    const visible = () => main.evaluate<boolean>('electron.BrowserWindow.getAllWindows()[0].isVisible()');
    await expect.poll(visible, patient).toBe(false);
    expect(await startAgain()).toBe(0);
    await expect.poll(visible, patient).toBe(true);
    await closeWindow();
    await expect.poll(visible, patient).toBe(false);
    const engine = enginePid();
    const exit = once(app.child, 'exit');
    expect(await ended(exit)).toBe(0);
    expect(isAlive(engine)).toBe(false);
    expect(await record(run)).toMatchObject({ state: 'finished', step: 400 });
  });

  it('stops at a checkpoint without a question when the session ends', async () => {
    await open();
    const run = await startRun();
    const engine = enginePid();
    const exit = once(app.child, 'exit');
    app.child.kill('SIGTERM');
    expect(await ended(exit)).toBe(0);
    expect(isAlive(engine)).toBe(false);
    expect((await record(run)).state).toBe('stopped');
  });
});

/** Starts a second Abbe beside the first. @returns its exit code */
async function startAgain(...words: string[]): Promise<unknown> {
  const second = spawn(pathFrom(tools[1]), electronArguments(words), {
    stdio: 'ignore',
    env: electronEnvironment(display?.display ?? '', home),
  });
  return (await once(second, 'exit'))[0] as unknown;
}

function pathFrom(tool: Tool | undefined): string {
  if (!tool || 'missing' in tool) throw new Error('There is no Electron.');
  return tool.path;
}
