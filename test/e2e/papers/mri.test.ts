import { cpSync, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyModel, readBack } from '../../support/walk-apply.ts';
import {
  addFolder,
  choosePreparation,
  compareWithTruth,
  goToPlace,
  lookAtDataset,
  makeDataset,
  newProject,
  prepareStep,
  startTraining,
  watchTraining,
  writeReport,
} from '../../support/walk-steps.ts';
import { sharedData, shippedSamples, walkThrough } from '../../support/walk.ts';

// Nath, Patel and Amo: T2 of T1, from two people's volumes to a report and to a volume that the model made.

const whole = join(sharedData, 'mri');
const walk = walkThrough({
  name: 'mri',
  prepare: async (home) => {
    for (const person of ['patient07', 'patient26']) {
      const from = existsSync(whole)
        ? join(whole, `${person}_mni`)
        : join(shippedSamples, 'brain-mri', person);
      for (const file of (await readdir(from)).filter((name) => name.endsWith('.nii.gz'))) {
        cpSync(join(from, file), join(home, 'volumes', person, file));
      }
    }
  },
});

describe('T2 of T1, from raw volumes', () => {
  it('begins with a new project and the volumes of two people', async () => {
    await walk.page.waitForSelector('[data-sample=em-sections] img');
    await walk.picture('home-no-project', true);
    await newProject(walk, 'Brains');
    await walk.picture('sources-empty');
    await addFolder(walk, join(walk.home, 'volumes'), 4);
    await walk.page.locator('[role=gridcell]').first().click();
    await walk.picture('sources');
  }, 180_000);

  it('pairs and cuts them into slices, as many as one asks for', async () => {
    const { page } = walk;
    await goToPlace(walk, 'Prepare');
    await choosePreparation(walk, 'volumes');
    await page.waitForSelector('text=2 sets of files, all complete');
    await walk.picture('prepare-files');
    await prepareStep(walk, 'Slices');
    if (existsSync(whole)) {
      await page.getByLabel('Last slice').fill('99');
      await page.keyboard.press('Tab');
      await page.waitForSelector('section:has-text("What was found") >> text=10 items');
    }
    await page.waitForSelector('.strip [data-item] canvas');
    await page.keyboard.press('k');
    await page.waitForSelector('.pane .caption:has-text("Checkerboard")');
    await walk.picture('prepare-slices');
    await prepareStep(walk, 'Groups and splits');
    await page.waitForSelector('text=2 subjects');
    await walk.picture('prepare-groups');
    expect(await makeDataset(walk)).toBe(existsSync(whole) ? 20 : 42);
    await lookAtDataset(walk, ['Training', 'Test']);
  }, 240_000);

  it('trains the quick preset for some steps', async () => {
    await startTraining(walk, { recipe: 'Pix2pix for medical images', fields: { 'Step limit': '20' } });
    await watchTraining(walk, 20);
  }, 240_000);

  it('is compared with the truth and reported', async () => {
    await compareWithTruth(walk);
    await writeReport(walk, ['Pix2pix', 'PSNR']);
  }, 300_000);

  it('is applied to a volume, which stays a volume with its position in space', async () => {
    const volume = join(walk.home, 'volumes', 'patient26');
    const [file, ...others] = await applyModel(walk, { folder: volume, images: 2, format: 'NIfTI' });
    expect(others).toHaveLength(1);
    expect(file).toMatch(/\.nii(\.gz)?$/);
    const before = await readBack(join(volume, 'T1.nii.gz'));
    expect(await readBack(file!)).toEqual(before);
  }, 300_000);

  it('asked nothing of any other machine, and nothing complained', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });
});
