import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { writeOmeTiff } from '../../electron/engine/formats/tiff/write-ome-tiff.ts';
import { accessibilityFindings } from '../support/accessibility.ts';
import { eventually, walkThrough, type Walk } from '../support/walk.ts';
import { goTo } from '../support/walk-steps.ts';

// A model of a few steps, applied by clicking to two good images and a broken one.

const [width, height] = [96, 80];
const patient = { timeout: 120_000 };
const pixelSize = { x: 0.125, y: 0.125, z: null, unit: 'µm' };

/** Discs on a dark ground in 16 bits, dim with grain or bright, as low and high exposure are. */
function exposure(seed: number, bright: boolean): Uint16Array {
  return Uint16Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = Math.hypot(x - 20 - 4 * seed, y - 36) < 9 || Math.hypot(x - 70, y - 10 - 5 * seed) < 7;
    const grain = ((i + 31 * seed) * 2654435761) % 97;
    return bright ? (inside ? 9000 : 1200) : (inside ? 2500 : 1000) + grain;
  });
}

const writeImage = (file: string, data: Uint16Array): Promise<void> =>
  writeOmeTiff(file, {
    shape: [1, 1, 1, height, width],
    dtype: 'uint16',
    pixelSize,
    channels: ['GFP'],
    plane: () => data,
  });

const small = {
  ...{ epochs: 10_000, stepLimit: 4, batchSize: 2, patchSize: 32, patchesPerImage: 2, generatorChannels: 4 },
  ...{ constant: 0, lowPercentile: 1, highPercentile: 99.8, output: 'residual' },
};

/** A dataset of the pairs, and a run of a few steps on it. */
async function train(home: string, raw: string): Promise<void> {
  const engine = await createEngine({ dataFolder: home, cacheFolder: home, abbeVersion: '0.0.0-test' });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const { handlers } = engine;
  try {
    const { folder: project } = await handlers['project.create'](
      { folder: join(home, 'project'), name: 'Cells' },
      call,
    );
    await handlers['project.addSources']({ project, paths: [raw] }, call);
    const dataset = await handlers['dataset.create'](
      {
        ...{ project, name: 'Exposures', preparation: 'paired-files', sources: null, degradation: null },
        parameters: { input: 'low-*.ome.tif', target: 'high-*.ome.tif' },
        splitting: { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 },
      },
      call,
    );
    const over = new Promise<string>((resolve) => {
      engine.onEvent(({ name, payload }) => {
        if (name === 'run.state' && ['finished', 'failed'].includes(payload.state)) resolve(payload.message);
      });
    });
    const experiment = { recipe: 'live-cell-unet', preset: 'quick', parameters: small };
    await handlers['run.start']({ project, dataset: dataset.id, ...experiment, seed: 1 }, call);
    expect(await over).toBe('');
  } finally {
    await engine.close();
  }
}

/** A project with pairs of images and a run of a few steps on them; beside it images for the run. */
async function prepare(home: string): Promise<void> {
  const raw = join(home, 'raw');
  await mkdir(raw);
  for (let seed = 0; seed < 8; seed += 1) {
    await writeImage(join(raw, `low-${seed}.ome.tif`), exposure(seed, false));
    await writeImage(join(raw, `high-${seed}.ome.tif`), exposure(seed, true));
  }
  const images = join(home, 'new');
  await mkdir(images);
  for (const seed of [11, 12]) await writeImage(join(images, `cells-${seed}.ome.tif`), exposure(seed, false));
  await writeFile(join(images, 'broken.tif'), 'no image');
  await train(home, raw);
}

const walk: Walk = walkThrough({ name: 'apply', prepare });

const line = (name: string) => walk.page.locator('.side .line', { hasText: name });
const results = (): string => join(walk.home, 'results');

async function addPath(path: string): Promise<void> {
  await walk.page.getByLabel('Path of an image or folder').fill(path);
  await walk.page.keyboard.press('Enter');
}

