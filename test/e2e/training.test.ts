import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Split } from '../../electron/contract/datasets.ts';
import { planeReference } from '../../electron/engine/datasets/plane-reference.ts';
import { encodePng } from '../../electron/engine/formats/png.ts';
import { servePage, startBrowser, type ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { datasetOf, itemOf } from '../support/dataset-document.ts';
import { pathOf, type Tool } from '../support/tools.ts';

// From an experiment to a queue of runs, by clicking: each test goes on from where the one before it ended.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(root, 'test', 'output', 'screenshots');
const patient = { timeout: 120_000 };
const side = 72;

let tools: Tool[];
let home: string;
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];
let failed = false;

/** A disc on a dark ground, sharp and bright, or dim with grain, as low and high exposure are. */
async function exposure(seed: number, bright: boolean): Promise<Buffer> {
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    const inside = Math.hypot(x - 20 - 3 * seed, y - 36) < 9 || Math.hypot(x - 50, y - 10 - 3 * seed) < 6;
    const grain = ((i + 31 * seed) * 2654435761) % 23;
    return bright ? (inside ? 220 : 30) : (inside ? 80 : 25) + grain;
  });
  return Buffer.from(
    await encodePng({ width: side, height: side, channels: 1, dtype: 'uint8', data, notes: [] }),
  );
}

/** A project with a dataset of pairs, as its files on the disk. */
async function makeProject(folder: string): Promise<void> {
  await mkdir(join(folder, 'datasets'), { recursive: true });
  const splits: Split[] = [
    ...Array<Split>(10).fill('training'),
    ...Array<Split>(3).fill('validation'),
    'test',
  ];
  const sources = [];
  for (const [i] of splits.entries()) {
    for (const role of ['low', 'high']) {
      const bytes = await exposure(i, role === 'high');
      await writeFile(join(folder, `${role}-${i}.png`), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      sources.push({ path: `${role}-${i}.png`, sha256, bytes: bytes.length, axis: null });
    }
  }
  const size = { width: side, height: side };
  const items = splits.map((split, i) => ({
    ...itemOf(`field ${i}`, `high-${i}.png`, split, size),
    input: planeReference(`low-${i}.png`, {}, { box: { x: 0, y: 0, ...size } }),
  }));
  const known = sources.map(({ path, sha256 }) => ({ path, sha256 }));
  const dataset = datasetOf(items, { id: 'fields', name: 'Fields', sources: known, degradation: null });
  await writeFile(join(folder, 'datasets', 'fields.json'), JSON.stringify(dataset));
  const created = '2025-01-31T12:00:00.000Z';
  const project = { format: 'abbe-project', version: 2, name: 'Exposures', created, sources };
  await writeFile(join(folder, 'project.json'), JSON.stringify(project));
}

beforeAll(async () => {
  const built = existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const chromium = findChromium();
  tools = [chromium, built ? { path: 'dist' } : { missing: 'The page is not built: run "npm test".' }];
  if ('missing' in chromium || !built) return;
  await mkdir(pictures, { recursive: true });
  home = await mkdtemp(join(tmpdir(), 'abbe-training-'));
  const project = join(home, 'project');
  await makeProject(project);
  served = await servePage(join(home, 'data'));
  browser = await startBrowser(chromium.path);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript((folder) => {
    localStorage.setItem('abbe.openProject', JSON.stringify(folder));
  }, project);
  await page.goto(served.address);
}, 120_000);
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
  if (failed) context.skip('A step before this one failed.');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || failed) return;
  failed = true;
  await page.screenshot({ path: join(pictures, 'failed-training.png') });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

const eventually = <T>(ask: () => T | Promise<T>) => expect.poll(ask, patient);

/** The screen as it is, in both themes. */
async function picture(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    // Buttons fade from one theme's colours to the other's.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
  }
}

async function goTo(screen: string): Promise<void> {
  await page.click(`nav >> text=${screen}`);
  await page.waitForSelector(`nav [aria-current=page]:has-text("${screen}")`);
}

