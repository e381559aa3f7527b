import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Handlers } from '../../electron/contract/calls.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { servePage, startBrowser, type ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { pathOf, type Tool } from '../support/tools.ts';
import { tiffFile } from '../unit/formats/tiff-bytes.ts';

// The Data screen on real blood photos: files come in by a typed path, one is damaged and one does not say what its
// pages are; items are sorted out by keyboard; a leak is found and repaired. Each test goes on from the one before.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(root, 'test', 'output', 'screenshots');
const bccd = join(root, '..', 'shared', 'data', 'bccd');
const count = 12;
const patient = { timeout: 60_000 };

let tools: Tool[];
let home = '';
let project = '';
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];
let failed = false;

beforeAll(async () => {
  const built = existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const chromium = findChromium();
  tools = [
    chromium,
    built ? { path: 'dist' } : { missing: 'The page is not built: run "npm test".' },
    existsSync(bccd) ? { path: bccd } : { missing: 'There are no blood photos (../shared/data/bccd).' },
  ];
  if ('missing' in chromium || tools.some((tool) => 'missing' in tool)) return;
  mkdirSync(pictures, { recursive: true });
  home = await mkdtemp(join(tmpdir(), 'abbe-data-'));
  project = join(home, 'project');
  const all = readdirSync(join(bccd, 'JPEGImages')).filter((name) => name.endsWith('.jpg'));
  for (const file of all.sort().slice(0, count)) {
    const name = file.replace('.jpg', '');
    cpSync(join(bccd, 'JPEGImages', file), join(home, 'images', file));
    cpSync(join(bccd, 'Annotations', `${name}.xml`), join(home, 'boxes', `${name}.xml`));
  }
  await ask('project.create', { folder: project, name: 'Blood' });
  served = await servePage(join(home, 'data'));
  browser = await startBrowser(chromium.path);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    const driver = /GL Driver Message/.test(message.text());
    if (!driver && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(served.address);
  await page.evaluate((folder) => {
    localStorage.setItem('abbe.openProject', JSON.stringify(folder));
    location.hash = '#data';
  }, project);
  await page.reload();
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
  if (failed) context.skip('A step before this one failed.');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || failed) return;
  failed = true;
  await page.screenshot({ path: join(pictures, 'data-failed.png') });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

const eventually = <T>(question: () => T | Promise<T>) => expect.poll(question, patient);

/** Another engine on the same project, as a command line would be. */
async function ask<M extends keyof Handlers>(
  method: M,
  payload: Parameters<Handlers[M]>[0],
): Promise<Awaited<ReturnType<Handlers[M]>>> {
  const engine = await createEngine({ dataFolder: home, cacheFolder: home, abbeVersion: '0.0.0-test' });
  const call = { signal: new AbortController().signal, progress: () => {} };
  const handler = engine.handlers[method] as (given: unknown, context: unknown) => Promise<unknown>;
  try {
    return (await handler(payload, call)) as Awaited<ReturnType<Handlers[M]>>;
  } finally {
    await engine.close();
  }
}

async function picture(name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [2560, 1440],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Serious findings of axe on the page as it is. */
async function findings(): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(axe, 'utf8'));
  return page.evaluate(async () => {
    interface Found {
      id: string;
      impact: string | null;
      nodes: { html: string }[];
    }
    const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    const { violations } = await checker.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}

const tile = (id: string) => page.locator(`[role=gridcell][id="cell-${id}"] .tile`);
const foot = (): Promise<string> => page.locator('.foot').innerText();
const excluded = (): Promise<number> => page.locator('[role=gridcell] .tile.out').count();

describe('source files', () => {
  it('say in an empty project what goes there', async () => {
    await page.waitForSelector('text=No files yet');
    await picture('sources-empty');
  });

  it('come in by a typed path; damaged ones are named and stop nothing, unstated pages are asked for', async () => {
    writeFileSync(join(home, 'images', 'broken.png'), 'no image');
    const pages = Array.from({ length: 5 }, (_, i) => ({
      width: 40,
      height: 40,
      pixels: new Uint16Array(1600).map((_v, p) => 500 + 300 * i + 40 * (p % 40)),
    }));
    writeFileSync(join(home, 'images', 'pages.tif'), tiffFile(pages));
    await page.fill('[aria-label="Path of a file or folder to add"]', join(home, 'images'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=What are the pages of this file?');
    await eventually(() => page.locator('.planes canvas').count()).toBe(4);
    await page.screenshot({ path: join(pictures, 'sources-axis.png') });
    await page.click('text=Slices');
    await page.click('button:has-text("Use this")');
    await page.waitForSelector('text=What are the pages of this file?', { state: 'detached' });
    await eventually(foot).toContain('13 files');
    const { document } = await ask('project.open', { folder: project });
    expect(document.sources.map(({ axis }) => axis).filter(Boolean)).toEqual(['z']);
  });

  it('are listed with what they say, and are seen at full depth', async () => {
    await page.locator('[role=gridcell]:has-text("pages.tif")').click();
    await page.waitForSelector('text=40 × 40 px, 5 z');
    await page.waitForSelector('text=Slice 3 of 5');
    await page.click('button:has-text("Read the range of every plane")');
    await eventually(() => page.locator('.n-data-table-tbody tr').count()).toBeGreaterThan(3);
    await page.locator('[role=gridcell]:has-text("BloodImage_00003")').click();
    await page.waitForSelector('.inspector >> text=640 × 480 px, RGB');
    await eventually(() => page.locator('[role=gridcell] canvas').count()).toBeGreaterThan(8);
    await picture('sources');
  });

  it('that are gone are told, and found again by their content', async () => {
    cpSync(join(home, 'images', 'BloodImage_00003.jpg'), join(home, 'moved', 'renamed.jpg'));
    await rm(join(home, 'images', 'BloodImage_00003.jpg'));
    await page.click('[aria-label^="Check whether every file"]');
    await page.waitForSelector('text=1 file missing');
    await picture('sources-missing');
    await page.click('button:has-text("Look for them in a folder")');
    await page.fill('dialog input, [role=dialog] input', join(home, 'moved'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=renamed.jpg');
    await page.click('text=Use this folder');
    await page.waitForSelector('text=1 file missing', { state: 'detached' });
    await page.waitForSelector('[role=gridcell]:has-text("renamed.jpg")');
  });
});

describe('the items of a dataset', () => {
  it('are said to be missing where there is no dataset', async () => {
    await page.click('nav[aria-label="Places of the Data screen"] >> text=Dataset');
    await page.waitForSelector('text=No dataset yet');
  });

  it('are seen as tiles, cut from their photos', async () => {
    const parameters = { from: 'boxes', annotations: join(home, 'boxes') };
    const splitting = { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 } as const;
    const made = await ask('dataset.create', {
      ...{ project, preparation: 'labelled-images', parameters, sources: null, name: 'Cells' },
      ...{ splitting, degradation: null },
    });
    expect(made.items.length).toBeGreaterThan(100);
    await page.reload();
    await eventually(() => page.locator('[role=gridcell] canvas').count()).toBeGreaterThan(20);
    expect(await foot()).toContain(`${made.items.length} items`);
  });

  it('are sorted out by keyboard, and every step can be taken back', async () => {
    const first = (await page.locator('[role=gridcell]').first().getAttribute('id')) ?? '';
    await page.locator('[role=gridcell]').first().click();
    expect(await excluded()).toBe(0);
    await page.keyboard.press('Space');
    await eventually(excluded).toBe(1);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await foot()).toContain('3 chosen');
    // Where any of them is in use, all go out.
    await page.keyboard.press('Space');
    await eventually(excluded).toBe(3);
    await page.keyboard.press('Space');
    await eventually(excluded).toBe(0);
    await page.keyboard.press('Space');
    await eventually(excluded).toBe(3);
    await page.keyboard.press('Control+z');
    await eventually(excluded).toBe(0);
    await page.keyboard.press('Control+Shift+Z');
    await eventually(excluded).toBe(3);
    const [dataset] = (await ask('dataset.list', { project })).datasets;
    const out = dataset?.items.filter((item) => !item.included) ?? [];
    expect(out.map(({ reason }) => reason)).toEqual(Array(3).fill('Set aside by hand.'));
    expect(`cell-${out[0]?.id}`).toBe(first);
  });

  it('get labels by number, new classes by typing and tags by t, several at once', async () => {
    const [third] = await page.locator('[role=gridcell]').nth(4).locator('.name').allInnerTexts();
    await page.locator('[role=gridcell]').nth(4).click();
    await page.keyboard.press('1');
    const label = page.locator('.inspector [aria-label="Label"]');
    await eventually(() => label.inputValue()).toBe('Platelets');
    await page.keyboard.press('n');
    await page.fill('[aria-label="Name of the class"]', 'Doublet');
    await page.keyboard.press('Enter');
    await eventually(() => label.inputValue()).toBe('Doublet');
    await page
      .locator('[role=gridcell]')
      .nth(6)
      .click({ modifiers: ['Shift'] });
    await page.keyboard.press('t');
    await page.keyboard.type('doubtful');
    await page.keyboard.press('Enter');
    const dataset = async () => (await ask('dataset.list', { project })).datasets[0]!;
    await eventually(
      async () => (await dataset()).items.filter(({ tags }) => tags.includes('doubtful')).length,
    ).toBe(3);
    expect((await dataset()).items.filter((item) => item.label === 'Doublet')).toHaveLength(1);
    expect((await dataset()).edits.at(-1)?.changes).toHaveLength(3);
    expect(third).not.toBe('');
  });

  it('are filtered by words, by state and by any number, and sorted by one', async () => {
    await page.locator('[role=gridcell]').first().click();
    await page.keyboard.press('/');
    await page.keyboard.type('doubtful');
    await eventually(foot).toMatch(/^3 of/);
    await page.keyboard.press('Escape');
    await page.click('[aria-label="Show all items"]');
    await page.selectOption('[aria-label="In use or set aside"]', { label: 'Set aside' });
    await eventually(foot).toMatch(/^3 of/);
    await page.click('[aria-label="Show all items"]');
    await page.click('button:has-text("Statistics")');
    await page.click('button:has-text("Measure the pixels")');
    await page.waitForSelector('.measures >> text=Target: mean intensity', patient);
    await page.screenshot({ path: join(pictures, 'dataset-filter.png') });
    await page.keyboard.press('Escape');
    await page.mouse.click(500, 762);
    await page.selectOption('[aria-label="Order"]', { label: 'Target: mean intensity' });
    await eventually(() => page.locator('.marks .figures').count()).toBeGreaterThan(10);
    const values = (await page.locator('[role=gridcell] .marks .figures').allInnerTexts()).map(Number);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    await picture('dataset-tiles');
    await page.click('[aria-label="List"]');
    await page.waitForSelector('.tile.row');
    await page.screenshot({ path: join(pictures, 'dataset-list.png') });
    await page.click('[aria-label="Tiles"]');
  });

  it('that stand in two splits are red, and dealt anew by one click that can be taken back', async () => {
    const [dataset] = (await ask('dataset.list', { project })).datasets;
    const sources = new Set(dataset!.items.map(({ target }) => 'source' in target && target.source));
    const [source] = sources;
    const own = dataset!.items.filter(({ target }) => 'source' in target && target.source === source);
    const moved = own.slice(0, Math.ceil(own.length / 2)).map(({ id }) => id);
    const split = own[0]!.split === 'test' ? 'training' : 'test';
    await ask('dataset.edit', { project, dataset: dataset!.id, items: moved, set: { split } });
    await page.reload();
    await eventually(() => page.locator('.class').count()).toBe(4);
    await page.click('[role=tab]:has-text("Dataset")');
    await page.click('button:has-text("Check the dataset")');
    await page.waitForSelector('.notice:has-text("is in more than one split")', patient);
    expect(await page.locator('.block.leak').count()).toBe(2);
    await picture('dataset-leak');
    await page.click('button:has-text("Repair: deal anew by source file")');
    await page.waitForSelector('text=Sound: no two splits share anything', patient);
    expect(await page.locator('.block.leak').count()).toBe(0);
    await page.click('[aria-label^="Take back"]');
    await page.waitForSelector('.notice:has-text("is in more than one split")', patient);
    await page.click('[aria-label^="Do again"]');
    await page.waitForSelector('text=Sound: no two splits share anything', patient);
  });

  it('are normalised as is said, and their statistics are pictures', async () => {
    await page.click('summary:has-text("Choose…")');
    await page.selectOption('select[id$="-method"]', { label: 'Percentiles to 0 … 1' });
    await page.click('button:has-text("Measure and keep")');
    await page.waitForSelector('text=/Target.*\\(value − /', patient);
    await page.click('section:has-text("Statistics") >> button:has-text("Measure") >> nth=-1');
    await page.waitForSelector('text=What a network gets', patient);
    await eventually(() => page.locator('.plot-card canvas').count()).toBeGreaterThan(3);
    await picture('dataset-statistics');
  });

  it('are filtered by split with the keyboard alone', async () => {
    await page.getByRole('button', { name: 'Split: all' }).focus();
    for (const key of ['Enter', 'Tab', 'Space']) await page.keyboard.press(key);
    const filter = page.getByRole('button', { name: 'Split: Training' });
    await filter.waitFor();
    await eventually(() => page.locator('.foot').innerText()).toMatch(/^\d+ of \d+ items/);
    await page.keyboard.press('Escape');
    expect(await filter.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Show all items' }).click();
    await page.getByRole('button', { name: 'Split: all' }).waitFor();
  });

  it('are packed with their project into one file, beside one of that name', async () => {
    writeFileSync(join(home, 'project.zip'), 'another');
    await page.click('nav >> text=Home');
    await page.getByRole('button', { name: 'Pack…', exact: true }).click();
    await page.locator('[role=dialog]').getByRole('button', { name: 'Choose…' }).click();
    const picker = page.locator('[role=dialog]').last();
    await picker.getByLabel('Folder; Enter goes there').fill(home);
    await page.keyboard.press('Enter');
    await picker.getByRole('button', { name: 'boxes', exact: true }).waitFor();
    await picker.locator('button:has-text("Use this folder"):enabled').click();
    await page.waitForSelector('text=project 2.zip');
    await page.getByRole('button', { name: 'Pack', exact: true }).click();
    await page.waitForSelector('[role=dialog] >> text=The project is packed', patient);
    await picture('home-packed');
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    expect(readFileSync(join(home, 'project 2.zip')).subarray(0, 2).toString()).toBe('PK');
    expect(readFileSync(join(home, 'project.zip'), 'utf8')).toBe('another');
    await page.click('nav >> text=Data');
  });

  it('have no serious finding of axe, and nothing complained', async () => {
    expect(await findings()).toEqual([]);
    await page.click('nav[aria-label="Places of the Data screen"] >> text=Sources');
    await page.waitForSelector('[role=gridcell]');
    expect(await findings()).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await tile('none').count()).toBe(0);
  });
});
