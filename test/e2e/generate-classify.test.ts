import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePng } from '../../electron/engine/formats/png.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { smallRecipes } from '../integration/training/small-recipes.ts';
import { accessibilityFindings } from '../support/accessibility.ts';
import { drawTinyMask } from '../support/tiny-masks.ts';
import { trainRuns } from '../support/train-runs.ts';
import { goTo, goToPlace, makeDataset, prepareStep, useFolder } from '../support/walk-steps.ts';
import { eventually, walkThrough } from '../support/walk.ts';

// New masks with images of them into a dataset, and classes told apart: by clicking, each cancelled first.

const patient = { timeout: 120_000 };
const made = 4;
const perClass = 9;

/** Label images with their micrographs; light cells on dark and dark cells on light, a folder each; dim ones. */
async function drawFiles(home: string): Promise<void> {
  for (const folder of ['sections/labels', 'sections/raw', 'classes/dark', 'classes/light', 'pairs']) {
    await mkdir(join(home, folder), { recursive: true });
  }
  for (let index = 0; index < 5; index += 1) {
    const map = drawTinyMask(index);
    await writePng(join(home, 'sections', 'labels', `${index}.png`), map);
    const data = Uint8Array.from(map.data, (number, i) => [180, 60, 110][number]! + ((i * 7) % 20));
    await writePng(join(home, 'sections', 'raw', `${index}.png`), { ...map, data });
  }
  const side = 24;
  for (const [name, ground] of [
    ['dark', 200],
    ['light', 50],
  ] as const) {
    // prettier-ignore
    for (let index = 0; index < perClass; index += 1) {
      const data = new Uint8Array(side * side).fill(ground + index);
      for (let y = 6; y < 14; y += 1) data.fill(250 - ground, y * side + 4 + index, y * side + 12 + index);
      const picture: Raster = { width: side, height: side, channels: 1, dtype: 'uint8', data, notes: [] };
      await writePng(join(home, 'classes', name, `${name}-${index}.png`), picture);
      if (name === 'light') continue;
      await writePng(join(home, 'pairs', `high-${index}.png`), picture);
      const dim = data.map((value, i) => value / 2 + ((i * 31) % 17));
      await writePng(join(home, 'pairs', `low-${index}.png`), { ...picture, data: dim });
    }
  }
}

const walk = walkThrough({
  name: 'generate-classify',
  prepare: async (home) => {
    await drawFiles(home);
    const short = { epochs: 4, stepLimit: 4 };
    const small = (recipe: string, patchSize: number) => ({
      recipe,
      parameters: { ...smallRecipes[recipe], ...short, patchSize },
    });
    await trainRuns(home, {
      name: 'Sections',
      sources: [join(home, 'sections')],
      dataset: {
        preparation: 'masks-to-images',
        parameters: { masks: 'membrane=labels/*[1]; mitochondria=labels/*[2]', fit: 'none' },
      },
      runs: [small('em-masks', 64), small('em-images', 32)],
    });
    await trainRuns(home, {
      name: 'Classes',
      sources: [join(home, 'pairs'), join(home, 'classes')],
      dataset: {
        preparation: 'paired-files',
        parameters: { input: 'pairs/low-*.png', target: 'pairs/high-*.png' },
      },
      runs: [small('live-cell-unet', 16)],
    });
  },
});

const folderOf = (name: string): string => join(walk.home, name);
const datasets = async (): Promise<number> => (await readdir(join(folderOf('Sections'), 'datasets'))).length;

async function openProject(name: string): Promise<void> {
  const { page } = walk;
  await page.evaluate((to) => localStorage.setItem('abbe.openProject', JSON.stringify(to)), folderOf(name));
  await page.reload();
  await page.waitForSelector(`footer >> text=${name}`);
}

async function goToApply(place: 'Generate' | 'Classify'): Promise<void> {
  await goTo(walk, 'Apply');
  await walk.page.click(`nav[aria-label="Places of Apply"] >> text=${place}`);
}

/** The screen in both themes, and nothing serious for axe in either. */
async function look(name: string, large = false): Promise<void> {
  await walk.picture(name, large);
  for (const theme of ['light', 'dark'] as const) {
    await walk.page.emulateMedia({ colorScheme: theme });
    await eventually(() => accessibilityFindings(walk.page)).toEqual([]);
  }
}

/** Cancels what is at work once it has got somewhere. */
async function cancelAtWork(far: RegExp): Promise<void> {
  await eventually(() => walk.page.locator('.busy .task').innerText()).toMatch(far);
  await walk.picture('at-work');
  await walk.page.locator('.busy').getByRole('button').click();
  await walk.page.waitForSelector('.busy', { state: 'detached' });
}