describe('a trained model', () => {
  it('is chosen first, in a project that has one', async () => {
    const { page, home } = walk;
    await page.evaluate(
      (folder) => {
        localStorage.setItem('abbe.openProject', JSON.stringify(folder));
      },
      join(home, 'project'),
    );
    await page.reload();
    await page.waitForSelector('footer >> text=Cells');
    await goTo(walk, 'Apply');
    await page.waitForSelector('text=No images chosen');
    expect(await page.getByLabel('Model', { exact: true }).innerText()).toContain('quick');
    await eventually(() => page.locator('.inspector').innerText()).toContain('4 of 4 steps trained');
    await walk.picture('empty');
  }, 120_000);

  it('takes a folder through the picker, and more by path', async () => {
    const { page, home } = walk;
    await page.click('button:has-text("Add a folder…")');
    await page.fill('[role=dialog] input', join(home, 'new'));
    await page.press('[role=dialog] input', 'Enter');
    await page.waitForSelector('[role=dialog] >> text=broken.tif');
    await page.click('text=Use this folder');
    await eventually(() => page.locator('.side .line').count()).toBe(3);
    // It is there already, so the list stays as it is.
    await addPath(join(home, 'new', 'broken.tif'));
    expect(await page.locator('.side .line').count()).toBe(3);
  });

  it('is tried on the image shown, and nothing is written', async () => {
    const { page } = walk;
    await line('cells-11').locator('button').first().click();
    await page.waitForSelector('text=Not applied yet');
    await page.keyboard.press('p');
    await page.waitForSelector('text=Preview, not written', patient);
    await eventually(() => page.locator('canvas.viewer').count()).toBe(2);
    await walk.picture('preview');
    expect(await readdir(join(walk.home, 'project'))).not.toContain('results');
  });

  it('shows where it is unsure, by eight orientations', async () => {
    const { page } = walk;
    const uncertainty = page.getByLabel('Uncertainty', { exact: true });
    await uncertainty.selectOption({ label: 'Eight orientations' });
    await page.locator('.inspector button:has-text("Preview")').click();
    await page.waitForSelector('text=Uncertainty (SD)', patient);
    await eventually(() => page.locator('canvas.viewer').count()).toBe(3);
    await walk.picture('uncertainty');
    await uncertainty.selectOption({ label: 'None: one result an image' });
  });

  it('names the broken image, and writes the others with their type and pixel size', async () => {
    const { page } = walk;
    await page.getByLabel('Folder of results').fill(results());
    await page.getByLabel('Written as').selectOption({ label: 'TIFF for ImageJ' });
    await page.click('button:has-text("Apply to 3 images")');
    await page.waitForSelector('text=/2 written, 1 failed/', patient);
    expect(await line('broken.tif').innerText()).toMatch(/Cannot be opened: its content is not an image/);
    expect(await line('cells-12').innerText()).toContain('done');
    const written = (await readdir(results())).sort();
    expect(written).toEqual([
      expect.stringMatching(/^cells-11_.*\.tif$/),
      expect.stringMatching(/^cells-12_/),
    ]);
    for (const name of written) {
      const { info, ...source } = await openSource(join(results(), name));
      expect(info).toMatchObject({ dtype: 'uint16', shape: [1, 1, 1, height, width] });
      expect(info.pixelSize?.x).toBeCloseTo(pixelSize.x, 6);
      await source.close();
    }
    await walk.picture('applied', true);
    expect(await accessibilityFindings(page)).toEqual([]);
  }, 120_000);

  it('is looked at before and after by swipe and blink, in one zoom', async () => {
    const { page } = walk;
    await line('cells-11').locator('button').first().click();
    await eventually(() => page.locator('canvas.viewer').count()).toBe(2);
    await page.keyboard.press('s');
    const swipe = page.getByRole('slider', { name: 'Swipe line' });
    await swipe.focus();
    await page.keyboard.press('PageDown');
    expect(await swipe.getAttribute('aria-valuenow')).toBe('40');
    expect(await page.locator('.result-pane').first().getAttribute('style')).toContain(
      'inset(0px 60% 0px 0px)',
    );
    await walk.picture('swipe');
    await swipe.blur();
    await page.keyboard.press('b');
    await eventually(() => page.locator('.result-pane').first().isVisible()).toBe(false);
    await eventually(() => page.locator('.result-pane').first().isVisible()).toBe(true);
    await page.keyboard.press('b');
  });

  it('is tried again on what failed, once that is mended', async () => {
    const { page, home } = walk;
    await writeImage(join(home, 'new', 'broken.tif'), exposure(13, false));
    await page.click('button:has-text("Try 1 image again")');
    await eventually(() => line('broken.tif').innerText()).toContain('done');
    expect(await readdir(results())).toHaveLength(3);
    expect(await page.locator('.inspector li.entry').count()).toBe(2);
  });

  it('says nothing on the console', () => {
    expect(walk.complaints).toEqual([]);
  });
});

describe('the other places', () => {
  it('say what is missing', async () => {
    const { page } = walk;
    const places = page.locator('nav[aria-label="Places of Apply"]');
    await places.getByText('Generate').click();
    await page.waitForSelector('text=No model that makes masks yet');
    await walk.picture('generate-empty');
    expect(await accessibilityFindings(page)).toEqual([]);
    await places.getByText('Classify').click();
    await page.waitForSelector('text=No dataset with labels');
    await walk.picture('classify-empty');
  });
});
