import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { servePage, startBrowser, type ServedPage } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { pathOf, type Tool } from '../support/tools.ts';

// One person's way through the real page, in a real browser, on the real host and engine: each test goes on
// from where the one before it ended.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(root, 'test', 'output', 'screenshots');
const patient = { timeout: 120_000 };

let tools: Tool[];
let home: string;
let served: ServedPage | undefined;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];
const requests: string[] = [];
let failed = false;

beforeAll(async () => {
  const built = existsSync(join(root, 'dist', 'renderer', 'index.html'));
  const chromium = findChromium();
  tools = [chromium, built ? { path: 'dist' } : { missing: 'The page is not built: run "npm test".' }];
  if ('missing' in chromium || !built) return;
  await mkdir(pictures, { recursive: true });
  home = await mkdtemp(join(tmpdir(), 'abbe-page-'));
  served = await servePage(join(home, 'data'));
  browser = await startBrowser(chromium.path);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    // Taking screenshots makes a graphics processor that is none wait, which it says.
    if (message.text().includes('GPU stall due to ReadPixels')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(served.address);
});
beforeEach((context) => {
  for (const tool of tools) pathOf(tool, context);
  if (failed) context.skip('A step before this one failed.');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || failed) return;
  failed = true;
  await page.screenshot({ path: join(pictures, 'failed.png') });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

/** Asks until it is so, as long as an engine on a busy machine may take. */
const eventually = <T>(ask: () => T | Promise<T>) => expect.poll(ask, patient);

/** The screen as it is, in both themes; at the size of a large monitor too where `large` is set. */
async function picture(name: string, large = false): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
  }
  if (!large) return;
  await page.setViewportSize({ width: 2560, height: 1440 });
  await page.screenshot({ path: join(pictures, `${name}-large-dark.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function goTo(screen: string): Promise<void> {
  await page.click(`nav >> text=${screen}`);
  await page.waitForSelector(`nav [aria-current=page]:has-text("${screen}")`);
}

/** The value beside a name in a list of facts. */
async function fact(name: string): Promise<string> {
  return (await page.locator(`dl div:has(dt:text-is("${name}")) dd`).first().innerText()).trim();
}

async function setField(name: string, value: string): Promise<void> {
  const input = page.locator(`.field:has(label:has-text("${name}")) input`);
  await input.fill(value);
  await input.press('Tab');
}

/** How many different colours the large picture shows: hundreds for a photo, few for a mask. */
async function coloursIn(selector: string): Promise<number> {
  const shot = await page.locator(selector).first().screenshot();
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const seen = new Set<number>();
  for (let at = 0; at < data.length; at += info.channels) seen.add(data.readUIntBE(at, 3));
  return seen.size;
}

/** Steps done, as the header of the run shows them. */
async function stepsDone(): Promise<number> {
  return Number((await fact('Step')).split('/')[0]?.replace(/\s/g, ''));
}

async function startRun(steps: number): Promise<void> {
  await goTo('Experiment');
  await setField('Step limit', String(steps));
  await page.click('button:has-text("Start training")');
  await page.waitForSelector('.head .badge:has-text("Running")', patient);
}

describe('the page', () => {
  it('opens the sample by itself at the first start', async () => {
    await page.waitForSelector('nav [aria-current=page]:has-text("Data")', patient);
    await page.waitForSelector('footer >> text=Stained blood cells');
  });

  it('has a Home that says what this machine computes with, also without a project', async () => {
    await page.waitForSelector('text=/TensorFlow CPU|TensorFlow CUDA|WebAssembly/');
    await goTo('Home');
    await page.click('button:has-text("Close project")');
    await page.reload();
    await page.waitForSelector('text=/TensorFlow CPU|TensorFlow CUDA|WebAssembly/');
    expect(await page.locator('h1').innerText()).toBe('Abbe');
    await eventually(() => page.locator('[data-sample] img').count()).toBe(4);
    // Remembered by the engine, whatever browser asks.
    await page.waitForSelector('.known:has-text("Stained blood cells")');
    await picture('home-empty', true);
    await goTo('Compare');
    expect(await page.locator('main').innerText()).toContain('No project is open');
    await goTo('Home');
  });

  it('opens the sample with one click and shows photos and the cells found in them', async () => {
    await page.click('[data-sample=stained-cells]');
    await page.waitForSelector('nav [aria-current=page]:has-text("Data")');
    await page.waitForFunction(() => /^\d+$/.test(document.querySelector('dl dd')?.textContent ?? ''));
    await eventually(() => fact('Cells')).toMatch(/^[1-9]\d*$/);
    await eventually(() => page.locator('.gallery canvas').count()).toBeGreaterThan(5);
    expect(await coloursIn('canvas.viewer')).toBeGreaterThan(500);
    await picture('data', true);
  });

  it('shows each step of the way as a picture, large when clicked', async () => {
    expect(await page.locator('.strip .step').count()).toBeGreaterThanOrEqual(6);
    await page.click('.strip .step:has-text("Opening")');
    await eventually(() => coloursIn('canvas.viewer')).toBeLessThan(500);
    await picture('data-step');
    await page.keyboard.press('Escape');
    await eventually(() => coloursIn('canvas.viewer')).toBeGreaterThan(500);
  });

  it('finds other cells at once when a parameter changes, and knows the paper’s values', async () => {
    const before = await fact('Cells');
    await page.selectOption('.inspector select >> nth=0', 'paper');
    await eventually(() => fact('Cells')).not.toBe(before);
    await page.selectOption('.inspector select >> nth=0', 'default');
    await eventually(() => fact('Cells')).toBe(before);
    await setField('Cell diameter', '3');
    expect(await page.locator('.field:has(label:has-text("Cell diameter"))').innerText()).toContain(
      'At least 4',
    );
    await setField('Cell diameter', '');
    await eventually(() => fact('Cells')).toBe(before);
  });

  it('goes through photos by keyboard, and zooms to hard pixels', async () => {
    await page.click('canvas.viewer');
    const first = await page.locator('.actions .clip').innerText();
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator('.actions .clip').innerText()).not.toBe(first);
    await page.keyboard.press('z');
    await eventually(() => page.locator('.zoom').innerText()).toBe('100 %');
    await page.keyboard.press('f');
    await eventually(() => page.locator('.zoom').innerText()).not.toBe('100 %');
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog]:has-text("Next photo")');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
  });

  it('names each file that cannot be added, and why', async () => {
    const folder = join(home, 'mixed');
    await mkdir(folder);
    await writeFile(join(folder, 'empty.png'), '');
    await writeFile(join(folder, 'text.png'), 'no image');
    await page.click('[aria-label="Add folder…"]');
    await page.fill('[role=dialog] input', folder);
    await page.press('[role=dialog] input', 'Enter');
    await page.waitForSelector('[role=dialog] >> text=empty.png');
    await page.click('text=Use this folder');
    const notice = page.locator('.notice:has-text("Some files were not added")').first();
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/empty\.png.*\n+.*text\.png/);
    await picture('data-not-added');
    await notice.locator('button').click();
    await notice.waitFor({ state: 'detached' });
  });

  it('makes a dataset from all photos, after one that was cancelled', async () => {
    await page.click('[role=tab]:has-text("Dataset")');
    await page.click('button:has-text("Make dataset from")');
    await page.click('button:has-text("Cancel")');
    await page.waitForSelector('button:has-text("Make dataset from")');
    expect(await page.locator('.inspector').innerText()).toContain('None yet');
    await page.click('button:has-text("Make dataset from")');
    await page.waitForSelector('[role=progressbar]');
    await page.waitForSelector('text=Photos of each part', patient);
    const legend = await page.locator('.legend li').allInnerTexts();
    expect(legend.map((line) => line.split('\n')[0])).toEqual(['Training', 'Validation', 'Test']);
    for (const line of legend) expect(line).toMatch(/[1-9]\d* cells?/);
    await picture('dataset');
  }, 300_000);

  it('trains: losses and previews appear, it pauses where it is told to and goes on', async () => {
    await goTo('Experiment');
    await page.click('[role=radio]:has-text("quick") >> nth=0');
    await startRun(30);
    await eventually(stepsDone).toBeGreaterThan(1);
    await page.click('button:has-text("Pause")');
    await page.waitForSelector('.head .badge:has-text("Paused")');
    const pausedAt = await stepsDone();
    await page.waitForTimeout(1500);
    expect(await stepsDone()).toBe(pausedAt);
    await page.waitForSelector('.plot-card canvas');
    await page.waitForSelector('.previews canvas');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await eventually(stepsDone).toBeGreaterThan(pausedAt);
    await picture('train', true);
    await page.waitForSelector('.head .badge:has-text("Finished")', patient);
    expect(await stepsDone()).toBe(30);
    expect(await page.locator('.plot-card').count()).toBeGreaterThanOrEqual(2);
    expect(await page.locator('.previews').innerText()).toContain('after step 30');
  }, 300_000);

  it('says so when the engine is killed, and the run goes on from its checkpoint to its end', async () => {
    await startRun(40);
    await eventually(stepsDone).toBeGreaterThan(8);
    const before = served?.enginePid() ?? 0;
    process.kill(before, 'SIGKILL');
    await page.waitForSelector('text=The engine stopped during this run');
    await page.waitForSelector('text=/taken up again from its checkpoint at step [1-9]/', patient);
    expect(served?.enginePid()).not.toBe(before);
    await picture('train-resumed');
    await page.waitForSelector('.head .badge:has-text("Finished")', patient);
    expect(await stepsDone()).toBe(40);
    expect(await page.locator('.runs .badge:has-text("Finished")').count()).toBe(2);
  }, 300_000);

  it('compares input, result and truth of held-out images, with scores that sort', async () => {
    await goTo('Compare');
    await eventually(() => page.locator('canvas.viewer').count()).toBe(3);
    await page.click('button:has-text("Score these images")');
    await page.waitForSelector('button:has-text("Score again")', patient);
    const gains = async () =>
      (await page.locator('.scores tbody td[data-col-key="psnr gain"]').allInnerTexts()).map((text) =>
        Number(text.replace('\u2212', '-')),
      );
    await eventually(async () => (await gains()).length).toBeGreaterThan(3);
    const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    await page.click('th[data-col-key="psnr gain"]');
    const once = await gains();
    await page.click('th[data-col-key="psnr gain"]');
    const twice = await gains();
    expect([sorted(once), sorted(once).reverse()]).toContainEqual(once);
    expect([sorted(twice), sorted(twice).reverse()]).toContainEqual(twice);
    expect(once[0]).not.toBe(twice[0]);
    expect(await fact('Images')).toMatch(/^n = \d+, test images$/);
    await page.keyboard.press('f');
    await page.keyboard.press('ArrowRight');
    await page.click('[role=tab]:has-text("Summary")');
    expect(await page.locator('.summary').innerText()).toMatch(/PSNR \(dB\)\s+\d+\.\d+ ± \d/);
    await page.click('[role=tab]:has-text("Images")');
    await page.click('button:has-text("Write the report")');
    await page.waitForSelector('text=The report is written', patient);
    const written = await page.locator('.path').last().innerText();
    expect(existsSync(written)).toBe(true);
    expect(written).toMatch(/reports[\\/].+index\.html$/);
    await picture('compare', true);
  }, 300_000);

  it('moves the three pictures together', async () => {
    const pictures = () =>
      Promise.all([0, 1, 2].map((i) => page.locator('canvas.viewer').nth(i).screenshot()));
    const before = await pictures();
    await page.locator('canvas.viewer').first().hover();
    await page.mouse.wheel(0, -400);
    await eventually(async () => {
      const now = await pictures();
      return now.every((shot, i) => !shot.equals(before[i] as Buffer));
    }).toBe(true);
  });

  it('applies a run to photos and writes the results where it says', async () => {
    await goTo('Apply');
    const folder = join(home, 'more');
    await mkdir(folder);
    await writeFile(join(folder, 'broken.png'), 'no image');
    await page.click('text=All images of the project');
    await page.waitForSelector('.side .line');
    for (let more = await page.locator('.side .line').count(); more > 2; more -= 1) {
      await page.hover('.side .line >> nth=2');
      await page.click('.side .line >> nth=2 >> [aria-label^="Remove from the list"]');
      await eventually(() => page.locator('.side .line').count()).toBe(more - 1);
    }
    await page.click('[aria-label="Add a folder…"]');
    await page.fill('[role=dialog] input', folder);
    await page.press('[role=dialog] input', 'Enter');
    await page.waitForSelector('[role=dialog] >> text=broken.png');
    await page.click('text=Use this folder');
    await page.fill('[aria-label="Folder of results"]', join(home, 'results'));
    await page.press('[aria-label="Folder of results"]', 'Tab');
    await page.click('button:has-text("Apply to 3 images")');
    await page.waitForSelector('text=/2 written, 1 failed/', patient);
    expect(await page.locator('.side .line.failed').innerText()).toContain('broken.png');
    expect(await readdir(join(home, 'results'))).toHaveLength(2);
    await eventually(() => page.locator('canvas.viewer').count()).toBe(2);
    await picture('apply');
  }, 300_000);

  it('keeps its place when it is loaded again', async () => {
    await goTo('Train');
    await page.reload();
    await page.waitForSelector('h1:has-text("Train")');
    await eventually(() => page.locator('.runs .badge:has-text("Finished")').count()).toBe(2);
    await goTo('Home');
    await eventually(() => page.locator('.path .done').count()).toBe(4);
    await eventually(() => page.locator('.shot canvas').count()).toBe(12);
    await picture('home', true);
    await goTo('Experiment');
    await page.waitForSelector('.notice');
    await picture('experiment');
    await goTo('Models');
    await page.waitForSelector('.runs tbody tr');
    expect(await page.locator('.runs tbody tr').count()).toBe(2);
    await picture('models', true);
    await page.click('footer >> text=/TensorFlow|WebAssembly/');
    await page.click('text=Run the self-test');
    await page.waitForSelector('text=All checks passed', patient);
    await picture('settings');
    await page.click('[role=tab]:has-text("About and licences")');
    await page.fill('[aria-label="Filter by name, licence or author"]', 'tensorflow');
    await eventually(() => page.locator('.card li').count()).toBeGreaterThan(3);
    await picture('settings-licences');
    await page.click('[role=tab]:has-text("Look")');
    await page.click('button:has-text("Light")');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
    await page.click('button:has-text("As the system")');
  });

  it('asked nothing of any other machine, and nothing complained', () => {
    const own = new URL(served?.address ?? '').origin;
    const strangers = requests.filter((url) => !url.startsWith(own) && !/^(data|blob):/.test(url));
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('says so when its server is gone', async () => {
    await served?.close();
    await page.waitForSelector('text=The window lost the engine');
    await page.waitForSelector('button:has-text("Try now")');
    await picture('offline');
  });
});