describe('new masks with images of them', () => {
  it('are cancelled in the midst: what was made stays, and no dataset is made of it', async () => {
    const { page } = walk;
    await openProject('Sections');
    await goToApply('Generate');
    await page.getByLabel('Model of images', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('How many').fill('10000');
    await page.keyboard.press('Tab');
    await page.getByLabel('Into').selectOption({ label: 'A labelled dataset' });
    await look('generate-dataset');
    await page.getByRole('button', { name: 'Generate 10' }).click();
    await cancelAtWork(/\n[1-9]\d* of 10/);
    const told = await page.locator('footer').innerText();
    const kept = Number(/Cancelled: (\d+) of 10.000 masks made before; they stay in/.exec(told)?.[1]);
    expect(kept).toBeGreaterThan(0);
    const place = join(folderOf('Sections'), 'synthetic');
    const [folder] = await readdir(place);
    expect((await readdir(join(place, folder!, 'masks'))).length).toBeGreaterThanOrEqual(kept);
    expect(await datasets()).toBe(1);
  }, 180_000);

  it('become a dataset that has its mark, and is looked at', async () => {
    const { page } = walk;
    await page.getByLabel('How many').fill(String(made));
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: `Generate ${made}`, exact: true }).click();
    await eventually(() => page.locator('.made-gallery canvas').count()).toBe(2 * made);
    await look('generated-dataset');
    await page.click('button:has-text("Look at the dataset")');
    await eventually(() => page.locator('[role=gridcell] canvas').count()).toBe(made);
    expect(await page.locator('[role=gridcell] [aria-label="Tags: synthetic"]').count()).toBe(made);
    await page.locator('[role=gridcell]').first().click();
    await page.locator('.inspector').getByText('synthetic', { exact: true }).waitFor();
    await look('synthetic-dataset');
    expect(await page.getByLabel('Dataset', { exact: true }).first().innerText()).toContain(
      'Synthetic sections',
    );
    expect(await datasets()).toBe(2);
  }, 180_000);
});

describe('classes told apart', () => {
  it('are those of the folders', async () => {
    const { page } = walk;
    await openProject('Classes');
    await goTo(walk, 'Data');
    await goToPlace(walk, 'Prepare');
    await page.click('[data-preparation=labelled-images]');
    await prepareStep(walk, 'Files');
    await page.getByLabel('Images', { exact: true }).fill('classes/*/*.png');
    await page.keyboard.press('Tab');
    await page.waitForSelector(`text=${2 * perClass} sets of files, all complete`);
    await walk.picture('classes-files');
    expect(await makeDataset(walk)).toBe(2 * perClass);
  }, 180_000);

  it('are learnt, cancelled without a trace', async () => {
    const { page } = walk;
    await goToApply('Classify');
    await page.locator('.inspector').getByText('2 classes').first().waitFor({ state: 'attached' });
    await page.getByText('Results of Live-cell U-Net quick').click();
    await look('classify');
    await page.getByRole('button', { name: 'Train and test on 3 kinds of images' }).click();
    await cancelAtWork(/fold/i);
    await page.waitForSelector('footer >> text=Cancelled: nothing is kept of the classification.');
    expect(existsSync(join(folderOf('Classes'), 'classifications'))).toBe(false);
  }, 180_000);

  it('are learnt and tested; a cell of the matrix opens its images', async () => {
    const { page } = walk;
    for (const [label, value] of [
      ['Epochs', '4'],
      ['Folds', '3'],
    ] as const) {
      // prettier-ignore
      const field = page.locator(`.field:has(label:has-text("${label}")) input`).first();
      await field.fill(value);
      await field.press('Tab');
    }
    await page.getByRole('button', { name: 'Train and test on 3 kinds of images' }).click();
    await page.waitForSelector('.found', patient);
    await page.waitForSelector('footer >> text=Trained and tested on 3 kinds of images.');
    await eventually(() => page.locator('.found .plot-card:has(canvas)').count()).toBe(3);
    expect(await page.locator('.found').innerText()).toContain(`${2 * perClass} images`);
    await look('classified', true);
    await openCell('.found .plot-card');
    await look('cell');
    await page.keyboard.press('Escape');
  }, 180_000);

  it('are in Compare beside the scores, and in the report', async () => {
    const { page } = walk;
    await goTo(walk, 'Compare');
    await eventually(() => page.locator('.compare-pane canvas').count()).toBeGreaterThanOrEqual(3);
    await page.click('button:has-text("Score these images")');
    await page.waitForSelector('button:has-text("Score again")', patient);
    await page.click('[role=tab]:has-text("Plots")');
    await page.locator('.plot-card:has-text("Confusion matrix")').first().scrollIntoViewIfNeeded();
    await look('compare-matrix');
    await openCell('.plot-card:has-text("Confusion matrix")');
    await page.keyboard.press('Escape');
    await goTo(walk, 'Models');
    await page.locator('.runs tbody tr').first().click();
    await page.click('button:has-text("Write the report…")');
    await useFolder(walk, walk.home);
    await page.waitForSelector('text=The report is written:', patient);
    const file = (await page.locator('.inspector .path').last().innerText()).trim();
    const report = await (await page.context().browser()!.newContext({ offline: true })).newPage();
    await report.goto(`file://${file}`);
    expect(await report.locator('body').innerText()).toMatch(/Classification[\s\S]*dark[\s\S]*light/);
    await report.context().close();
  }, 240_000);

  it('left nothing to complain of', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });
});

/** Clicks the cell of the first class taken for itself; its images come up. */
async function openCell(card: string): Promise<void> {
  const plot = walk.page.locator(`${card} [role=img]`).first();
  const { width, height } = (await plot.boundingBox())!;
  await plot.click({ position: { x: 110 + (width - 126) / 4, y: 12 + (height - 68) / 4 } });
  await walk.page.locator('[role=dialog]').getByText('dark taken for dark').first().waitFor();
}