const fill = (label: string, text: string) =>
  page.getByLabel(label).first().fill(text).then(() => page.keyboard.press('Tab')); // prettier-ignore

async function stepsDone(): Promise<number> {
  const text = await page.locator('.head .facts dd').first().innerText();
  return Number(text.split('/')[0]?.replace(/\s/g, ''));
}

const queued = async (): Promise<string[]> => page.locator('ol .place .name').allInnerTexts();

describe('an experiment and its training', () => {
  it('says which recipes the dataset fits, and why another does not', async () => {
    await goTo('Experiment');
    await eventually(() => page.locator('.recipe .fit').count()).toBe(6);
    const fits = await page.locator('.recipe').allInnerTexts();
    expect(fits.find((text) => text.includes('Live-cell U-Net'))).toMatch(/Fits/);
    expect(fits.find((text) => text.includes('EM masks'))).toMatch(/Does not fit/);
    await page.click('.recipe:has-text("EM masks from noise")');
    await page.waitForSelector('text=its inputs are no class maps');
    expect(await page.getByRole('button', { name: 'Start training' }).isDisabled()).toBe(true);
    await picture('experiment-misfit');
  }, 180_000);

  it('warns before, not after: patches larger than the images', async () => {
    await page.click('.recipe:has-text("Live-cell U-Net")');
    await page.waitForSelector('text=10 images to train on, 3 for validation, 1 for the test.');
    await fill('Patch size', '128');
    await page.waitForSelector('text=less than a patch of 128 x 128');
    await page.click('button:has-text("Back to the preset")');
    await page.waitForSelector('text=10 images to train on, 3 for validation, 1 for the test.');
  }, 180_000);

  it('estimates time and memory from a few steps', async () => {
    await fill('Step limit', '600');
    await page.click('button:has-text("Measure a few steps")');
    await eventually(() => page.locator('.big').allInnerTexts()).toHaveLength(1);
    expect(await page.locator('.big').innerText()).toMatch(/^about \d.* s, [\d.]+ [MG]iB$/);
    expect(await page.locator('.result').innerText()).toMatch(/\d ms \([\d.]+ to [\d.]+\) a step, 600 steps/);
    await picture('experiment-estimate');
    // Long enough for all that follows; the test stops it.
    await fill('Step limit', '20000');
    await page.locator('summary').last().click();
    await fill('Preview every', '40');
    await page.waitForSelector('text=Measured with other values');
  }, 180_000);

  it('starts, pauses, goes on, and takes another learning rate and a note on the way', async () => {
    await page.click('button:has-text("Start training")');
    await page.waitForSelector('.head .badge:has-text("Running")', patient);
    await eventually(stepsDone).toBeGreaterThan(12);
    await page.keyboard.press('p');
    await page.waitForSelector('.head .badge:has-text("Paused")');
    const pausedAt = await stepsDone();
    await page.getByLabel('Learning rate', { exact: true }).first().fill('0.0005');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`text=From step ${pausedAt}: learning rate 5e`);
    await page.getByLabel('Note').fill('Half the rate from here.');
    await page.getByLabel('Note').blur();
    await page.waitForSelector('text=Saved.');
    await page.click('button[aria-label="Rename"]');
    await page.getByLabel('Name of the run').fill('Half');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.head .name:has-text("Half")');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await eventually(stepsDone).toBeGreaterThan(pausedAt);
    await page.waitForSelector('.plot-card canvas');
    await eventually(() => page.locator('.previews canvas').count()).toBeGreaterThan(2);
    await picture('train-running');
  }, 240_000);

  it('goes back and forth through its previews by key, and follows the newest again', async () => {
    const shown = () => page.locator('.previews header').innerText();
    await eventually(() => page.locator('.previews [role=slider]').count()).toBe(1);
    await eventually(shown).toMatch(/newest/);
    await page.locator('.head .name').click();
    await page.keyboard.press('[');
    await eventually(shown).not.toMatch(/newest/);
    await page.keyboard.press('End');
    await eventually(shown).toMatch(/newest/);
  });

  it('scrolls on where the pointer comes over a plot', async () => {
    const scrolled = () => page.locator('.centre').evaluate((element) => element.scrollTop);
    await page.locator('.plot-card canvas').first().hover();
    const before = await scrolled();
    await page.mouse.wheel(0, before > 0 ? -40 : 40);
    await eventually(scrolled).not.toBe(before);
  });

  it('queues a sweep behind it, in an order that one changes, leaves and takes back', async () => {
    await goTo('Experiment');
    await fill('Step limit', '40');
    await page.click('button:has-text("Vary a parameter")');
    await page.selectOption('select[aria-label="Parameter to vary"]', { label: 'Seed' });
    await page.fill('input[aria-label="Values, with commas between"]', '1, 2, 2');
    await page.waitForSelector('text=A value stands there twice.');
    await page.fill('input[aria-label="Values, with commas between"]', '1, 2, 3');
    await picture('experiment-sweep');
    await page.click('button:has-text("Queue 3 runs")');
    await eventually(queued).toEqual(['seed 1', 'seed 2', 'seed 3']);
    await page.click('li:has-text("seed 3") >> button[aria-label="Earlier in the queue"]');
    await eventually(queued).toEqual(['seed 1', 'seed 3', 'seed 2']);
    await page.keyboard.press('Enter');
    await eventually(queued).toEqual(['seed 3', 'seed 1', 'seed 2']);
    await page.locator('li:has-text("seed 2")').last().dragTo(page.locator('li:has-text("seed 3")').first());
    await eventually(queued).toEqual(['seed 2', 'seed 3', 'seed 1']);
    await page.click('li:has-text("seed 1") >> button[aria-label="Take out of the queue"]');
    await eventually(queued).toEqual(['seed 2', 'seed 3']);
    await page.waitForSelector('text=Removed seed 1');
    await page.keyboard.press('Control+z');
    await eventually(queued).toEqual(['seed 2', 'seed 3', 'seed 1']);
    await picture('train-queue');
  }, 240_000);

  it('trains the queue to its end, whose curves are laid over one another', async () => {
    await page.click('.entry:has-text("Half") >> .run');
    await page.click('button:has-text("Stop")');
    await eventually(() => page.locator('.runs .badge:has-text("Finished")').count()).toBe(3);
    await page.click('.entry:has-text("seed 1") >> .run');
    await page.click('button:has-text("Curves of all 3")');
    await page.waitForSelector('text=Curves of 3 runs together');
    await page.keyboard.press('l');
    await page.waitForSelector('.plot-card canvas');
    await picture('train-overlay');
    expect(await page.locator('.head .facts').innerText()).toContain('40 / 40');
  }, 300_000);

  it('goes on after the engine was killed, and so does its queue', async () => {
    await goTo('Experiment');
    await fill('Step limit', '2000');
    await page.click('button:has-text("Start training")');
    await page.waitForSelector('.head .badge:has-text("Running")', patient);
    await goTo('Experiment');
    await fill('Step limit', '30');
    await page.click('button:has-text("Queue this run")');
    await eventually(async () => (await queued()).length).toBe(1);
    await page.click('.entry:has-text("Running") >> .run');
    await eventually(stepsDone).toBeGreaterThan(110);
    process.kill(served?.enginePid() ?? 0, 'SIGKILL');
    await page.waitForSelector('text=/taken up again from its checkpoint at step [1-9]/', patient);
    await eventually(async () => (await queued()).length).toBe(1);
    await page.click('button:has-text("Stop")');
    await eventually(() => page.locator('.runs .badge:has-text("Finished")').count()).toBe(4);
  }, 300_000);

  it('has nothing to complain of in the console', () => {
    expect(complaints).toEqual([]);
  });
});
