import { cpSync, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askEngine } from '../../support/ask-engine.ts';
import { generateMasks } from '../../support/walk-apply.ts';
import {
  addFolder,
  choosePreparation,
  compareWithTruth,
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
import { sharedData, walkThrough } from '../../support/walk.ts';

// Roy, Rawnaq and Kaman: micrographs of masks, and masks of noise. Real sections where they are, else drawn ones.

const real = join(sharedData, 'vnc');
const isReal = existsSync(real);
const sections = 12;
const parts = isReal
  ? ['raw', 'membranes', 'mitochondria', 'synapses']
  : ['raw', 'membranes', 'mitochondria'];
const walk = walkThrough({
  name: 'em',
  prepare: async (home) => {
    await mkdir(join(home, 'sections'));
    let from = real;
    if (!isReal) {
      const [sample] = await askEngine(home, 'project.openSample', { sample: 'em-sections' });
      from = join(sample!.folder, 'sections');
    }
    for (const part of parts) cpSync(join(from, part), join(home, 'sections', part), { recursive: true });
  },
});

describe('micrographs of masks, and masks of noise', () => {
  it('begins with a new project and sections with their masks', async () => {
    await newProject(walk, 'Sections');
    await addFolder(walk, join(walk.home, 'sections'), parts.length * sections);
    await walk.page.locator('[role=gridcell]').last().click();
    await walk.picture('sources', true);
  }, 180_000);

  it('lays the masks on the micrographs', async () => {
    const { page } = walk;
    await goToPlace(walk, 'Prepare');
    await choosePreparation(walk, 'masks-to-images');
    await page.waitForSelector(`text=${sections} sets of files, all complete`);
    await walk.picture('prepare-files');
    await prepareStep(walk, 'Size');
    await page.waitForSelector('.pane .caption:has-text("Overlay")');
    await walk.picture('prepare-overlay');
    await prepareStep(walk, 'Groups and splits');
    await page.waitForSelector('text=12 photos');
    await walk.picture('prepare-groups');
    expect(await makeDataset(walk)).toBe(sections);
    await lookAtDataset(walk, ['Training', 'Validation', 'Test']);
  }, 240_000);

  it('trains micrographs of masks for some steps', async () => {
    await startTraining(walk, { recipe: 'EM images from masks', fields: { 'Step limit': '12' } });
    await watchTraining(walk, 12);
  }, 240_000);

  it('is compared with the truth and reported', async () => {
    await compareWithTruth(walk);
    await writeReport(walk, ['EM images from masks', 'SSIM']);
  }, 300_000);

  it('trains masks of noise, whose sets are compared with the real ones', async () => {
    const { page } = walk;
    await startTraining(walk, {
      recipe: 'EM masks from noise',
      fields: { 'Step limit': '12', 'Masks of a validation': '8' },
    });
    await watchTraining(walk, 12);
    await goTo(walk, 'Compare');
    await page.waitForSelector('.galleries canvas');
    await page.click('button:has-text("Score these images")');
    await page.waitForSelector('button:has-text("Score again")', { timeout: 150_000 });
    await page.waitForSelector('.plots canvas');
    await walk.picture('compare-generated', true);
  }, 300_000);

  it('makes new masks, and micrographs of them', async () => {
    const made = await generateMasks(walk, 3);
    for (const kind of ['masks', 'labels', 'images']) {
      expect(made.filter((name) => name.startsWith(kind) && /\.(png|tif)$/.test(name))).toHaveLength(3);
    }
  }, 300_000);

  it('asked nothing of any other machine, and nothing complained', () => {
    expect(walk.strangers()).toEqual([]);
    expect(walk.complaints).toEqual([]);
  });
});
