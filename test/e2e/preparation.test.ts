import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFindings } from '../support/accessibility.ts';
import { servePage, startBrowser, type ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { pathOf, type Tool } from '../support/tools.ts';

// From the files of each sample project to a dataset, by clicking, and boxes corrected by hand.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(root, 'test', 'output', 'screenshots');
const slow = { timeout: 120_000 };

let tools: Tool[];
let home: string;
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const built = existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const chromium = findChromium();
  tools = [chromium, built ? { path: 'dist' } : { missing: 'The page is not built: run "npm test".' }];
  if ('missing' in chromium || !built) return;
  await mkdir(pictures, { recursive: true });
  home = await mkdtemp(join(tmpdir(), 'abbe-prepare-'));
  served = await servePage(join(home, 'data'));
  browser = await startBrowser(chromium.path);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(served.address);
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && browser)
    await page.screenshot({ path: join(pictures, 'prepare-failed.png') });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

/** The screen in both themes, and, with `audit`, nothing serious for axe in either. */
async function picture(name: string, audit = false): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    // Colours of buttons and fields fade over.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `prepare-${name}-${theme}.png`) });
    if (audit) expect({ theme, found: await accessibilityFindings(page) }).toEqual({ theme, found: [] });
  }
}

const isOpen = (title: string) => page.waitForSelector(`footer:has-text("${title}")`, slow);

/** Opens a sample from its card on Home, and the place where it is prepared. */
async function openSample(id: string, title: string): Promise<void> {
  await page.click('nav >> text=Home');
  await page.click(`[data-sample=${id}]`);
  await isOpen(title);
  await page.click('nav >> text=Data');
  await page.click('nav[aria-label="Places of the Data screen"] >> text=Prepare');
}

const step = (name: string): Promise<void> => page.click(`ol.steps button:has-text("${name}")`);
const found = (): Promise<string> =>
  page.locator('.inspector section:has(h2:text("What was found")) strong').first().innerText();

async function choose(preparation: string): Promise<void> {
  await page.click(`[data-preparation=${preparation}].fits`);
  await page.waitForSelector('ol.steps button[aria-current=step]:has-text("Files")');
}

/** Makes the dataset and tells how many items it says that it has. */
async function make(): Promise<number> {
  await step('Make the dataset');
  await page.click('button:has-text("Make the dataset from")');
  await page.waitForSelector('section.result canvas', slow);
  const text = await page.locator('section.result').innerText();
  return Number(/(\d+) items/.exec(text)?.[1]);
}

