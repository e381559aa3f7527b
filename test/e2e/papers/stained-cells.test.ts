import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyModel, readBack } from '../../support/walk-apply.ts';
import {
  addFolder,
  choosePreparation,
  compareWithTruth,
  exportModel,
  goTo,
  goToPlace,
  lookAtDataset,
  makeDataset,
  newProject,
  prepareStep,
  startTraining,
  watchTraining,
  writeReport,
} from '../../support/walk-steps.ts';
import { unzipped } from '../../support/zip-file.ts';
import { eventually, sharedData, shippedSamples, walkThrough } from '../../support/walk.ts';

// Gautam, Pradhan, Chhipa and Nakajima: MicroGAN sharpens stained cells of any size. Photos of blood, one broken.

const whole = join(sharedData, 'bccd', 'JPEGImages');
const photos = 10;
const walk = walkThrough({
  name: 'stained-cells',
  firstStart: true,
  prepare: async (home) => {
    const from = existsSync(whole) ? whole : join(shippedSamples, 'stained-cells');
    const all = (await readdir(from)).filter((name) => name.endsWith('.jpg')).sort();
    for (const [i, name] of all.slice(0, photos + 2).entries()) {
      cpSync(join(from, name), join(home, i < photos ? 'photos' : 'new', name));
    }
    writeFileSync(join(home, 'photos', 'broken.png'), 'no image');
    writeFileSync(join(home, 'photos', 'empty.jpg'), '');
    writeFileSync(join(home, 'new', 'broken.png'), 'no image');
  },
});

