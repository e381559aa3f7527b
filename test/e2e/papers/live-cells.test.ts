import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askEngine } from '../../support/ask-engine.ts';
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
  stepsDone,
  watchTraining,
  writeReport,
} from '../../support/walk-steps.ts';
import { eventually, shippedSamples, walkThrough } from '../../support/walk.ts';

// Wu and Liu: high exposure of low exposure. The movies are of recorded yeast, with photon noise and a known drift.

const fields = [1, 2, 3, 4];
const walk = walkThrough({
  name: 'live-cells',
  prepare: async (home) => {
    const movies = fields.map((field) => ({
      files: [join(shippedSamples, 'live-cells', `field-${field}.ome.tif`)],
      output: join(home, 'movies'),
      parameters: { frames: 12, drift: 4, brightField: true, lowPhotons: 5, highPhotons: 100, seed: field },
    }));
    await askEngine(home, 'movie.practice', ...movies);
  },
});

describe('high exposure of low exposure, from movies', () => {
  it('begins with a new project and movies that say what they are', async () => {
    const { page } = walk;
    await newProject(walk, 'Yeast');
    await addFolder(walk, join(walk.home, 'movies'), 4);
    await page.locator('[role=gridcell]').first().click();
    await page.waitForSelector('.inspector >> text=/px, 12 t/');
    await walk.picture('sources');
  }, 180_000);

  it('pairs the exposures: shifts, blinking and acceptance', async () => {
    const { page } = walk;
    await goToPlace(walk, 'Prepare');
    await choosePreparation(walk, 'exposure-pairs');
    await page.waitForSelector('text=4 sets of files, all complete');
    await prepareStep(walk, 'Alignment');
    await page.waitForSelector('.strip [data-item] canvas');
    await walk.picture('prepare-alignment');
    await page.keyboard.press('d');
    await page.waitForSelector('.pane .caption:has-text("Overlay")');
    await walk.picture('prepare-overlay');
    await page.keyboard.press('b');
    const captions = new Set<string>();
    await eventually(async () => captions.add(await page.locator('.pane .caption').innerText()).size).toBe(2);
    await page.keyboard.press('b');
    await prepareStep(walk, 'Acceptance');
    await page.waitForSelector('section:has-text("What was found") >> strong');
    await walk.picture('prepare-acceptance');
    await prepareStep(walk, 'Groups and splits');
    await page.waitForSelector('text=4 sessions');
    await walk.picture('prepare-groups');
    expect(await makeDataset(walk)).toBeGreaterThan(12);
    await lookAtDataset(walk, ['Training', 'Validation', 'Test']);
  }, 240_000);

  it('measures what a training will take, and starts it', async () => {
    await startTraining(walk, {
      recipe: 'Live-cell U-Net',
      fields: { 'Step limit': '150' },
      estimate: true,
    });
  }, 240_000);

  it('pauses the training, goes on, and sees it end', async () => {
    const { page } = walk;
    await eventually(() => stepsDone(walk)).toBeGreaterThan(10);
    await page.click('button:has-text("Pause")');
    await page.waitForSelector('.head .badge:has-text("Paused")');
    const pausedAt = await stepsDone(walk);
    await walk.picture('train-paused');
    expect(await stepsDone(walk)).toBe(pausedAt);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await watchTraining(walk, 150);
  }, 240_000);

  it('goes on from a checkpoint when the engine was killed', async () => {
    const { page } = walk;
    await startTraining(walk, { recipe: 'Live-cell U-Net', fields: { 'Step limit': '400' } });
    await eventually(() => stepsDone(walk)).toBeGreaterThan(25);
    const before = walk.served.enginePid();
    process.kill(before, 'SIGKILL');
    await page.waitForSelector('text=The engine stopped during this run');
    await walk.picture('train-interrupted');
    await page.waitForSelector('text=/taken up again from its checkpoint at step [1-9]/', {
      timeout: 120_000,
    });
    expect(walk.served.enginePid()).not.toBe(before);
    await page.click('.head button:has-text("Stop")');
    await page.waitForSelector('.head .badge:has-text("Stopped")');
    await walk.picture('train-resumed');
  }, 240_000);

  it('is compared with the truth and reported', async () => {
    const { page } = walk;
    await page.locator('.runs .run:has(.badge:has-text("Finished"))').click();
    await compareWithTruth(walk);
    await writeReport(walk, ['Live-cell U-Net', 'PSNR', 'SSIM']);
  }, 300_000);

  it('is applied to a movie, which keeps its type, size and frames', async () => {
    const { page } = walk;
    const movies = join(walk.home, 'movies');
    const written = await applyModel(walk, { folder: movies, images: fields.length, format: 'OME-TIFF' });
    expect(written).toHaveLength(fields.length);
    const [before, after] = await Promise.all(
      [
        join(
          movies,
          (await readdir(movies)).find((name) => name.endsWith('.tif'))!,
        ),
        written[0]!,
      ].map(readBack),
    );
    expect(after).toEqual(before);
    await page.keyboard.press('s');
    await walk.picture('apply-swipe');
  }, 300_000);

  it('asked nothing of any other machine, and nothing complained', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });
});