describe('the way from files to a dataset', () => {
  it('finds cells in photos, step by step with the effect of each on the photo', async () => {
    // At the first start the page opens this sample by itself.
    await isOpen('Stained blood cells');
    await openSample('stained-cells', 'Stained blood cells');
    await page.waitForSelector('[data-preparation=cell-segmentation].fits');
    await picture('cells-choose');
    await choose('cell-segmentation');
    await page.waitForSelector('.matches canvas', slow);
    await picture('cells-files');
    await step('Threshold');
    await page.waitForSelector('text=Adaptive threshold', slow);
    await picture('cells-threshold');
    await step('Which to keep');
    await expect.poll(found, slow).toBe('15 cells');
    await page.getByLabel('Cells cut by the border').selectOption('drop');
    await expect.poll(found, slow).not.toBe('15 cells');
    await page.waitForSelector('text=15 before');
    await page.waitForSelector('text=Applies to all 40 photos');
    await picture('cells-keep');
    await page.getByLabel('Cells cut by the border').selectOption('keep');
    expect(await make()).toBeGreaterThan(400);
    await picture('cells-made');
  }, 240_000);

  it('corrects boxes by mouse and keyboard, and takes it back', async () => {
    await page.click('text=Correct boxes by hand');
    const status = page.locator('.editor [role=status]');
    await expect.poll(() => status.innerText(), slow).toContain('15 boxes. Saved');
    const image = page.locator('.editor .image-viewer');
    await page.click('.editor button:has-text("Add")');
    const bounds = await image.boundingBox();
    if (!bounds) throw new Error('The photo is not shown.');
    const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
    await page.mouse.move(middle.x - 40, middle.y - 40);
    await page.mouse.down();
    await page.mouse.move(middle.x + 30, middle.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => status.innerText(), slow).toContain('16 boxes, 1 by hand. Saved');
    const line = page.locator('.editor [aria-live=polite]');
    const width = async (): Promise<number> => Number(/: (\d+) ×/.exec(await line.innerText())?.[1]);
    const drawn = await width();
    await page.mouse.move(middle.x + 30, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 50, middle.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(width, slow).toBeGreaterThan(drawn + 10);
    await page.keyboard.press('s');
    await expect.poll(() => status.innerText(), slow).toContain('17 boxes, 2 by hand. Saved');
    await page.keyboard.press('ArrowLeft');
    await picture('boxes');
    await page.keyboard.press('Delete');
    await expect.poll(() => status.innerText(), slow).toContain('16 boxes, 1 by hand. Saved');
    for (let n = 0; n < 5; n += 1) await page.keyboard.press('Control+z');
    await expect.poll(() => status.innerText(), slow).toContain('15 boxes. Saved');
    await page.keyboard.press('Control+y');
    await expect.poll(() => status.innerText(), slow).toContain('16 boxes, 1 by hand. Saved');
  }, 120_000);

  it('pairs the exposures of movies, with the strip, blinking and limits that act at once', async () => {
    await openSample('live-cells', 'Live yeast, practice movies');
    await choose('exposure-pairs');
    await page.waitForSelector('text=4 sets of files, all complete', slow);
    await step('Alignment');
    await page.waitForSelector('.strip [data-item] canvas', slow);
    await page.click('button:has-text("Aligned")');
    await page.waitForSelector('button:has-text("As recorded")');
    await page.keyboard.press('d');
    await page.waitForSelector('.pane .caption:has-text("Overlay")');
    await picture('pairs-overlay', true);
    await page.keyboard.press('b');
    const caption = page.locator('.pane .caption');
    const seen = new Set<string>();
    await expect.poll(async () => seen.add(await caption.innerText()).size, slow).toBeGreaterThan(1);
    await page.keyboard.press('b');
    await step('Acceptance');
    const before = await found();
    await page.getByLabel('Least correlation').fill('0.999');
    await page.keyboard.press('Tab');
    await expect.poll(found, slow).not.toBe(before);
    await picture('pairs-acceptance', true);
    await page.click('button:has-text("Defaults")');
    await step('Groups and splits');
    await page.waitForSelector('text=4 sessions');
    await picture('pairs-groups');
    expect(await make()).toBeGreaterThan(20);
  }, 240_000);

  it('cuts volumes into slices of two contrasts', async () => {
    await openSample('brain-mri', 'Brain MRI, T1 and T2');
    await choose('volumes');
    await page.waitForSelector('text=2 sets of files, all complete', slow);
    await picture('volumes-files');
    await step('Slices');
    await page.waitForSelector('.strip [data-item] canvas', slow);
    await page.keyboard.press('k');
    await page.waitForSelector('.pane .caption:has-text("Checkerboard")');
    await picture('volumes-checkerboard');
    await step('Groups and splits');
    await page.waitForSelector('text=2 subjects');
    expect(await make()).toBe(42);
    await picture('volumes-made');
  }, 240_000);

  it('lays masks on micrographs, which are said to be synthetic', async () => {
    await openSample('em-sections', 'Electron micrographs (synthetic)');
    await choose('masks-to-images');
    await page.waitForSelector('text=12 sets of files, all complete', slow);
    await page.waitForSelector('.matches canvas', slow);
    await picture('masks-files');
    await page.getByLabel('Masks').fill('membrane=nothing/*');
    await page.keyboard.press('Tab');
    await page.waitForSelector('text=No set of files is complete yet', slow);
    await picture('masks-no-match');
    await page.click('button:has-text("Defaults")');
    await page.waitForSelector('text=12 sets of files, all complete', slow);
    await step('Size');
    await page.waitForSelector('.pane .caption:has-text("Overlay")', slow);
    await picture('masks-overlay', true);
    expect(await make()).toBe(12);
  }, 240_000);

  it('says nothing wrong on the way', () => {
    expect(complaints).toEqual([]);
  });
});