describe('sharp cells of blurred ones, from photos', () => {
  it('shows a sample at its first start, which one closes', async () => {
    const { page } = walk;
    await page.waitForSelector('h1:has-text("Prepare")', { timeout: 120_000 });
    await page.waitForSelector('[data-preparation=cell-segmentation].fits');
    await walk.picture('first-start');
    await goTo(walk, 'Home');
    await page.waitForSelector('.shot canvas');
    await walk.picture('home-sample');
    await page.click('button:has-text("Close project")');
    await page.waitForSelector('h1:has-text("Abbe")');
    for (const screen of ['Compare', 'Train', 'Apply', 'Models']) {
      await goTo(walk, screen);
      await page.waitForSelector('text=No project is open');
    }
    await walk.picture('models-no-project');
  }, 180_000);

  it('adds a folder of photos and names the two that are broken, and why', async () => {
    const { page } = walk;
    await newProject(walk, 'Blood');
    await addFolder(walk, join(walk.home, 'photos'), photos);
    const notice = page.locator('.notice:has-text("not added")').first();
    expect(await notice.innerText()).toMatch(/broken\.png/);
    expect(await notice.innerText()).toMatch(/empty\.jpg/);
    await walk.picture('sources-not-added');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
  }, 180_000);

  it('finds cells with a parameter at hand, and corrects a box', async () => {
    const { page } = walk;
    await goToPlace(walk, 'Prepare');
    await choosePreparation(walk, 'cell-segmentation');
    await walk.picture('prepare-files');
    await prepareStep(walk, 'Threshold');
    await page.waitForSelector('text=Adaptive threshold');
    await walk.picture('prepare-threshold');
    await prepareStep(walk, 'Which to keep');
    const found = (): Promise<string> =>
      page.locator('section:has-text("What was found") >> strong').innerText();
    await eventually(found).toMatch(/^[1-9]\d* cells$/);
    const before = await found();
    await page.getByLabel('Cells cut by the border').selectOption('drop');
    await eventually(found).not.toBe(before);
    await walk.picture('prepare-keep');
    await page.getByLabel('Cells cut by the border').selectOption('keep');
    await eventually(found).toBe(before);
    expect(await makeDataset(walk)).toBeGreaterThan(50);
    await page.click('button:has-text("Correct boxes by hand")');
    const status = page.locator('.editor [role=status]');
    await eventually(() => status.innerText()).toMatch(/^\d+ boxes\. Saved/);
    const boxes = parseInt(await status.innerText(), 10);
    await page.locator('.editor .image-viewer').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('n');
    await eventually(() => status.innerText()).toContain(`${boxes + 1} boxes, 1 by hand. Saved`);
    await walk.picture('boxes');
    await page.keyboard.press('Control+z');
    await eventually(() => status.innerText()).toContain(`${boxes} boxes. Saved`);
    await prepareStep(walk, 'Make the dataset');
    await lookAtDataset(walk, ['Training', 'Validation', 'Test']);
  }, 240_000);

  it('trains the quick preset for some steps', async () => {
    await startTraining(walk, { recipe: 'MicroGAN', fields: { 'Step limit': '20' } });
    await watchTraining(walk, 20);
  }, 240_000);

  it('is compared with the truth and reported', async () => {
    await compareWithTruth(walk);
    await writeReport(walk, ['MicroGAN', 'PSNR', 'SSIM']);
  }, 300_000);

  it('is exported as a model for other programs', async () => {
    const entries = await unzipped(await exportModel(walk));
    expect([...entries.keys()]).toEqual(
      expect.arrayContaining(['README.md', 'rdf.yaml', 'tensorflow_saved_model.zip', 'test-output.npy']),
    );
    const { authors, license, weights } = parse(String(entries.get('rdf.yaml')));
    expect(authors).toEqual([{ name: 'A. Person' }, { name: 'B. Person' }]);
    expect(license).toBe('CC-BY-4.0');
    const { source } = weights.tensorflow_saved_model_bundle;
    expect(entries.get(source)?.length).toBeGreaterThan(100_000);
  }, 120_000);

  it('is applied to new photos, one of them broken', async () => {
    const photo = (await readdir(join(walk.home, 'new'))).find((name) => name.endsWith('.jpg'))!;
    const written = await applyModel(walk, { folder: join(walk.home, 'new'), images: 2, broken: 1 });
    expect(written).toHaveLength(2);
    expect(await readBack(written[0]!)).toEqual(await readBack(join(walk.home, 'new', photo)));
    expect(await walk.page.locator('.files .line.failed').innerText()).toContain('broken.png');
  }, 300_000);

  it('keeps its place when loaded again, has all done on Home, and every action by name and by key', async () => {
    const { page } = walk;
    await page.reload();
    await page.waitForSelector('nav [aria-current=page]:has-text("Apply")');
    await goTo(walk, 'Home');
    await eventually(() => page.locator('.path .done').count()).toBe(4);
    await page.waitForSelector('.shot canvas');
    await walk.picture('home-all-done', true);
    await page.keyboard.press('Control+k');
    await page.fill('.palette [role=combobox]', 'compare');
    await page.waitForSelector('.palette [role=option]');
    await walk.picture('palette');
    await page.keyboard.press('Escape');
    await page.locator('.palette').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.waitForSelector('[role=dialog] kbd');
    await walk.picture('keys');
    await page.keyboard.press('Escape');
  }, 120_000);

  it('tests the machine, lists the licences and changes the theme', async () => {
    const { page } = walk;
    await page.click('footer >> text=/TensorFlow|WebAssembly/');
    await page.click('text=Run the self-test');
    await page.waitForSelector('text=All checks passed', { timeout: 120_000 });
    await walk.picture('settings');
    await page.click('[role=tab]:has-text("About and licences")');
    await page.fill('[aria-label="Filter by name, licence or author"]', 'tensorflow');
    await eventually(() => page.locator('.card li').count()).toBeGreaterThan(3);
    await walk.picture('licences');
    await page.click('[role=tab]:has-text("Look")');
    await page.click('button:has-text("Light")');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
    await page.click('button:has-text("As the system")');
  }, 180_000);

  it('asked nothing of any other machine, and nothing complained', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });

  it('says so when its server is gone', async () => {
    await walk.served.close();
    await walk.page.waitForSelector('text=The window lost the engine');
    await walk.page.waitForSelector('button:has-text("Try now")');
    await walk.picture('offline');
  });
});
